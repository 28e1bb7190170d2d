"""How a chat ends, and what becomes of its ticket and of the agent; what time alone does."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.callbacks.models import Callback, Offering
from entregent.channels.chat import actions
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Chat, Visitor, Widget
from entregent.channels.chat.tests.conftest import Browser
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation, Message
from entregent.journal.models import Event
from entregent.routing.models import Queue, QueueMember, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(brand: Brand, make_staff: Callable[..., Staff], widget: Widget) -> Staff:
    staff = make_staff(brand, "agent", name="Claire Morvan")
    QueueMember.objects.create(brand=brand, queue=widget.queue, staff=staff)
    return staff


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="chat.").order_by("id").values_list("kind", flat=True))


def test_an_agent_ends_it_the_wrap_up_begins_and_the_visitor_says_what_they_think(
    browse: Callable[..., Browser], claire: Staff
) -> None:
    Queue.objects.update(wrap_up_seconds=60)
    visitor = browse()
    visitor.say("Bonjour")
    ticket, chat = Ticket.objects.get(), Chat.objects.get()
    tickets.take(ticket.id, claire, timezone.now())
    actions.end(chat.id, why="staff", staff=claire, status="resolved", now=timezone.now(), actor=f"staff:{claire.id}")
    ticket.refresh_from_db()
    assert (ticket.status, WorkItem.objects.get().state) == ("resolved", "wrap_up")
    assert visitor.sync()["chat"]["state"] == "ended"
    assert visitor.ask("rate", score=9).status_code == 422
    assert visitor.ask("rate", score=4).status_code == 200
    assert visitor.ask("rate", score=5, words="Carte 4111 1111 1111 1111, merci").status_code == 200
    chat.refresh_from_db()
    assert (chat.score, chat.words) == (5, "Carte [PAN ••••1111], merci")
    assert tickets.finish_wrap_up(ticket.id, staff=claire, now=timezone.now())
    assert WorkItem.objects.get().state == "done"
    assert kinds() == ["chat.begun", "chat.ended", "chat.rated", "chat.rated"]


def test_what_is_written_after_the_end_goes_on_in_the_ticket_and_the_next_day_in_another(
    browse: Callable[..., Browser],
) -> None:
    visitor = browse()
    visitor.say("Bonjour")
    visitor.ask("end")
    visitor.say("Encore une chose")
    assert Ticket.objects.get().status == "open"
    assert Chat.objects.get().ended_at is None
    visitor.ask("end")
    Chat.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    visitor.say("Autre chose")
    assert (Ticket.objects.count(), Chat.objects.count(), Visitor.objects.count()) == (2, 2, 1)
    assert [one["text"] for one in visitor.sync()["messages"]] == ["Autre chose"]


def test_a_closed_ticket_is_followed_by_another(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    visitor.say("Bonjour")
    first = Ticket.objects.get()
    tickets.set_status(first.id, "closed", staff=None, now=timezone.now(), actor="system:test")
    visitor.say("Je reviens")
    second = Ticket.objects.exclude(id=first.id).get()
    assert second.parent_id == first.id
    assert Chat.objects.filter(ended_at=None).get().ticket_id == second.id


def test_whoever_waits_and_leaves_is_let_go_and_answered_by_mail_where_there_is_an_address(
    widget: Widget, browse: Callable[..., Browser]
) -> None:
    named, nameless, there = browse(), browse(), browse()
    named.say("Un", about={"mail": "Jeanne@Example.org"})
    nameless.say("Deux")
    there.say("Trois")
    now = timezone.now()
    Visitor.objects.exclude(chats__ticket__title="Trois").update(seen_at=now - timedelta(minutes=4))
    actions.sweep(now)
    state = dict(Ticket.objects.values_list("title", "status"))
    assert state == {"Un": "new", "Deux": "resolved", "Trois": "new"}
    assert dict(Chat.objects.values_list("ticket__title", "ended_by")) == {"Un": "abandoned", "Deux": "abandoned", "Trois": ""}
    mail = Conversation.objects.get(ticket__title="Un")
    assert (mail.channel, mail.address) == ("mail", "jeanne@example.org")
    waiting = WorkItem.objects.filter(state="waiting").values_list("channel", flat=True)
    assert sorted(waiting) == ["chat", "mail"]


def test_a_silent_visitor_ends_the_chat_but_not_one_who_waits_for_us(browse: Callable[..., Browser], claire: Staff) -> None:
    answered, waiting = browse(), browse()
    answered.say("Un")
    waiting.say("Deux")
    now = timezone.now()
    for ticket in Ticket.objects.all():
        tickets.take(ticket.id, claire, now)
    tickets.reply(Ticket.objects.get(title="Un").id, Content("Voici."), staff=claire, now=now)
    actions.sweep(now + timedelta(minutes=19))
    assert not Chat.objects.exclude(ended_at=None).exists()
    actions.sweep(now + timedelta(minutes=21))
    assert dict(Chat.objects.values_list("ticket__title", "ended_by")) == {"Un": "idle", "Deux": ""}


def test_outside_hours_no_chat_begins_and_a_message_is_left_once(widget: Widget, browse: Callable[..., Browser]) -> None:
    never = {"zone": "Europe/Paris", "week": {"mon": ["03:00-03:01"]}}
    Widget.objects.update(calendar=Calendar.objects.create(brand=widget.brand, name="Jamais", hours=never))
    WIDGETS.forget()
    visitor = browse()
    told = visitor.sync()
    assert (told["open"], told["reopens"] > told["now"]) == (False, True)
    assert visitor.say("Bonjour").json()["error"] == "closed"
    assert not Ticket.objects.exists()
    client = str(uuid4())
    assert visitor.ask("leave", client=client, text="Rappelez-moi").json()["field"] == "mail"
    left = [visitor.ask("leave", client=client, mail="jeanne@example.org", text="Rappelez-moi").json() for _ in range(2)]
    assert left[0]["reference"] == left[1]["reference"] != ""
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.conversation.address) == ("mail", "jeanne@example.org")


def test_a_call_is_booked_where_the_queue_calls_back(widget: Widget, browse: Callable[..., Browser]) -> None:
    assert browse().get("setup").json()["callback"] is False
    Offering.objects.create(brand=widget.brand, queue=widget.queue)
    visitor, client = browse(), str(uuid4())
    visitor.sync()
    assert visitor.get("setup").json()["callback"] is True
    assert visitor.ask("callback", client=client, phone="0123").json()["field"] == "phone"
    assert visitor.ask("callback", client=client, phone="02 61 91 00 12", slot="hier").json()["field"] == "slot"
    told = visitor.get("slots").json()
    slot = told["days"][0]["slots"][0]["value"]
    for _ in range(2):
        assert visitor.ask("callback", client=client, phone="02 61 91 00 12", slot=slot).status_code == 200
    booked = Callback.objects.get()
    assert (booked.phone, booked.source, booked.slot_at.isoformat()) == ("+33261910012", "chat", slot)
    again = visitor.ask("callback", client=str(uuid4()), phone="02 61 91 00 12").json()
    assert again["error"] == "callback"


def test_a_transcript_is_a_file_of_a_mail_and_three_are_enough(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    visitor.say("Bonjour")
    sent = [visitor.ask("transcript", mail="jeanne@example.org").status_code for _ in range(4)]
    assert sent == [200, 200, 200, 429]
    mail = Message.objects.filter(channel="mail").first()
    assert (mail.recipients, mail.automatic, mail.attachments.count()) == (["jeanne@example.org"], True, 1)
    assert [one["text"] for one in visitor.sync()["messages"]] == ["Bonjour"]
