"""Sessions that go on on another medium, that are left without a word, and behind other brands' walls."""

from datetime import datetime, timedelta

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.scenarios import actions, queries
from entregent.scenarios.actions.sweeping import lapse
from entregent.scenarios.errors import HasErrors, NotAForm, NothingToPublish, NotPublished, SlugTaken, TooManyCodes
from entregent.scenarios.medium import Answer, Heard
from entregent.scenarios.models import Scenario, Session, Version
from entregent.scenarios.tests.trees import SHOP, both, choice, document, end, hand, option

pytestmark = pytest.mark.django_db
ACTOR = "system:test"


def published(brand: Brand, slug: str, nodes: dict, now: datetime, **fields: object) -> Version:
    made = actions.create_scenario(brand.id, slug, slug.title(), document(nodes, **fields), now=now, actor=ACTOR)
    return actions.publish(made.scenario_id, now=now, actor=ACTOR)


def test_a_call_goes_on_on_a_page_by_its_code(brand: Brand, now: datetime) -> None:
    nodes = {
        "offre": {"kind": "deflect", "to": "web", "text": both("En ligne ?"), "given": both("Votre code : {carry.code}."),
                  "accepted": "suite", "refused": "main"},
        "suite": choice("Nous y voilà.", option("1", "Finir", "fin")), "main": hand(), "fin": end(),
    }  # fmt: skip
    version = published(brand, "accueil", nodes, now)
    turn = actions.begin(version.scenario_id, "phone", now=now)
    turn = actions.answer(turn.session, Answer("oui"), now)
    code = turn.said[-1].text.removeprefix("Votre code : ").rstrip(".")
    assert turn.asks is not None and turn.asks.kind == "carry" and len(code) == 6
    assert code not in Session.objects.get().carry_digest
    assert actions.take_up(brand.id, "000000" if code != "000000" else "111111", "web", source="a", now=now) is None
    carried = actions.take_up(brand.id, f" {code[:3]} {code[3:]}", "web", source="a", now=now + timedelta(minutes=14))
    assert carried is not None and carried.said[-1].text == "Nous y voilà." and carried.medium == "web"
    assert actions.take_up(brand.id, code, "web", source="b", now=now) is None
    assert Event.objects.get(kind="session.carried").data["before"] == "phone"


