"""Another way than waiting, offered by a scenario from the wait that there really is, and followed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.deflections.models import Deflection
from entregent.routing import actions as routing
from entregent.routing.models import Queue, QueueMember, WorkItem
from entregent.scenarios import actions
from entregent.scenarios.medium import Answer
from entregent.scenarios.models import Version
from entregent.scenarios.tests.trees import both, document

pytestmark = pytest.mark.django_db

NODES = {
    "attente": {"kind": "wait", "queue": "Contrats", "minutes": 5, "short": "main", "long": "offre"},
    "offre": {"kind": "deflect", "to": "web", "text": both("Environ {queue.wait|longtemps} min d’attente. En ligne ?"),
              "given": both("Code {carry.code}."), "accepted": "main", "refused": "main"},
    "main": {"kind": "hand", "text": both("Un conseiller vous répond."), "queue": "Contrats", "reason": "tree"},
}  # fmt: skip


@pytest.fixture
def line(brand: Brand, queue: Queue, now: datetime) -> Version:
    made = actions.create_scenario(brand.id, "attente", "Attente", document(NODES), now=now, actor="system:test")
    return actions.publish(made.scenario_id, now=now, actor="system:test")


def crowd(queue: Queue, now: datetime, waiting: int, taken: int) -> None:
    """So many wait on the telephone; so many were taken during the last half hour."""
    for place in range(waiting + taken):
        item, _facts = routing.enqueue(queue.brand_id, queue.id, "call", uuid4(), None, now=now, actor="system:test")
        if place < taken:
            WorkItem.objects.filter(id=item.id).update(state="done", taken_at=now - timedelta(minutes=10))


def test_the_wait_of_the_queue_decides_and_what_is_answered_is_followed(line: Version, queue: Queue, now: datetime) -> None:
    crowd(queue, now, waiting=3, taken=5)
    turn = actions.begin(line.scenario_id, "phone", now=now)
    assert turn.asks is not None and "min d’attente" in turn.said[0].text
    offered = Deflection.objects.get(subject=turn.session)
    assert (offered.to, offered.medium, offered.waiting, offered.answer) == ("web", "phone", False, "")
    assert offered.wait_seconds and offered.wait_seconds >= 300
    actions.answer(turn.session, Answer("oui"), now)
    offered.refresh_from_db()
    assert (offered.answer, offered.outcome) == ("accepted", "")
    code = actions.make_code(turn.session, now=now)
    taken_up = actions.take_up(queue.brand_id, code, "web", now=now, source="test")
    assert taken_up.outcome is not None and taken_up.outcome.kind == "handed"
    offered.refresh_from_db()
    assert offered.outcome == "returned"  # an agent after all


def test_nobody_is_offered_anything_where_an_agent_is_free_and_everybody_where_nobody_answers(
    line: Version, brand: Brand, queue: Queue, make_staff: Callable[..., Staff], now: datetime
) -> None:
    lonely = actions.begin(line.scenario_id, "phone", now=now)
    assert lonely.said[0].text.startswith("Environ longtemps min") and lonely.asks is not None
    agent = make_staff(brand, "agent")
    QueueMember.objects.create(brand=brand, queue=queue, staff=agent)
    routing.equip(agent.id, "call", True, now)
    routing.set_presence(agent.id, "available", now, "system:test")
    served = actions.begin(line.scenario_id, "phone", now=now)
    assert served.outcome is not None and served.outcome.kind == "handed"
    assert not Deflection.objects.filter(subject=served.session).exists()


def test_an_agent_who_reads_a_script_deflects_nobody(line: Version, queue: Queue, now: datetime) -> None:
    actions.begin(line.scenario_id, "script", now=now)
    assert not Deflection.objects.exists()
