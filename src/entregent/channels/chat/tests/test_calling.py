"""The doors of calls from the page: who may ask, how often, about which call."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Visitor, Widget
from entregent.channels.chat.tests.conftest import Browser
from entregent.channels.chat.web.views import calling
from entregent.channels.voice.models import Call, Node, Number
from entregent.conversations import actions as conversations
from entregent.routing import actions as routing
from entregent.routing.models import Queue, QueueMember

pytestmark = pytest.mark.django_db
OFFER = "v=0\r\n"


@pytest.fixture
def line(brand: Brand, queue: Queue, widget: Widget) -> Number:
    """The number that the widget's button calls, and a process that carries calls but does not answer its pages."""
    number = Number.objects.create(brand=brand, number="+33261910010", queue=queue)
    now = timezone.now()
    Node.objects.create(control="127.0.0.1:9", sip="127.0.0.1:5060", started_at=now, seen_at=now)
    Widget.objects.filter(id=widget.id).update(line=number)
    WIDGETS.forget()
    return number


@pytest.fixture
def claire(brand: Brand, queue: Queue, make_staff: Callable[..., Staff]) -> Staff:
    """An agent with a telephone."""
    staff = make_staff(brand, "agent")
    QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
    routing.set_presence(staff.id, "available", timezone.now(), "system:test")
    routing.equip(staff.id, "call", True, timezone.now())
    return staff


def test_the_button_is_there_where_a_number_is_and_says_whether_somebody_answers(
    widget: Widget, browse: Callable[..., Browser], line: Number, claire: Staff, queue: Queue
) -> None:
    assert browse().get("setup").json()["line"] == {"open": True, "reopens": None, "servers": []}
    routing.equip(claire.id, "call", False, timezone.now())
    assert not browse().get("setup").json()["line"]["open"], "nobody has a telephone"
    routing.equip(claire.id, "call", True, timezone.now())
    night = {"zone": "Europe/Paris", "week": {}}
    Queue.objects.filter(id=queue.id).update(calendar=Calendar.objects.create(brand=widget.brand, name="Jamais", hours=night))
    assert not browse().get("setup").json()["line"]["open"], "it is closed"
    assert browse().ask("call", offer=OFFER).json()["error"] == "closed"
    Widget.objects.filter(id=widget.id).update(line=None)
    WIDGETS.forget()
    assert browse().get("setup").json()["line"] is None


def test_a_call_needs_a_line_a_sound_and_a_house_that_answers(
    browse: Callable[..., Browser], line: Number, claire: Staff
) -> None:
    visitor = browse()
    assert [visitor.ask("call", offer=offer).status_code for offer in (None, "", "hello", 4)] == [400] * 4
    answer = browse().ask("call", offer=OFFER)
    assert (answer.status_code, answer.json()["error"]) == (503, "no-service")
    assert not Call.objects.exists()


def test_whoever_calls_again_and_again_waits(
    browse: Callable[..., Browser], line: Number, claire: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browse()
    visitor.sync()
    answers = [visitor.ask("call", offer="").status_code for _ in range(3 * calling.A_VISITOR)]
    assert answers[0] == 400 and answers.count(429) >= calling.A_VISITOR
    monkeypatch.setattr(calling, "AN_ADDRESS", 0)
    assert browse().ask("call", offer=OFFER).status_code == 429, "a new visitor each time is no way round"


def test_a_call_is_told_to_its_visitor_alone(
    brand: Brand, widget: Widget, browse: Callable[..., Browser], line: Number
) -> None:
    mine, other = browse(), browse()
    mine.say("Bonjour")
    other.sync()
    visitor = Visitor.objects.get()
    conversation, _facts = conversations.start(brand.id, visitor.person_id, "phone", now=timezone.now(), actor="system:test")
    call = Call.objects.create(
        brand=brand, direction="in", state="menu", conversation=conversation, begun_at=timezone.now(), by_browser=True
    )
    letter = calling.SIGNER.sign(f"{call.id.hex}.{visitor.id.hex}")
    assert mine.ask("calling", **{"pass": letter}).json()["state"] == "menu"
    for stranger, shown in ((other, letter), (mine, "forged"), (mine, calling.SIGNER.sign("x")), (mine, None)):
        assert stranger.ask("calling", **{"pass": shown}).json() == {"state": "ended"}
        assert stranger.ask("keys", **{"pass": shown}, digits="1").json() == {}
    unknown = calling.SIGNER.sign(f"{uuid4().hex}.{visitor.id.hex}")
    assert mine.ask("calling", **{"pass": unknown}).json()["state"] == "connecting"
    Call.objects.filter(id=call.id).update(by_browser=False)
    assert mine.ask("calling", **{"pass": letter}).json()["state"] == "connecting", "a pass opens no call of a telephone"
