"""Two at once: a session never forks, a draft is never overwritten, a scenario is published once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions
from entregent.scenarios.errors import Overtaken, SavedMeanwhile, ScenarioRefusal
from entregent.scenarios.medium import Answer, Turn
from entregent.scenarios.models import Session, Version, Visit
from entregent.scenarios.tests.trees import SHOP, both, document
from entregent.tickets.models import Ticket

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = "system:test"
ROUNDS = 5


class World:
    """A brand with real commits and a way to do several things at the same instant."""

    def __init__(self) -> None:
        self.brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
        with visible([self.brand.id]):
            Queue.objects.create(brand=self.brand, name="Contrats", is_default=True)
            actions.create_connector(
                self.brand.id, "commandes", "https://shop.example/{numero}", fields={"statut": "s"}, now=NOW, actor=ACTOR
            )
            made = actions.create_scenario(self.brand.id, "boutique", "Boutique", SHOP, now=NOW, actor=ACTOR)
            self.version = actions.publish(made.scenario_id, now=NOW, actor=ACTOR)

    def see(self, act: Callable[[], Any]) -> Any:
        with visible([self.brand.id]):
            return act()

    def at_once(self, *acts: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(acts))

        def run(act: Callable[[], Any]) -> Any:
            try:
                with visible([self.brand.id]):
                    start.wait()
                    return act()
            except ScenarioRefusal as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))


@pytest.fixture
def world(committed: str, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield World()


def begun(world: World) -> Turn:
    return world.see(lambda: actions.begin(world.version.scenario_id, "chat", now=NOW))


def test_two_answers_at_once_never_fork(world: World) -> None:
    for _ in range(ROUNDS):
        turn = begun(world)
        answers = [
            lambda key=key, turn=turn: actions.answer(turn.session, Answer(key=key), NOW, key=key, number=turn.number)
            for key in ("1", "2", "3")
        ]
        given = world.at_once(*answers)
        turns = [one for one in given if isinstance(one, Turn)]
        assert all(one == turns[0] for one in turns) and len(turns) + sum(isinstance(one, Overtaken) for one in given) == 3
        assert len(turns) == 1 or turns[0].outcome is not None  # after the end nothing changes: all are told how it ended
        with visible([world.brand.id]):
            visited = list(Visit.objects.filter(session=turn.session).order_by("place").values_list("place", "node"))
            state = Session.objects.get(id=turn.session).state
        assert [place for place, _node in visited] == [1, 2, 3]
        assert visited[-1][1] == state["node"]


def test_the_same_answer_at_once_opens_one_ticket(world: World) -> None:
    for round in range(1, ROUNDS + 1):
        turn = begun(world)
        for words in ("2", "helene@example.org"):
            turn = world.see(lambda words=words, turn=turn: actions.answer(turn.session, Answer(words), NOW))
        last = [lambda turn=turn: actions.answer(turn.session, Answer("Rien ne va"), NOW, key="k")] * 3
        given = world.at_once(*last)
        assert given[0] == given[1] == given[2] and given[0].outcome.reason == "complaint"
        with visible([world.brand.id]):
            assert Ticket.objects.count() == round
            assert Event.objects.filter(kind="session.ended", subject=turn.session).count() == 1


def test_a_draft_that_was_saved_meanwhile_is_not_overwritten(world: World) -> None:
    def save(word: str) -> Version:
        form = SHOP | {"nodes": SHOP["nodes"] | {"statut": {"kind": "end", "text": both(word)}}}
        return actions.save_draft(world.version.scenario_id, form, base=base, now=NOW)

    base = (1, 1)
    for round in range(ROUNDS):
        given = world.at_once(lambda round=round: save(f"un {round}"), lambda round=round: save(f"deux {round}"))
        (kept,) = [one for one in given if isinstance(one, Version)]
        (refused,) = [one for one in given if isinstance(one, SavedMeanwhile)]
        assert refused.theirs.form == kept.form and refused.theirs.revision == kept.revision
        assert world.see(lambda: Version.objects.filter(state="draft").count()) == 1
        base = (kept.number, kept.revision)


def test_two_publications_and_a_return_leave_one_that_is_performed(world: World) -> None:
    scenario = world.version.scenario_id
    for _ in range(ROUNDS):
        world.see(lambda: actions.save_draft(scenario, document({"fin": {"kind": "end"}}), base=None, now=NOW))
        world.at_once(
            lambda: actions.publish(scenario, now=NOW, actor=ACTOR),
            lambda: actions.roll_back(scenario, 1, now=NOW, actor=ACTOR),
            lambda: actions.publish(scenario, now=NOW, actor=ACTOR),
        )
        assert world.see(lambda: Version.objects.filter(state="published").count()) == 1


def test_a_code_is_good_once_even_at_once(world: World) -> None:
    for _ in range(ROUNDS):
        turn = begun(world)
        code = world.see(lambda turn=turn: actions.make_code(turn.session, NOW))
        takers = [
            lambda code=code, who=who: actions.take_up(world.brand.id, code, "web", source=who, now=NOW)
            for who in ("a", "b", "c")
        ]
        given = world.at_once(*takers)
        assert sum(one is not None for one in given) == 1
