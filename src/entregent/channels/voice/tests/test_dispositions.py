"""How calls end for what they were made for: who says so and until when, the wrap-up, the ratios, the pages, REST."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions
from entregent.channels.voice.dispositions import UNQUALIFIED, came_to, choices
from entregent.channels.voice.errors import DispositionRefused, NotQualified
from entregent.channels.voice.logbook import Filters, calls
from entregent.channels.voice.models import Call, Disposition, Number
from entregent.channels.voice.ratios import ARGUED, REACHED, RIGHT_PERSON, SERVICE, UNSUCCESSFUL, Kind, ratios
from entregent.channels.voice.rules import may_qualify
from entregent.channels.voice.tests.test_log import ANNE, BORIS, CHLOE, Line
from entregent.journal.models import Event
from entregent.routing.actions.sweep import end_wrap_ups
from entregent.routing.models import Queue, WorkItem

Visit = Callable[[Staff | None], Client]
PARIS = ZoneInfo("Europe/Paris")


@given(st.dictionaries(st.sampled_from([*Kind, UNQUALIFIED, "gone"]), st.integers(0, 10_000)))
def test_shares_are_shares_and_nothing_is_counted_twice(counted: dict[str, int]) -> None:
    found = ratios(counted)
    assert found.calls + found.unqualified == sum(counted.values())
    for share in (found.reach, found.right, found.argued, found.won, found.resolved):
        assert 0 <= share.part <= share.whole <= found.calls and (share.value is None) == (share.whole == 0)
    assert found.reach.part + found.unsuccessful == found.calls
    assert found.right.part <= found.reach.part and found.argued.part == found.won.whole


def test_the_classes_are_those_of_the_trade() -> None:
    assert UNSUCCESSFUL.isdisjoint(REACHED) and ARGUED < RIGHT_PERSON < REACHED and SERVICE < RIGHT_PERSON
    counted = {"no_answer": 30, "machine": 10, "other_person": 10, "refused": 10, "lost": 20, "won": 10, "resolved": 30}
    found = ratios(counted | {"unresolved": 10, UNQUALIFIED: 5})
    assert (found.reach.part, found.reach.whole, found.right.part) == (90, 130, 80)
    assert (found.argued.part, found.argued.whole) == (30, 40) and (found.won.part, found.won.whole) == (10, 30)
    assert (found.resolved.part, found.resolved.whole) == (30, 40)


def test_who_had_the_call_says_so_until_the_end_of_the_next_day() -> None:
    claire, awa = Staff(name="Claire").id, "somebody else"
    ended = datetime(2026, 3, 3, 23, 30, tzinfo=PARIS)
    assert may_qualify(claire, claire, None, ended, PARIS) and not may_qualify(claire, awa, ended, ended, PARIS)
    assert may_qualify(claire, claire, ended, datetime(2026, 3, 4, 23, 59, tzinfo=PARIS), PARIS)
    assert not may_qualify(claire, claire, ended, datetime(2026, 3, 5, 0, 0, tzinfo=PARIS), PARIS)


@pytest.fixture
def now() -> datetime:
    """The pages ask the clock: the day after a call ends at midnight."""
    return timezone.now()


@pytest.fixture
def start(now: datetime) -> datetime:
    return now - timedelta(hours=1)


@pytest.fixture
def number(brand: Brand, queue: Queue) -> Number:
    Queue.objects.filter(id=queue.id).update(wrap_up_seconds=60, wrap_up_more_seconds=90)
    return Number.objects.create(brand=brand, number="+33261910010", label="Accueil", queue=queue)


@pytest.fixture
def line(number: Number, start: datetime) -> Line:
    return Line(number, start)


def leaf(kind: str) -> Disposition:
    return Disposition.objects.filter(kind=kind, children=None).order_by("position")[0]


def test_the_usual_ones_are_in_the_language_of_the_brand_and_come_once(brand: Brand, now: datetime) -> None:
    assert actions.install_dispositions(brand, by=None, now=now) == 17
    assert actions.install_dispositions(brand, by=None, now=now) == 0
    assert {one.kind for one in choices([brand.id])} == set(Kind)
    assert [one.name for one in choices([brand.id], "repond infruct")] == ["Répondeur"]
    Disposition.objects.filter(name="Appel infructueux").update(active=False)
    assert choices([brand.id], "repondeur") == []


def test_an_agent_says_how_it_ended_then_otherwise_and_nobody_else_does(
    brand: Brand, line: Line, make_staff: Callable[..., Staff], visit: Visit, now: datetime
) -> None:
    actions.install_dispositions(brand, by=None, now=now)
    claire, awa = make_staff(brand, "agent", "Claire Morvan"), make_staff(brand, "agent", "Awa Diop")
    call, ticket = line.answered(ANNE, claire)
    screen, address = visit(claire), reverse("voice:disposition", args=[call])
    bar = screen.get(reverse("voice:line")).content.decode()
    assert f'data-after="{call}"' in bar and reverse("voice:finished", args=[call]) in bar
    found = screen.get(reverse("voice:dispositions", args=[call]), {"q": "répond"}).content.decode()
    assert "Répondeur" in found and "Accord" not in found
    said = screen.post(address, {"disposition": str(leaf("resolved").id)}).content.decode()
    assert leaf("resolved").name in said
    screen.post(address, {"disposition": str(leaf("resolved").id)})
    screen.post(address, {"disposition": str(leaf("unresolved").id)})
    facts = list(Event.objects.filter(kind="call.qualified").order_by("id").values_list("data__outcome", "data__before"))
    assert facts == [("resolved", None), ("unresolved", str(leaf("resolved").id))]
    refused = visit(awa).post(address, {"disposition": str(leaf("resolved").id)})
    assert refused.headers["HX-Trigger"] and Call.objects.get(id=call).disposition == leaf("unresolved")
    heading = Disposition.objects.filter(parent=None)[0]
    for wrong in (heading.id, claire.id):
        with pytest.raises(DispositionRefused):
            actions.qualify(call, wrong, staff=claire.id, now=now)
    with pytest.raises(NotQualified):
        actions.qualify(call, None, staff=claire.id, now=now + timedelta(days=2))
    page = visit(make_staff(brand, "supervisor", "Youssef El Amrani")).get(reverse("voice:call", args=[call])).content.decode()
    assert leaf("unresolved").name in page and "Alt Q" not in page
    assert leaf("unresolved").name in screen.get(reverse("voice:strip", args=[ticket])).content.decode()
    actions.qualify(call, None, staff=claire.id, now=now)
    assert Call.objects.get(id=call).qualified_at is None


def test_a_wrap_up_is_made_longer_ended_by_hand_and_not_before_what_the_brand_asks(
    brand: Brand, line: Line, make_staff: Callable[..., Staff], visit: Visit, now: datetime
) -> None:
    actions.install_dispositions(brand, by=None, now=now)
    claire = make_staff(brand, "agent", "Claire Morvan")
    call, _ticket = line.answered(ANNE, claire)
    screen = visit(claire)
    longer, done = reverse("voice:prolonged", args=[call]), reverse("voice:finished", args=[call])
    told = [screen.post(longer).headers.get("HX-Trigger") for _ in range(3)]
    assert [bool(one) for one in told] == [False, False, True], "a minute, half a minute, no more"
    assert [fact.data["added"] for fact in Event.objects.filter(kind="item.prolonged").order_by("id")] == [60, 30]
    item = WorkItem.objects.get()
    ends = item.wrap_up_at + timedelta(seconds=150)
    assert end_wrap_ups(ends - timedelta(seconds=1)) == []
    actions.require_dispositions(brand.id, True, by=claire, now=now)
    assert "HX-Trigger" in screen.post(done).headers and WorkItem.objects.get().state == "wrap_up"
    assert end_wrap_ups(ends) and f'data-after="{call}"' in screen.get(reverse("voice:line")).content.decode()
    actions.qualify(call, leaf("resolved").id, staff=claire.id, now=now)
    assert "data-after" not in screen.get(reverse("voice:line")).content.decode()
    again, _ticket = line.answered(BORIS, claire, at=100)
    actions.qualify(again, leaf("callback").id, staff=claire.id, now=now)
    assert screen.post(reverse("voice:finished", args=[again])).status_code == 204
    assert set(WorkItem.objects.values_list("state", flat=True)) == {"done"}


def test_the_log_and_rest_tell_them_and_count_the_same(
    brand: Brand, line: Line, make_staff: Callable[..., Staff], visit: Visit, now: datetime
) -> None:
    actions.install_dispositions(brand, by=None, now=now)
    claire, youssef = make_staff(brand, "agent", "Claire Morvan"), make_staff(brand, "supervisor", "Youssef El Amrani")
    screen = visit(youssef)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert screen.get(reverse("voice:log")).status_code == 200
        return len(asked)

    def talked(caller: str, at: float, kind: str) -> None:
        call, _ticket = line.answered(caller, claire, at=at)
        if kind:
            actions.qualify(call, leaf(kind).id, staff=claire.id, now=now)

    talked(ANNE, 0, "resolved")
    statements()
    before = statements()
    for at, (caller, kind) in enumerate(((BORIS, "won"), (CHLOE, "lost"), (ANNE, ""), (BORIS, "refused")), 1):
        talked(caller, 100.0 * at, kind)
    line.out(ANNE, 700, answered=False)
    line.abandoned(CHLOE, 800)
    assert statements() == before
    rows = calls([brand.id], Filters())
    found = came_to(rows)
    assert (found.calls, found.unqualified, found.unsuccessful) == (5, 1, 1), "the telephone knows who did not answer"
    assert (found.argued.part, found.argued.whole, found.won.part, found.won.whole) == (2, 3, 1, 2)
    for asked, wanted in ((UNQUALIFIED, 2), ("won", 1), (str(leaf("lost").id), 1)):
        page = screen.get(reverse("voice:log"), {"disposition": asked})
        assert len(page.context["calls"]) == wanted, asked
    assert calls([brand.id], Filters(disposition=leaf("refused").id)).count() == 1