def test_codes_grow_old_and_are_not_guessed(brand: Brand, shop: Version, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    code = actions.make_code(turn.session, now)
    assert actions.take_up(brand.id, code, "web", source="a", now=now + timedelta(minutes=16)) is None
    code = actions.make_code(turn.session, now)
    for _ in range(5):
        assert actions.take_up(brand.id, "xxxxxx", "web", source="b", now=now) is None
    with pytest.raises(TooManyCodes):
        actions.take_up(brand.id, code, "web", source="b", now=now)
    found = actions.take_up(brand.id, code, "web", source="c", now=now)
    assert found is not None and found.session == turn.session


def test_who_says_nothing_any_more_has_left(shop: Version, now: datetime) -> None:
    silent = actions.begin(shop.scenario_id, "phone", now=now)
    chatty = actions.begin(shop.scenario_id, "chat", now=now)
    assert lapse(now + timedelta(minutes=29)) == 0
    assert lapse(now + timedelta(minutes=31)) == 1
    assert Session.objects.get(id=silent.session).outcome == "left" and Session.objects.get(id=chatty.session).outcome == ""
    assert lapse(now + timedelta(hours=5)) == 1 and lapse(now + timedelta(hours=5)) == 0


def test_where_people_leave(brand: Brand, shop: Version, now: datetime) -> None:
    from entregent.scenarios.medium import Leave

    for seconds, words in ((10, []), (20, ["2"]), (30, ["3"])):
        turn = actions.begin(shop.scenario_id, "phone", now=now)
        turn = actions.answer(turn.session, Heard(), now + timedelta(seconds=4))
        for word in words:
            turn = actions.answer(turn.session, Answer(key=word), now + timedelta(seconds=10))
        actions.answer(turn.session, Leave(), now + timedelta(seconds=seconds))
    actions.begin(shop.scenario_id, "chat", now=now)
    found = queries.drop_off(shop.id)
    assert (found.begun, found.ended, found.handed, found.left, found.running) == (4, 0, 1, 2, 1)
    by = {node.node: node for node in found.nodes}
    assert (by["menu"].visits, by["menu"].left, by["menu"].seconds) == (4, 1, 6.0)
    assert (by["bonjour"].seconds, by["mail"].share_left, by["main"].handed) == (4.0, 1.0, 1)
    assert queries.drop_off(shop.id, medium="chat").begun == 1
    assert queries.drop_off(shop.id, since=now + timedelta(days=1)).nodes == []


def test_a_tree_that_is_run_is_counted_for_itself(brand: Brand, now: datetime) -> None:
    note = published(brand, "note", {"q": choice("Bien ?", option("1", "Oui", "fin")), "fin": end("Merci.")}, now)
    nodes = {"va": {"kind": "run", "scenario": "note", "next": "fin"}, "fin": end()}
    outer = published(brand, "accueil", nodes, now)
    turn = actions.begin(outer.scenario_id, "chat", now=now)
    actions.save_draft(note.scenario_id, document({"fin": end("Autre.")}), base=None, now=now)
    actions.publish(note.scenario_id, now=now, actor=ACTOR)
    turn = actions.answer(turn.session, Answer(key="1"), now)  # on the version on which it began
    assert [spoken.text for spoken in turn.said] == ["Merci.", "Au revoir."]
    assert {node.node for node in queries.drop_off(note.id).nodes} == {"q", "fin"} and queries.drop_off(note.id).begun == 0
    assert {node.node for node in queries.drop_off(outer.id).nodes} == {"va", "fin"}


def test_another_brand_sees_nothing(shop: Version, other_brand: Brand, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    code = actions.make_code(turn.session, now)
    with visible([other_brand.id]):
        with pytest.raises(NotPublished):
            actions.begin(shop.scenario_id, "chat", now=now)
        for act in (lambda: queries.turn(turn.session), lambda: actions.answer(turn.session, Answer("1"), now)):
            with pytest.raises(Session.DoesNotExist):
                act()
        assert actions.take_up(other_brand.id, code, "web", source="a", now=now) is None
        assert list(queries.scenarios([shop.brand_id, other_brand.id])) == []
        assert queries.drop_off(shop.id).begun == 0


def test_a_medium_for_which_the_tree_is_not_written(brand: Brand, now: datetime) -> None:
    version = published(brand, "page", {"fin": end()}, now, media=["web"])
    with pytest.raises(NotPublished):
        actions.begin(version.scenario_id, "phone", now=now)
    with pytest.raises(KeyError):
        actions.begin(version.scenario_id, "fax", now=now)
    assert queries.performed([brand.id], "web") == [version.scenario] and queries.performed([brand.id], "phone") == []


def test_what_cannot_be_saved_or_published(brand: Brand, shop: Version, now: datetime) -> None:
    with pytest.raises(SlugTaken):
        actions.create_scenario(brand.id, "boutique", "Boutique", SHOP, now=now, actor=ACTOR)
    with pytest.raises(NotAForm):
        actions.create_scenario(brand.id, "autre", "Autre", "{", now=now, actor=ACTOR)
    with pytest.raises(NothingToPublish):
        actions.publish(shop.scenario_id, now=now, actor=ACTOR)
    broken = SHOP | {"nodes": {name: node for name, node in SHOP["nodes"].items() if name != "merci"}}
    draft = actions.save_draft(shop.scenario_id, broken, base=(1, 1), now=now)
    with pytest.raises(HasErrors) as refused:
        actions.publish(shop.scenario_id, now=now, actor=ACTOR)
    assert {one.code for one in refused.value.findings if one.stops} == {"nowhere", "dead_end"} or {
        one.code for one in refused.value.findings if one.stops
    } == {"nowhere"}
    actions.discard_draft(shop.scenario_id, base=(draft.number, draft.revision))
    assert Scenario.objects.get(id=shop.scenario_id).versions.count() == 1


def test_a_queue_that_is_renamed_is_still_found(shop: Version, now: datetime) -> None:
    from entregent.routing.models import Queue

    queue = Queue.objects.get(name="Contrats")
    Queue.objects.filter(id=queue.id).update(name="Vos contrats")
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    turn = actions.answer(turn.session, Answer(key="3"), now)
    assert turn.outcome is not None and turn.outcome.queue == queue.id
