"""Mails outside of any request, in a brand's voice: a link to enter, an address that was added. Nothing of them is kept."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from entregent.brands.models import Brand
from entregent.channels.mail.build import build_reply
from entregent.channels.mail.client import Refused, hand_over
from entregent.channels.mail.configuration import own_host, relay, seal_keys
from entregent.channels.mail.dkim import sign
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.outgoing_headers import HeaderRefused, wire_address
from entregent.channels.mail.parse import Address


class Unsendable(ValueError):
    """It cannot be sent, and trying again would not help. The message names nobody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told. ``id`` gives the mail its Message-ID: sent twice, it is the same mail. ``button``: words and address of
    the only link, written whole in the plain text."""

    id: UUID
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    button: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    language: str = "fr"


def prepare(brand: Brand, notice: Notice, *, at: datetime) -> Callable[[], None]:
    """Write and seal the mail; what is returned hands it to the relay, with no transaction open.

    Raises Unsendable when the brand has no address to send from, or the mail cannot be written; so does what is returned when
    the relay refuses for good. That raises OSError to be tried again later.
    """
    own = MailAddress.objects.filter(brand=brand, active=True)
    sender = own.filter(address=brand.public_mail.lower()).first() or own.order_by("id").first()
    if sender is None:
        raise Unsendable("it has no active mail address")
    try:
        mail = build_reply(
            sender=Address(sender.display_name or brand.name, sender.address), to=[Address("", notice.to)],
            subject=notice.subject, text=_text(notice, brand), html=_html(notice, brand), date=at,
            message_id=f"<n.{notice.id.hex}@{own_host(sender.address)}>", loop_host=own_host(sender.address), automatic=True,
        )  # fmt: skip
        wired = wire_address("To", notice.to)
        sealed = sign(mail, seal_keys(sender.address, sender.dkim_selectors))
    except (HeaderRefused, FileNotFoundError) as error:
        raise Unsendable(str(error)) from error
    return partial(_carry, wired, sealed)


def _carry(to: str, mail: bytes) -> None:
    try:
        hand_over(relay(), "", [to], mail)  # the null sender: no machine answers it (RFC 3834 section 3.3)
    except Refused as refusal:
        raise Unsendable(f"refused with {refusal.code}") from refusal


def _text(notice: Notice, brand: Brand) -> str:
    button = [f"{notice.button[0]} :\n{notice.button[1]}"] if notice.button else []
    return "\n\n".join([*notice.paragraphs, *button, *notice.after, f"-- \n{brand.name}"]) + "\n"


def _html(notice: Notice, brand: Brand) -> str:
    pieces = [f'<div lang="{html.escape(notice.language)}" style="font-family:sans-serif;font-size:16px;line-height:1.5">']
    pieces += [f"<p>{html.escape(words)}</p>" for words in notice.paragraphs]
    if notice.button:
        words, address = (html.escape(one) for one in notice.button)
        # Underlined words, not a coloured box: it is read as a link in any program, in light and in dark.
        pieces.append(f'<p style="font-size:18px"><a href="{address}"><strong>{words}</strong></a></p>')
    pieces += [f"<p>{html.escape(words)}</p>" for words in notice.after]
    pieces.append(f"<p>{html.escape(brand.name)}</p></div>")
    return "".join(pieces)
