"""What people look at of calls: the log and its partition, whom we owe a call, the thread, the page of a call, REST."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions, told
from entregent.channels.voice.logbook import Filters, calls, counted, figures, to_call_back
from entregent.channels.voice.models import Call, Number
from entregent.channels.voice.partition import OUTCOMES, partition
from entregent.channels.voice.web.interludes import between_messages
from entregent.conversations.models import Conversation
from entregent.routing.models import Queue, WorkItem
from entregent.tickets import actions as tickets

Visit = Callable[[Staff | None], Client]
ALL = Filters()
ANNE, BORIS, CHLOE = "0199001234", "0199005678", "0199009999"


@pytest.fixture
def start() -> datetime:
    return timezone.now() - timedelta(hours=5)


@pytest.fixture
def number(brand: Brand, queue: Queue) -> Number:
    Queue.objects.filter(id=queue.id).update(wrap_up_seconds=60)
    return Number.objects.create(brand=brand, number="+33261910010", label="Accueil", queue=queue)


class Line:
    """Calls that are made, waited for and answered at given seconds."""

    def __init__(self, number: Number, start: datetime) -> None:
        self.number, self.start = number, start
        self.node = actions.start_node("127.0.0.1:4000", "127.0.0.1:5060", start)

    def at(self, seconds: float) -> datetime:
        return self.start + timedelta(seconds=seconds)

    def left(self, caller: str, at: float = 0) -> UUID:
        call = actions.begin(self.number.id, caller, "", node=self.node, now=self.at(at)).call
        actions.end(call, "customer", self.at(at + 8))
        return call

    def abandoned(self, caller: str, at: float = 0, waits: float = 40) -> UUID:
        call, _ticket = self.waiting(caller, at)
        actions.end(call, "customer", self.at(at + 5 + waits))
        return call

    def waiting(self, caller: str, at: float = 0) -> tuple[UUID, UUID]:
        call = actions.begin(self.number.id, caller, "", node=self.node, now=self.at(at)).call
        queued = actions.queue_up(call, None, now=self.at(at + 5))
        assert queued is not None
        return call, queued.ticket

    def answered(self, caller: str, by: Staff, at: float = 0) -> tuple[UUID, UUID]:
        call, ticket = self.waiting(caller, at)
        tickets.take(ticket, by, self.at(at + 15))
        actions.answered(call, by.id, self.at(at + 15))
        actions.held(call, by.id, self.at(at + 20))
        actions.resumed(call, by.id, self.at(at + 52))
        actions.end(call, "customer", self.at(at + 75))
        return call, ticket

    def out(self, to: str, at: float, *, answered: bool) -> None:
        """A call that the house placed: its rows as outgoing calls write them."""
        theirs = Call.objects.select_related("conversation").filter(conversation__address="+33" + to[1:]).first()
        person = theirs.conversation.person_id if theirs else None
        talk = Conversation.objects.create(
            brand=self.number.brand, person_id=person, channel="phone", address="+33" + to[1:], started_at=self.at(at),
            last_message_at=self.at(at),
        )  # fmt: skip
        Call.objects.create(
            brand=self.number.brand, direction="out", state="ended", outcome="answered" if answered else "no_answer",
            conversation=talk, begun_at=self.at(at), answered_at=self.at(at + 9) if answered else None,
            ended_at=self.at(at + 60),
        )  # fmt: skip


@pytest.fixture
def line(number: Number, start: datetime) -> Line:
    return Line(number, start)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def test_every_call_received_is_in_one_part_and_the_parts_add_up(line: Line, brand: Brand, make_staff) -> None:
    line.left(ANNE)
    line.abandoned(ANNE, 100)
    line.abandoned(BORIS, 200, waits=3)
    line.answered(CHLOE, make_staff(brand, "agent"), 300)
    line.waiting(BORIS, 500)
    for outcome in ("overflowed", "closed", "deflected", "served", "failed"):
        call = line.left(ANNE, 600)
        Call.objects.filter(id=call).update(outcome=outcome)
    line.out(ANNE, 700, answered=False)
    found = counted(calls([brand.id], ALL))
    assert {one.name: one.calls for one in found.parts} == dict.fromkeys(OUTCOMES, 1)
    assert found.received == Call.objects.filter(direction="in").count() == 10
    for name in OUTCOMES:  # each part leads to its calls
        assert calls([brand.id], Filters(direction="in", outcome=name)).count() == 1


@given(st.dictionaries(st.sampled_from([*OUTCOMES, "", "no_answer", "?"]), st.integers(0, 10_000)))
def test_no_call_is_lost_or_counted_twice(given_counts: dict[str, int]) -> None:
    found = partition(given_counts)
    assert found.received == sum(given_counts.values()) == sum(one.calls for one in found.parts)
    assert [one.name for one in found.parts] == list(OUTCOMES)
    assert sum(one.share for one in found.parts) == pytest.approx(1 if found.received else 0)
    ends = [one.begins + one.share for one in found.parts]
    assert all(end == pytest.approx(one.begins) for end, one in zip(ends, found.parts[1:], strict=False))


def test_whom_we_owe_a_call_is_there_until_they_are_reached(line: Line, brand: Brand, make_staff, start: datetime) -> None:
    claire = make_staff(brand, "agent")

    def owed() -> dict[str, tuple[int, int]]:
        return {one.last.conversation.address: (one.times, one.tried) for one in to_call_back([brand.id], start)}

    line.abandoned(ANNE)
    line.abandoned(ANNE, 100, waits=90)
    line.abandoned(BORIS, 200)
    line.abandoned("anonymous", 250)
    first = to_call_back([brand.id], start)
    assert [(one.last.conversation.address, one.times, one.waited) for one in first] == [
        ("+33199005678", 1, 40.0), ("+33199001234", 2, 90.0),
    ]  # fmt: skip
    line.left(ANNE, 300)  # came again, and left the menu: not reached
    line.out(BORIS, 400, answered=False)
    assert owed() == {"+33199001234": (2, 0), "+33199005678": (1, 1)}
    line.answered(ANNE, claire, 500)
    line.out(BORIS, 600, answered=True)
    assert owed() == {}
    line.abandoned(BORIS, 800)
    assert owed() == {"+33199005678": (2, 0)}
    with CaptureQueriesContext(connection) as queries:
        to_call_back([brand.id], start)
    assert len(queries) == 2


def test_filters_leave_only_what_fits(line: Line, brand: Brand, make_staff, number: Number, queue: Queue) -> None:
    claire = make_staff(brand, "agent")
    line.left(ANNE)
    call, _ticket = line.answered(BORIS, claire, 100)
    line.out(ANNE, 300, answered=False)

    def found(**filters: object) -> set[UUID]:
        return set(calls([brand.id], Filters(**filters)).values_list("id", flat=True))

    for only in ({"agent": claire.id}, {"queue": queue.id}, {"outcome": "answered"}, {"caller": "01 99 00 56"}):
        assert found(**only) == {call}, only
    assert len(found(number=number.id)) == 2 and len(found(direction="out")) == 1 and len(found(since=line.at(50))) == 2
    assert found(until=line.at(0)) == found(caller="06 39") == set()


def test_the_log_is_for_supervisors_of_the_brand_in_as_many_queries_whatever_its_length(
    line: Line, brand: Brand, other_brand: Brand, make_staff, visit: Visit
) -> None:
    claire = make_staff(brand, "agent")
    client = visit(make_staff(brand, "supervisor", name="Youssef Haddad"))

    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("voice:log"))
        return len(queries), " ".join(answer.content.decode().split())

    line.answered(ANNE, claire)
    line.abandoned(BORIS, 100)
    once, text = asked()
    assert "2 appels reçus" in text and "01 99 00 12 34" in text.replace("\N{NO-BREAK SPACE}", " ")
    for place in range(4):
        line.answered(CHLOE, claire, 200 + 100 * place)
    assert asked()[0] == once
    assert visit(claire).get(reverse("voice:log")).status_code == 403
    assert visit(None).get(reverse("voice:log")).status_code == 302
    elsewhere = visit(make_staff(other_brand, "supervisor", name="Yann Kerleo"))
    assert "Aucun appel ne correspond" in elsewhere.get(reverse("voice:log")).content.decode()
    assert "Personne à rappeler" in elsewhere.get(reverse("voice:owed")).content.decode()
    assert "Personne à rappeler" not in client.get(reverse("voice:owed")).content.decode()
    odd = {"since": "2026-13-99", "until": "hier", "queue": "x", "agent": "x", "outcome": "x", "caller": "\0", "page": "x"}
    assert client.get(reverse("voice:log"), odd).status_code == 200


def test_the_thread_tells_the_call_at_its_place(line: Line, brand: Brand, make_staff) -> None:
    call_id, _ticket = line.answered(ANNE, make_staff(brand, "agent"))
    call = Call.objects.select_related("conversation").get(id=call_id)

    def lines() -> list[str]:
        told = between_messages(call.conversation, None)
        return [one.text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ") for one in told]

    with CaptureQueriesContext(connection) as queries:
        assert lines() == [
            "Appel entrant sur Accueil (02 61 91 00 10)", "Attend dans la file Contrats, après 5 s de menu",
            "Claire Morvan répond, après 10 s d’attente", "Mis en attente par Claire Morvan", "Repris après 32 s en attente",
            "Raccroché de son côté · 28 s de conversation · 32 s en attente",
        ]  # fmt: skip
    assert len(queries) == 4
    assert len(between_messages(call.conversation, line.at(70))) == 1
    found = figures(call, line.at(100))
    assert (found.menu, found.waited, found.talked, found.held) == (5, 10, 28, 32)


def test_a_call_that_became_no_request_is_on_the_timeline_and_has_a_page(
    line: Line, brand: Brand, other_brand: Brand, make_staff, visit: Visit
) -> None:
    call = Call.objects.select_related("conversation").get(id=line.left(ANNE))
    line.abandoned(ANNE, 100)  # its request tells of it
    (entry,) = told.of_persons([call.conversation.person_id], None, 10)
    assert entry.url == reverse("voice:call", args=[call.id]) and "Raccroché dans le SVI" in entry.detail
    page = visit(make_staff(brand, "agent")).get(entry.url)
    assert page.status_code == 200 and "Accueil" in page.content.decode()
    assert visit(make_staff(other_brand, "supervisor", name="Yann Kerleo")).get(entry.url).status_code == 404
    assert visit(None).get(entry.url).status_code == 302


def test_the_strip_says_how_the_call_stands_and_ends_the_wrap_up(line: Line, brand: Brand, make_staff, visit: Visit) -> None:
    claire, youssef = make_staff(brand, "agent"), make_staff(brand, "agent", name="Youssef Haddad")
    call, ticket = line.answered(ANNE, claire)
    address, done = reverse("voice:strip", args=[ticket]), reverse("voice:finished", args=[call])
    assert "Raccroché de son côté" in visit(youssef).get(address).content.decode()
    assert done not in visit(youssef).get(address).content.decode()
    mine = visit(claire)
    assert done in mine.get(address).content.decode()
    assert visit(youssef).post(done).status_code == 204
    assert WorkItem.objects.filter(subject=ticket, state="wrap_up").exists()
    assert mine.post(done).status_code == 204
    assert not WorkItem.objects.filter(subject=ticket, state="wrap_up").exists()
    _other, waits = line.waiting(BORIS, 100)
    assert "En attente" in mine.get(reverse("voice:strip", args=[waits])).content.decode()


def test_calls_over_rest_are_those_of_the_log(line: Line, brand: Brand, make_staff, program) -> None:
    claire = make_staff(brand, "agent")
    call, ticket = line.answered(ANNE, claire)
    line.abandoned(BORIS, 100)
    client = program(brand, "tickets.read")
    client.get("/api/v1/calls")
    with CaptureQueriesContext(connection) as queries:
        listed = client.get("/api/v1/calls").json()["items"]
    few = len(queries)
    assert [one["outcome"] for one in listed] == ["abandoned", "answered"]
    line.abandoned(CHLOE, 200)
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/api/v1/calls?limit=2").json()
    assert len(queries) == few and len(first["items"]) == 2
    assert [one["id"] for one in client.get("/api/v1/calls", {"cursor": first["next"]}).json()["items"]] == [str(call)]
    one = client.get(f"/api/v1/calls/{call}").json()
    assert (one["ticket_id"], one["staff_id"], one["theirs"]) == (str(ticket), str(claire.id), "+33199001234")
    assert (one["menu"], one["waited"], one["talked"], one["held"]) == (5, 10, 28, 32)
    assert (one["disposition_id"], one["kind"]) == (None, "")
    assert actions.install_dispositions(brand, by=None, now=line.start)
    chosen = next(one for one in client.get("/api/v1/dispositions").json() if one["kind"] == "won")
    actions.qualify(call, UUID(chosen["id"]), staff=claire.id, now=line.start)
    found = [client.get("/api/v1/calls", asked).json()["items"] for asked in ({"kind": "won"}, {"disposition": chosen["id"]})]
    assert [[one["disposition"] for one in some] for some in found] == [["Accord"], ["Accord"]]
    assert client.get("/api/v1/calls", {"kind": "unqualified"}).json()["items"] == []
    assert len(client.get("/api/v1/calls", {"outcome": "abandoned", "caller": "01 99 00 99"}).json()["items"]) == 1
    assert client.get("/api/v1/calls", {"outcome": "unknown"}).status_code == 422


def test_a_call_that_was_placed_about_a_request_is_told_in_its_thread(line: Line, brand: Brand, make_staff, write_in) -> None:
    claire = make_staff(brand, "agent")
    ticket = write_in("Où en est mon dossier ?").ticket
    placed = actions.place(
        brand.id, ANNE, staff=claire.id, ticket=ticket.id, person=None, node=line.node, now=line.at(10)
    )  # fmt: skip
    actions.end(placed.call, "staff", line.at(40))
    first = between_messages(ticket.conversation, None)[0].text
    assert "Appel sortant vers" in first and len(between_messages(ticket.conversation, None)) == 2
