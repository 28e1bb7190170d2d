"""Asking once more before tickets of different persons become one."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from entregent.tickets import queries
from entregent.tickets.models import Ticket

NAMED = 5


def asked_again(
    request: HttpRequest, kept: Ticket, chosen: Sequence[UUID], *, target: str, act: str = ""
) -> HttpResponse | None:
    """The dialog that names the persons, to be shown in ``#dialog``; None when they are one, or when this was agreed to.

    ``kept`` comes with its ``person``, ``brand`` and ``conversation``; its answer posts here again, into ``target``.
    """
    others = [] if request.POST.get("agreed") else queries.of_other_persons(kept, chosen)
    if not others:
        return None
    named = [(ticket, _name(ticket)) for ticket in others[:NAMED]]
    shown = {
        "kept": kept, "kept_name": _name(kept), "others": named, "more": len(others) - len(named), "chosen": chosen,
        "other_names": ", ".join(dict.fromkeys(name for _ticket, name in named)), "post_to": request.get_full_path(),
        "target": target, "act": act,
    }  # fmt: skip
    return render(request, "tickets/merge_persons.html", shown)


def _name(ticket: Ticket) -> str:
    return ticket.person.full_name or ticket.conversation.address or _("A person without a name")
