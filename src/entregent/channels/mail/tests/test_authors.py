"""Who wrote a mail, and where the answer goes: forms write in the name of others, and anyone can name another address."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.tests.conftest import CONTACT, World, put, take_in_all
from entregent.channels.mail.tests.corpus import mail
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation, Message
from entregent.tickets.actions import reply
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
HEAD = "To: contact@ponant.example\nSubject: Formulaire\nMessage-ID: <1@example.org>\nReply-To: Léa <lea@example.org>\n"


@pytest.mark.parametrize("form", ["no-reply@formulaires.example.org", "ne-pas-repondre@example.org", CONTACT])
def test_who_fills_in_a_form_is_its_author_and_is_answered(form: str, desk: MailAddress) -> None:
    put(mail(f"From: Formulaire <{form}>\n" + HEAD, "Bonjour"))
    take_in_all()
    assert Conversation.objects.get().address == "lea@example.org"


def test_an_answer_goes_to_the_address_that_wrote_and_the_agent_sees_the_other_one(
    desk: MailAddress, make_staff: Callable[..., Staff], world: World, channel: MailChannel
) -> None:
    """Whoever knows a reference could otherwise have the answer sent to themselves."""
    put(mail("From: Paul <paul@example.org>\n" + HEAD, "Bonjour"))
    take_in_all()
    assert Message.objects.get().extra["reply_to"] == "lea@example.org"
    written = reply(Ticket.objects.get().id, Content(text="Voici"), staff=make_staff(desk.brand), now=timezone.now())
    channel.prepare(written)()
    assert world.mails[0][1] == ["paul@example.org"]
