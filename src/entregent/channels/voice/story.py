"""What happened in a call, line by line, in the reader's language: from its facts and its rows, in as many statements whatever
its length."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.channels.voice.dispositions import named
from entregent.channels.voice.logbook import figures
from entregent.channels.voice.models import Call, Overflow, Voicemail
from entregent.conversations.web.interludes import Interlude
from entregent.journal.models import Event
from entregent.looks.wording import duration
from entregent.routing.models import Queue

TOLD = (
    "call.begun", "call.queued", "call.answered", "call.held", "call.resumed", "call.transferred", "call.joined", "call.left",
    "call.overflowed", "call.place_kept", "call.message_left", "call.lost", "call.ended", "call.qualified",
)  # fmt: skip


WITH_QUEUE = ("call.queued", "call.overflowed")


def story(calls: Iterable[Call]) -> list[Interlude]:
    """The lines of calls, oldest first; four statements, whatever their number."""
    of = {call.id: call for call in calls}
    if not of:
        return []
    facts = list(
        Event.objects.filter(subject__in=list(of), kind__in=TOLD, at__gte=min(call.begun_at for call in of.values()))
        .order_by("id")
        .values_list("subject", "kind", "at", "data")
    )
    staff = {UUID(data[name]) for _call, _kind, _at, data in facts for name in ("staff", "to") if data.get(name)}
    told_of = ("queue", "to")
    queues = {UUID(data[name]) for _call, kind, _at, data in facts if kind in WITH_QUEUE for name in told_of if data.get(name)}
    names = dict(Staff.objects.filter(id__in=staff).values_list("id", "name")) if staff else {}
    names |= dict(Queue.objects.filter(id__in=queues).values_list("id", "name")) if queues else {}
    left = {UUID(data["message"]) for _call, kind, _at, data in facts if kind == "call.message_left"}
    messages = {one.id: one for one in Voicemail.objects.filter(id__in=left)} if left else {}
    chosen = {UUID(data["disposition"]) for _call, _kind, _at, data in facts if data.get("disposition")}
    names |= named(chosen) if chosen else {}
    told = [_line(of[call], kind, at, data, names, messages) for call, kind, at, data in facts]
    return [line for line in told if line is not None]


def _line(
    call: Call, kind: str, at: datetime, data: dict[str, Any], names: dict[UUID, str], messages: dict[UUID, Voicemail]
) -> Interlude | None:
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
        case "overflowed":
            return Interlude(at, "transfer", _overflowed(data, names))
        case "place_kept":
            return Interlude(at, "callback", _("Hangs up and keeps their place, to be called back"))
        case "message_left":
            return _message(at, data, messages)
        case "lost":
            return Interlude(at, "alert", _("Cut off: the process that carried the call fell"))
        case "qualified" if data.get("disposition"):
            said = {"name": name("staff"), "disposition": names.get(UUID(data["disposition"]), "…")}
            return Interlude(at, "tag", _("%(name)s: “%(disposition)s”") % said)
        case "ended":
            return Interlude(at, "hang-up", ended(call, at))
    return None


def _overflowed(data: dict[str, Any], names: dict[UUID, str]) -> str:
    why = dict(Overflow.When.choices).get(data["why"], "")
    if data["does"] == Overflow.Does.QUEUE:
        queue = names.get(UUID(data["to"]), "") if data.get("to") else ""
        return _("%(why)s: sent to the queue %(queue)s") % {"why": why, "queue": queue}
    said = {"voicemail": _("%(why)s: asked to leave a message"), "number": _("%(why)s: another number is called")}
    return said.get(data["does"], _("%(why)s: told so")) % {"why": why}


def _message(at: datetime, data: dict[str, Any], messages: dict[UUID, Voicemail]) -> Interlude:
    row = messages.get(UUID(data["message"]))
    time = {"time": duration(data["seconds"])}
    if row is None or not row.key:
        return Interlude(
            at, "phone", _("Leaves a message of %(time)s, which was kept its time") % time, words=row.words if row else ""
        )
    waits = {
        Voicemail.Text.AWAITED: _("It is being written down."),
        Voicemail.Text.UNHEARD: _("Not written down: nothing here can hear."),
    }
    words = row.words or waits.get(row.state, _("No words were understood."))
    sound = reverse("voice:message_sound", args=[row.id])
    return Interlude(at, "phone", _("Leaves a message of %(time)s") % time, sound=sound, words=words)


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
