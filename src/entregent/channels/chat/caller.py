"""Who stands at the door: what a request of a widget brings, before anything is stored of it."""

from dataclasses import dataclass

from entregent.channels.chat.errors import NotAsked
from entregent.channels.chat.identity import Identity
from entregent.channels.chat.models import Widget
from entregent.channels.chat.rules import clean_line
from entregent.channels.chat.visitor_token import Known
from entregent.kernel.handles import InvalidHandle, mail_handle, phone_handle


@dataclass(frozen=True, slots=True)
class Caller:
    """A visitor of a widget: the name that their browser keeps, who vouches for them, how they come."""

    widget: Widget
    known: Known
    identity: Identity | None = None
    language: str = "fr"
    browser: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """What somebody says of themselves: nobody vouches for it."""

    name: str = ""
    mail: str = ""
    phone: str = ""
    agreed: bool = False


def claims_of(widget: Widget, said: dict[str, object], *, needs: tuple[str, ...] = ()) -> Claims:
    """The claims of a form, each in its stored spelling. ``needs`` are those that it cannot do without, beside those that the
    widget requires. Raises NotAsked."""
    name = clean_line(str(said.get("name") or ""), 120)
    mail, phone = clean_line(str(said.get("mail") or ""), 320), clean_line(str(said.get("phone") or ""), 60)
    required = {what for what in ("name", "mail", "phone") if getattr(widget, f"asks_{what}") == Widget.Asked.REQUIRED}
    for what, given in (("name", name), ("mail", mail), ("phone", phone)):
        if not given and (what in needs or (what in required and not needs)):
            raise NotAsked(what)
    try:
        mail = mail_handle(mail).value if mail else ""
    except InvalidHandle as error:
        raise NotAsked("mail") from error
    try:
        phone = phone_handle(phone, widget.brand.region).value if phone else ""
    except InvalidHandle as error:
        raise NotAsked("phone") from error
    return Claims(name, mail, phone, said.get("agreed") is True)


def consent_of(widget: Widget, language: str) -> str:
    """The words that a visitor must agree to before they write; empty: none."""
    return str(widget.words.get(language, {}).get("consent") or widget.words.get("fr", {}).get("consent") or "")
