"""A right from the asking to the answer: its clock, its extension, who sees it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people.actions import create_person
from entregent.people.models import Person
from entregent.rights import actions, queries
from entregent.rights.errors import AskedAlready, NoSuchRight, NotExtended
from entregent.rights.models import RightRequest
from entregent.rights.queries import SOURCE
from entregent.rights.reactions import REACTIONS
from entregent.rights.web.interludes import between_messages
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.models import PromisePolicy, Ticket

PAGE = "/rights/"


@pytest.fixture
def helene(brand: Brand, queue: Queue, now: datetime) -> Person:
    caches["process"].clear()
    addresses = [mail_handle("helene@example.org")]
    return create_person(brand.id, now=now, actor="system:test", source="import", family_name="Le Goff", addresses=addresses)


def asked(person: Person, now: datetime, right: str = "access") -> RightRequest:
    incoming = tickets.Incoming(
        brand=person.brand_id, channel="portal", subject="Mes données", content=Content(text="Toutes, merci."), source="portal",
        handle=mail_handle("helene@example.org"), person=person.id,
    )  # fmt: skip
    return actions.ask(incoming, right, identity="link", now=now)


def react(kind: str) -> None:
    """As the follower of the journal does, twice."""
    for event in Event.objects.filter(kind=kind).order_by("id"):
        for _ in range(2):
            for function in REACTIONS[kind]:
                function(event)


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="right.").order_by("id").values_list("kind", flat=True))


def test_it_is_a_ticket_with_two_clocks_the_law_s_and_the_house_s(helene: Person, brand: Brand, now: datetime) -> None:
    request = asked(helene, now)
    assert (request.due_on, request.source) == (date(2026, 12, 20), "RGPD art. 15, 12(3)")
    (promise,) = request.ticket.promises.all()
    assert promise.due_at - now == timedelta(days=28)
    fact = Event.objects.get(kind="right.asked")
    assert (fact.person, fact.data["due"], fact.data["identity"]) == (helene.id, "2026-12-20", "link")
    with pytest.raises(AskedAlready):
        asked(helene, now)
    assert Ticket.objects.count() == 1, "what was refused left nothing"
    asked(helene, now, "erasure")
    assert PromisePolicy.objects.filter(type="privacy").count() == 1
    (told, _other) = SOURCE.read([helene.id], None, 10)[::-1]
    assert (told.title, told.tone) == ("Accès à ses données", "brand")
    Brand.objects.filter(id=brand.id).update(regime="none")
    with pytest.raises(NoSuchRight):
        asked(helene, now, "portability")


def test_the_last_day_is_that_of_where_the_brand_is(helene: Person, brand: Brand) -> None:
    Brand.objects.filter(id=brand.id).update(time_zone="Indian/Reunion")
    assert asked(helene, datetime(2026, 11, 20, 22, 0, tzinfo=UTC)).due_on == date(2026, 12, 21)


def test_it_is_answered_with_its_ticket_and_not_any_more_when_that_is_open_again(helene: Person, now: datetime) -> None:
    request = asked(helene, now)
    tickets.set_status(request.ticket_id, "resolved", staff=None, now=now + timedelta(days=3), actor="system:test")
    react("ticket.resolved")
    request.refresh_from_db()
    assert request.answered_at == now + timedelta(days=3)
    tickets.set_status(request.ticket_id, "open", staff=None, now=now + timedelta(days=4), actor="system:test")
    react("ticket.reopened")
    request.refresh_from_db()
    assert request.answered_at is None and request.due_on == date(2026, 12, 20)
    assert kinds() == ["right.asked", "right.answered", "right.reopened"]


def test_a_right_asked_again_after_its_answer_keeps_the_first_answered(helene: Person, now: datetime) -> None:
    first = asked(helene, now)
    tickets.set_status(first.ticket_id, "resolved", staff=None, now=now, actor="system:test")
    react("ticket.resolved")
    asked(helene, now + timedelta(days=1))
    tickets.set_status(first.ticket_id, "open", staff=None, now=now + timedelta(days=2), actor="system:test")
    react("ticket.reopened")
    first.refresh_from_db()
    assert first.answered_at == now


def test_merged_away_it_is_answered_with_the_ticket_that_was_kept(
    helene: Person, now: datetime, write_in: Callable[..., object], make_staff: Callable[..., Staff]
) -> None:
    request, kept = asked(helene, now), write_in("Où en êtes-vous ?", sender="helene@example.org").ticket
    staff = make_staff(helene.brand)
    tickets.merge(kept.id, [request.ticket_id], now=now, actor=f"staff:{staff.id}")
    request.refresh_from_db()
    assert request.answered_at is None
    tickets.set_status(kept.id, "resolved", staff=None, now=now + timedelta(days=1), actor="system:test")
    react("ticket.resolved")
    request.refresh_from_db()
    assert request.answered_at is not None


def test_few_days_before_the_end_it_is_pressed_and_after_it_told_late_each_once(helene: Person, now: datetime) -> None:
    request = asked(helene, now)
    tickets.set_status(request.ticket_id, "pending", staff=None, now=now, actor="system:test")
    assert actions.press(now + timedelta(days=22)) == 0
    assert actions.press(now + timedelta(days=23)) == 1 and actions.press(now + timedelta(days=24)) == 0
    assert Ticket.objects.get().priority == 1
    assert actions.tell_overdue(datetime(2026, 12, 20, 22, 59, tzinfo=UTC)) == 0, "it is still the last day in Paris"
    assert actions.tell_overdue(datetime(2026, 12, 20, 23, 1, tzinfo=UTC)) == 1
    assert actions.tell_overdue(datetime(2026, 12, 22, tzinfo=UTC)) == 0
    assert kinds() == ["right.asked", "right.due_soon", "right.overdue"]
    tickets.set_status(request.ticket_id, "resolved", staff=None, now=now + timedelta(days=40), actor="system:test")
    react("ticket.resolved")
    assert Event.objects.get(kind="right.answered").data["late"] is True


def test_it_takes_longer_when_its_author_is_told_why_within_the_first_month(
    helene: Person, now: datetime, make_staff: Callable[..., Staff]
) -> None:
    staff, request = make_staff(helene.brand, "supervisor"), asked(helene, now)
    extended = actions.extend(request.id, "Vos archives sont sur papier.", staff=staff, now=now + timedelta(days=10))
    assert extended.due_on == date(2027, 2, 20)
    answer = request.ticket.conversation.messages.get(kind="out")
    assert "20 février 2027" in answer.text and "sur papier" in answer.text
    assert Ticket.objects.get().status == "open"
    with pytest.raises(NotExtended):
        actions.extend(request.id, "Encore.", staff=staff, now=now + timedelta(days=11))
    late = asked(helene, now, "erasure")
    with pytest.raises(NotExtended):
        actions.extend(late.id, "Trop tard.", staff=staff, now=now + timedelta(days=31))
    assert any("prolongé" in line.text for line in between_messages(request.ticket.conversation, None))


def test_the_register_is_the_supervisors_and_costs_the_same_whatever_its_length(
    helene: Person, now: datetime, make_staff: Callable[..., Staff], visit: Callable[..., Client], other_brand: Brand
) -> None:
    supervisor, agent = make_staff(helene.brand, "supervisor", name="Youssef"), make_staff(helene.brand)
    request = asked(helene, now)
    client = visit(supervisor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            page = client.get(PAGE)
        assert page.status_code == 200 and "Accès à ses données" in page.content.decode()
        return len(statements)

    before = cost()
    for right in ("erasure", "portability", "objection"):
        asked(helene, now, right)
    assert cost() == before
    assert visit(agent).get(PAGE).status_code == 403
    assert visit(agent).post(f"{PAGE}{request.id}/extend/", {"why": "x"}).status_code == 403
    with visible([other_brand.id]):
        stranger = make_staff(other_brand, "supervisor", name="Inès")
    assert visit(stranger).post(f"{PAGE}{request.id}/extend/", {"why": "x"}).status_code == 404
    assert queries.listing([other_brand.id]).requests == []
    assert client.post(f"{PAGE}{request.id}/extend/", {"why": ""}).status_code == 302
    request.refresh_from_db()
    assert request.extended_at is None


def test_the_register_tells_when_it_is_late_and_keeps_what_was_answered(
    helene: Person, now: datetime, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    client, request = visit(make_staff(helene.brand, "supervisor")), asked(helene, now)
    assert "jours" in client.get(PAGE).content.decode()
    assert "Rien n’a encore reçu" in client.get(f"{PAGE}?list=answered").content.decode()
    RightRequest.objects.update(due_on=now.date() - timedelta(days=9), overdue_at=now)
    assert "jours de retard" in client.get(PAGE).content.decode()
    actions.answer(request.ticket_id, "staff:1", now)
    assert "Personne n’exerce" in client.get(PAGE).content.decode()
    assert "RGPD art. 15" in client.get(f"{PAGE}?list=answered").content.decode()
