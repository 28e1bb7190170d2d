"""Who waits long is offered another way, once, and what they do is followed to its end."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.callbacks.models import Callback, Offering
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.reactions import REACTIONS
from entregent.channels.chat.rules import waits_long
from entregent.channels.chat.tests.conftest import Browser
from entregent.deflections.models import Deflection
from entregent.journal.models import Event
from entregent.routing.models import QueueMember, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def answers() -> dict[str, str]:
    return dict(Deflection.objects.values_list("to", "answer"))


@pytest.fixture
def waiting(browse: Callable[..., Browser]) -> Browser:
    """Somebody who waits where nobody answers: no wait can be told."""
    visitor = browse()
    visitor.say("Où en est mon remboursement ?")
    return visitor


def test_the_threshold_is_the_widgets_and_nobody_there_is_long() -> None:
    assert waits_long(300, 5) and not waits_long(299, 5)
    assert waits_long(None, 5) and not waits_long(None, 0) and not waits_long(9999, 0)


def test_ways_are_offered_to_who_waits_long_and_noted_once(waiting: Browser, brand: Brand, widget: Widget) -> None:
    assert waiting.sync()["chat"]["other_ways"] == ["article", "message"]  # nobody calls back yet
    Offering.objects.create(brand=brand, queue=widget.queue)
    for _ in range(2):
        assert waiting.sync()["chat"]["other_ways"] == ["callback", "article", "message"]
    assert answers() == {"callback": "", "article": "", "message": ""}
    offered = Deflection.objects.get(to="callback")
    assert (offered.subject, offered.waiting, offered.medium) == (Chat.objects.get().id, True, "chat")
    assert offered.queue_id == Ticket.objects.get().queue_id
    assert Event.objects.filter(kind="deflection.offered").count() == 3


def test_a_short_wait_or_a_widget_that_would_not_offers_nothing(
    waiting: Browser, widget: Widget, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    Widget.objects.update(offer_after=0)
    WIDGETS.forget()
    assert waiting.sync()["chat"]["other_ways"] == []
    Widget.objects.update(offer_after=5)
    WIDGETS.forget()
    for _ in range(30):  # taken lately: the rate by which the wait is told
        WorkItem.objects.create(
            brand=brand, queue=widget.queue, channel="chat", subject=uuid4(), state="done", enqueued_at=timezone.now(),
            queued_at=timezone.now(), taken_at=timezone.now() - timedelta(minutes=1),
        )  # fmt: skip
    told = waiting.sync()["chat"]
    assert told["wait"] < 300 and told["other_ways"] == []
    assert not Deflection.objects.exists()


def test_who_would_rather_wait_is_asked_no_more(waiting: Browser) -> None:
    waiting.sync()
    assert waiting.ask("other", to="").status_code == 200
    assert waiting.ask("other", to="nothing such").status_code == 200
    assert answers() == {"article": "refused", "message": "refused"}
    assert waiting.sync()["chat"]["state"] == "waiting"


def test_who_is_called_back_waits_no_more_and_the_call_is_about_what_they_wrote(
    waiting: Browser, brand: Brand, widget: Widget
) -> None:
    Offering.objects.create(brand=brand, queue=widget.queue)
    waiting.sync()
    sent = {"client": str(uuid4()), "phone": "06 39 98 01 02", "slot": "", "agreed": True}
    assert waiting.ask("callback", **sent).status_code == 200
    told = waiting.sync()["chat"]
    assert (told["state"], told["ended_by"]) == ("ended", "callback")
    assert WorkItem.objects.get().state == "cancelled" and Ticket.objects.get().status == "resolved"
    callback = Callback.objects.get()
    assert callback.about == "Où en est mon remboursement ?"
    assert callback.person_id == Chat.objects.get().conversation.person_id
    assert answers()["callback"] == "accepted"


def test_a_message_left_while_waiting_is_the_way_they_took(waiting: Browser) -> None:
    waiting.sync()
    waiting.ask("leave", client=str(uuid4()), mail="helene@example.org", text="Répondez-moi par mail.", agreed=True)
    assert answers()["message"] == "accepted" and Chat.objects.get().ended_by == "left"


def test_who_reads_an_article_keeps_their_place_and_an_agent_after_all_is_a_return(
    waiting: Browser, widget: Widget, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    waiting.sync()
    waiting.ask("other", to="article")
    assert waiting.sync()["chat"]["state"] == "waiting" and answers()["article"] == "accepted"
    claire = make_staff(brand, "agent", name="Claire Morvan")
    QueueMember.objects.create(brand=brand, queue=widget.queue, staff=claire)
    tickets.take(Ticket.objects.get().id, claire, timezone.now())
    for react in REACTIONS["item.taken"]:
        react(Event.objects.get(kind="item.taken"))
    assert Deflection.objects.get(to="article").outcome == "returned"
    assert waiting.sync()["chat"]["other_ways"] == []
