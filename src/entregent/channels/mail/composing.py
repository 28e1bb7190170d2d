"""From a message of ours to the mail that carries it: always the same bytes for the same message."""

import html
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.channels.mail.build import OutgoingFile, build_reply, reply_subject
from entregent.channels.mail.configuration import own_host, threading_key
from entregent.channels.mail.html_text import html_to_text
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.outgoing_headers import is_message_id
from entregent.channels.mail.parse import Address
from entregent.channels.mail.thread_tokens import make_message_id, make_quoted_token, with_subject_token
from entregent.conversations.models import Message
from entregent.conversations.rules import without_folds
from entregent.files.queries import read
from entregent.tickets.models import Ticket
from entregent.tickets.queries import reference_of

MAX_QUOTED = 20_000
"""Letters of the customer's last message that are repeated under ours."""


def message_id_of(message: Message, sender: MailAddress) -> str:
    """The Message-ID that a message of ours has for ever: sent twice, it is the same mail."""
    return make_message_id(message.conversation_id, message.id, own_host(sender.address), threading_key())


def compose(message: Message, sender: MailAddress, recipients: Iterable[str]) -> bytes:
    """The whole mail. Raises HeaderRefused (a ValueError) for a recipient or subject that cannot be written."""
    conversation, brand = message.conversation, message.brand
    last = _last_received(message)
    token = make_quoted_token(conversation.id, threading_key())
    with translation.override(brand.language):
        introduction = _introduction(last, brand.time_zone) if last else ""
    extra: dict[str, Any] = last.extra if last else {}
    return build_reply(
        sender=Address(sender.display_name or brand.name, sender.address),
        to=[Address("", recipient) for recipient in recipients],
        cc=[Address("", copy) for copy in message.extra.get("cc", [])],
        subject=_subject(message, answers=last is not None),
        text=_text(message.text, sender.signature, introduction, last, token),
        html=_html(message.html, sender.signature, introduction, last, token) if message.html else None,
        message_id=message_id_of(message, sender),
        date=message.at,
        loop_host=own_host(sender.address),
        in_reply_to=_parent(last) if last else None,
        references=extra.get("references", []),
        files=[
            OutgoingFile(one.file.name, one.file.content_type, read(one.file), one.content_id if one.inline else None)
            for one in message.attachments.select_related("file").order_by("id")
        ],
        automatic=message.automatic,
    )


def ticket_reference(conversation: UUID) -> str | None:
    """What stands in the subject, such as PON-2026-004182; None without ticket."""
    ticket = Ticket.objects.filter(conversation=conversation).select_related("brand").first()
    return reference_of(ticket) if ticket else None


def _last_received(message: Message) -> Message | None:
    """What the message answers: the last mail that came before it. A later one would change the bytes between two sendings."""
    before = Message.objects.filter(
        conversation=message.conversation_id, kind=Message.Kind.IN, channel=message.channel, at__lte=message.at
    )
    return before.order_by("-at", "-id").first()


def _parent(last: Message) -> str | None:
    """The Message-ID of the mail that is answered, as its sender's program knows it; None for one that cannot be written:
    the answer must leave all the same."""
    own = str(last.extra.get("message_id") or last.external_id)
    return own if is_message_id(own) else None


def _subject(message: Message, *, answers: bool) -> str:
    own = message.extra.get("subject") or message.conversation.subject
    subject = " ".join("".join(letter if letter.isprintable() else " " for letter in own).split())
    told = ticket_reference(message.conversation_id)
    subject = reply_subject(subject) if answers else subject
    return with_subject_token(subject, told) if told else subject


def _introduction(last: Message, zone: str) -> str:
    at: datetime = last.at.astimezone(ZoneInfo(zone))
    day, hour = date_format(at, "j F Y", use_l10n=False), at.strftime("%H:%M")
    return _("On %(day)s at %(hour)s, %(author)s wrote:") % {"day": day, "hour": hour, "author": last.sender}


def _text(text: str, signature: str, introduction: str, last: Message | None, token: str) -> str:
    pieces = [text.rstrip()]
    if signature.strip():
        pieces.append(f"-- \n{signature.strip()}")
    if last is not None:
        pieces.append(introduction + "\n" + "\n".join(f"> {line}".rstrip() for line in last.text[:MAX_QUOTED].split("\n")))
    pieces.append(token)
    return "\n\n".join(pieces) + "\n"


def _html(markup: str, signature: str, introduction: str, last: Message | None, token: str) -> str:
    pieces = [markup]
    if signature.strip():
        pieces.append(f'<div class="signature">-- <br>{_lines(signature.strip())}</div>')
    if last is not None:
        quoted = last.text or html_to_text(without_folds(last.html))
        pieces.append(f'<p>{html.escape(introduction)}</p><blockquote type="cite">{_lines(quoted[:MAX_QUOTED])}</blockquote>')
    pieces.append(f'<p style="color:#888888;font-size:11px">{token}</p>')
    return "".join(pieces)


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
