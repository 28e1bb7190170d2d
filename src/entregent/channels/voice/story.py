"""What happened in a call, line by line, in the reader's language: from its facts and its rows, in as many statements whatever
its length."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.channels.voice.logbook import figures
from entregent.channels.voice.models import Call
from entregent.conversations.web.interludes import Interlude
from entregent.journal.models import Event
from entregent.looks.wording import duration
from entregent.routing.models import Queue

TOLD = (
    "call.begun", "call.queued", "call.answered", "call.held", "call.resumed", "call.transferred", "call.joined", "call.left",
    "call.lost", "call.ended",
)  # fmt: skip


def story(calls: Iterable[Call]) -> list[Interlude]:
    """The lines of calls, oldest first; three statements, whatever their number."""
    of = {call.id: call for call in calls}
    if not of:
        return []
    facts = list(
        Event.objects.filter(subject__in=list(of), kind__in=TOLD, at__gte=min(call.begun_at for call in of.values()))
        .order_by("id")
        .values_list("subject", "kind", "at", "data")
    )
    staff = {UUID(data[name]) for _call, _kind, _at, data in facts for name in ("staff", "to") if data.get(name)}
    queues = {UUID(data["queue"]) for _call, kind, _at, data in facts if kind == "call.queued" and data.get("queue")}
    names = dict(Staff.objects.filter(id__in=staff).values_list("id", "name")) if staff else {}
    names |= dict(Queue.objects.filter(id__in=queues).values_list("id", "name")) if queues else {}
    told = [_line(of[call], kind, at, data, names) for call, kind, at, data in facts]
    return [line for line in told if line is not None]


def _line(call: Call, kind: str, at: datetime, data: dict[str, Any], names: dict[UUID, str]) -> Interlude | None:
    def name(what: str) -> str:
        return names.get(UUID(data[what]), _("somebody")) if data.get(what) else _("somebody")

    def lasted(what: str) -> str:
        return duration(data.get(what) or 0)

    match kind.removeprefix("call."):
        case "begun":
            return Interlude(at, "phone", _begun(call))
        case "queued":
            menu = duration((at - call.begun_at).total_seconds())
            return Interlude(
                at, "clock", _("Waits in the queue %(queue)s, after %(menu)s of menu") % {"queue": name("queue"), "menu": menu}
            )
        case "answered" if data.get("again"):
            return Interlude(at, "phone", _("%(name)s takes the call over") % {"name": name("staff")})
        case "answered" if call.direction == Call.Direction.OUT:
            return Interlude(at, "phone", _("They answer"))
        case "answered":
            said = _("%(name)s answers, after a wait of %(wait)s") % {"name": name("staff"), "wait": lasted("waited")}
            return Interlude(at, "phone", said)
        case "held":
            return Interlude(at, "pause", _("Put on hold by %(name)s") % {"name": name("staff")})
        case "resumed":
            return Interlude(at, "play", _("Taken up again after %(time)s on hold") % {"time": lasted("lasted")})
        case "transferred":
            to = name("to") if data.get("to") else _("somebody outside")
            return Interlude(at, "transfer", _("%(name)s transfers the call to %(to)s") % {"name": name("staff"), "to": to})
        case "joined" if data.get("staff"):
            return Interlude(at, "user", _("%(name)s joins the call") % {"name": name("staff")})
        case "left" if data.get("why") == "vanished":
            return Interlude(
                at, "alert", _("The connection of %(name)s was lost: the caller waits again") % {"name": name("staff")}
            )
        case "lost":
            return Interlude(at, "alert", _("Cut off: the process that carried the call fell"))
        case "ended":
            return Interlude(at, "hang-up", ended(call, at))
    return None


def _begun(call: Call) -> str:
    ours = call.number.written if call.number else _("a number that is no more")
    if call.number and call.number.label:
        ours = f"{call.number.label} ({ours})"
    if call.direction == Call.Direction.OUT:
        return _("Outgoing call to %(theirs)s") % {"theirs": call.theirs}
    return _("Incoming call on %(ours)s") % {"ours": ours}


def ended(call: Call, now: datetime) -> str:
    """How a call ended: by whom, and how long they talked; or what became of it."""
    found, by = figures(call, now), str(call.get_ended_by_display())
    if found.talked is None:
        waited = f" ({duration(found.waited)})" if found.waited else ""
        cut = f" · {by}" if call.ended_by == Call.End.LOST else ""
        return f"{call.get_outcome_display()}{waited}{cut}"
    parts = [by, _("%(time)s of conversation") % {"time": duration(found.talked)}]
    if found.held >= 1:
        parts.append(_("%(time)s on hold") % {"time": duration(found.held)})
    return " · ".join(parts)
