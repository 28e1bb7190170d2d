"""Calls from a brand's site, by the browser: what its pages have the process that carries calls do."""

from typing import Any
from uuid import UUID

from django.conf import settings

from entregent.channels.voice import control
from entregent.channels.voice.actions.beginning import FromSite
from entregent.channels.voice.errors import NotCarried
from entregent.channels.voice.models import Call, Node


def call_in(number: UUID, offer: str, site: FromSite, *, name: str, network: str) -> str:
    """Have a visitor's browser call one of our numbers, as whoever dials it; the description of our sound is returned.

    ``offer``: that of the browser's; ``network``: one word for each address. Raises NotCarried.
    """
    node = Node.objects.filter(stopped_at=None).order_by("-started_at").first()
    if node is None:
        raise NotCarried("no_service")
    told = {
        "call": str(site.call), "person": str(site.person), "proven": site.proven, "page": site.page, "title": site.title,
        "beside": str(site.beside) if site.beside else "",
        "source": str(site.origin.source or "") if site.origin else "", "came": site.origin.came if site.origin else None,
    }  # fmt: skip
    answer = _asked(node.control, "visit", number=str(number), offer=offer, called=name, network=network, site=told)
    if "answer" not in answer:
        raise NotCarried(answer["refused"])
    return str(answer["answer"])


def press(call: UUID, digits: str) -> None:
    """A visitor presses keys. Raises NotCarried."""
    _told(call, "keys", digits)


def hang_up(call: UUID) -> None:
    """A visitor hangs up. Raises NotCarried."""
    _told(call, "hang_up", "")


def _told(id: UUID, what: str, digits: str) -> None:
    call = Call.objects.select_related("node").filter(id=id, by_browser=True, ended_at=None).first()
    if call is not None and call.node is not None:
        _asked(call.node.control, "visitor", call=str(id), what=what, digits=digits)


def _asked(node: str, name: str, **sent: Any) -> Any:
    try:
        return control.ask(settings.SECRET_KEY, node, name, **sent)
    except control.Silent as error:
        raise NotCarried("no_service") from error
