"""The journal of a ticket in plain words: one sentence a fact, with the names that its ids stand for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from entregent.access.models import Staff, Team
from entregent.brands.rules import DEFAULT_WORD
from entregent.brands.vocabulary import speaking, worded
from entregent.journal.models import Event
from entregent.looks.wording import duration, short_moment
from entregent.people.models import Organisation
from entregent.routing.models import Queue
from entregent.tickets.models import Priority, Promise, Reason, Status, Ticket, Type
from entregent.tickets.web.labels import channel_word

Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A fact told: when, a drawing, who did it (empty: the house), what; ``tone`` as a chip's."""

    at: datetime
    icon: str
    who: str
    text: str
    tone: str = ""


def lines(events: Iterable[Event], now: datetime, vocabulary: str = DEFAULT_WORD) -> list[Line]:
    """The facts in words, in their order, with the brand's word for its customer; kinds that say nothing to a reader are left
    out. At most six statements."""
    events = [event for event in events if event.kind in SENTENCES]
    names = _names(events)
    told = []
    with speaking(vocabulary):
        for event in events:
            icon, tone, sentence = SENTENCES[event.kind]
            text = sentence(event.data, names, now)
            if text:
                told.append(Line(event.at, icon, _actor(event.actor, names), text, tone))
    return told


def _actor(actor: str, names: Names) -> str:
    kind, _colon, id = actor.partition(":")
    if kind == "staff":
        return names.get(id, _("a former colleague"))
    return {"person": worded("%(the_customer)s"), "key": _("a program")}.get(kind, "")


def _names(events: list[Event]) -> Names:
    """The names of every id that the facts mention."""
    ids: set[str] = set()
    for event in events:
        ids.update(_mentioned(event.data))
        if event.actor.startswith("staff:"):
            ids.add(event.actor.removeprefix("staff:"))
    wanted = [UUID(id) for id in ids if _is_uuid(id)]
    names: Names = {}
    if not wanted:
        return names
    for model in (Staff, Queue, Reason, Organisation):
        rows = model.objects.filter(id__in=wanted).values_list("id", "name")
        names.update({str(id): name for id, name in rows})
    tickets = Ticket.objects.filter(id__in=wanted).values_list("id", "number", "title")
    names.update({str(id): f"n° {number} ({title})" for id, number, title in tickets})
    teams = [int(id) for id in ids if id.isdigit()]
    if teams:
        names.update({str(id): name for id, name in Team.objects.filter(id__in=teams).values_list("id", "name")})
    return names


def _mentioned(data: dict[str, Any]) -> Iterable[str]:
    for key in ("staff", "before", "queue", "from_queue", "into", "absorbed", "new", "taken_from", "parent"):
        if isinstance(data.get(key), str):
            yield data[key]
    for values in (data.get("changes") or {}).values():
        yield from (str(value) for value in values if value is not None)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _opened(data: dict[str, Any], names: Names, now: datetime) -> str:
    return _("opened, waiting in %(queue)s") % {"queue": names.get(str(data.get("queue")), "—")}


def _assigned(data: dict[str, Any], names: Names, now: datetime) -> str:
    if not data.get("staff"):
        return _("given back by %(name)s") % {"name": names.get(str(data.get("before")), "—")}
    return _("given to %(name)s") % {"name": names.get(str(data["staff"]), "—")}


FIELDS: dict[str, tuple[str, Callable[[Any, Names], str]]] = {
    "status": (gettext_noop("Status"), lambda value, names: str(Status(value).label)),
    "priority": (gettext_noop("Priority"), lambda value, names: str(Priority(value).label)),
    "type": (gettext_noop("Type"), lambda value, names: str(Type(value).label)),
    "queue": (gettext_noop("Queue"), lambda value, names: names.get(str(value), "—")),
    "reason": (gettext_noop("Reason"), lambda value, names: names.get(str(value), "—")),
    "channel": (gettext_noop("Channel"), lambda value, names: channel_word(value)),
    "team": (gettext_noop("Team"), lambda value, names: names.get(str(value), "—")),
    "organisation": (gettext_noop("Organisation"), lambda value, names: names.get(str(value), "—")),
}


def _changed(data: dict[str, Any], names: Names, now: datetime) -> str:
    parts = []
    for field, (before, after) in data.get("changes", {}).items():
        if field in FIELDS:
            word, value = FIELDS[field]
            nothing = _("none")
            was = nothing if before is None else value(before, names)
            is_now = nothing if after is None else value(after, names)
            parts.append(_("%(field)s: %(before)s → %(after)s") % {"field": _(word), "before": was, "after": is_now})
        else:
            parts.append(
                {"title": _("title changed"), "tags": _("tags changed"), "custom": _("fields changed")}.get(field, field)
            )
    return ", ".join(parts)


def _answered(data: dict[str, Any], names: Names, now: datetime) -> str:
    word = _("first answer") if data.get("first") else _("answer")
    wall, business = data.get("wall_seconds"), data.get("business_seconds")
    if wall is None:
        return word
    said = _("%(word)s after %(wall)s") % {"word": word, "wall": duration(wall)}
    if business is not None:
        said = _("%(word)s after %(wall)s, of which %(business)s of opening hours") % {
            "word": word, "wall": duration(wall), "business": duration(business),
        }  # fmt: skip
    if data.get("late_seconds") is not None:
        said = _("%(answer)s: %(late)s late") % {"answer": said, "late": duration(data["late_seconds"])}
    return said


def _promise(sentence: str) -> Callable[[dict[str, Any], Names, datetime], str]:
    def told(data: dict[str, Any], names: Names, now: datetime) -> str:
        values = {"promise": Promise.Kind(data["promise"]).label.lower()}
        if isinstance(data.get("due"), str):
            values["due"] = short_moment(datetime.fromisoformat(data["due"]), now)
        for name in ("used", "target", "left"):
            if data.get(name) is not None:
                values[name] = duration(float(data[name]))
        return _(sentence) % {"due": "—", "used": "—", "target": "—", "left": "—", **values}

    return told


def _says(sentence: str, *keys: str) -> Callable[[dict[str, Any], Names, datetime], str]:
    def told(data: dict[str, Any], names: Names, now: datetime) -> str:
        return _(sentence) % {key: _value(key, data.get(key), names) for key in keys}

    return told


def _value(key: str, value: Any, names: Names) -> str:
    if key in ("wall_seconds", "waited", "handled", "rang", "added"):
        return "—" if value is None else duration(float(value))
    return names.get(str(value), "—") if value is None or _is_uuid(str(value)) else str(value)


def _merged(data: dict[str, Any], names: Names, now: datetime) -> str:
    values = {"messages": data.get("messages", 0), "into": names.get(str(data.get("into")), "—")}
    if data.get("absorbed"):
        values["absorbed"] = names.get(str(data["absorbed"]), "—")
        return _("ticket %(absorbed)s merged here, messages: %(messages)s") % values
    return _("messages moved to ticket %(into)s: %(messages)s") % values


def _unmerged(data: dict[str, Any], names: Names, now: datetime) -> str:
    values = {"messages": data.get("messages", 0), "into": names.get(str(data.get("into")), "—")}
    if data.get("absorbed"):
        values["absorbed"] = names.get(str(data["absorbed"]), "—")
        return _("ticket %(absorbed)s taken out again, messages given back: %(messages)s") % values
    return _("taken out of ticket %(into)s again, messages given back: %(messages)s") % values


def _rescheduled(data: dict[str, Any], names: Names, now: datetime) -> str:
    if data.get("due"):
        return _promise(gettext_noop("promise “%(promise)s” now due before %(due)s"))(data, names, now)
    return _promise(gettext_noop("promise “%(promise)s” waits with other terms"))(data, names, now)


def _received(data: dict[str, Any], names: Names, now: datetime) -> str:
    return worded(_("message from %(the_customer)s"))


def _failed(data: dict[str, Any], names: Names, now: datetime) -> str:
    return _("message not delivered")


SENTENCES: dict[str, tuple[str, str, Callable[[dict[str, Any], Names, datetime], str]]] = {
    "ticket.opened": ("ticket", "brand", _opened),
    "ticket.assigned": ("user", "", _assigned),
    "ticket.changed": ("edit", "", _changed),
    "ticket.answered": ("reply", "good", _answered),
    "ticket.resolved": ("check", "good", _says(gettext_noop("resolved, %(wall_seconds)s after opening"), "wall_seconds")),
    "ticket.reopened": ("undo", "warn", _says(gettext_noop("reopened"))),
    "ticket.closed": ("lock", "", _says(gettext_noop("closed"))),
    "ticket.merged": ("merge", "", _merged),
    "ticket.unmerged": ("undo", "warn", _unmerged),
    "ticket.person_chosen": ("user", "", _says(gettext_noop("who wrote is said, of those who share the address"))),
    "ticket.person_proven": ("user", "good", _says(gettext_noop("the brand’s site vouches for who wrote"))),
    "ticket.choice_undone": ("undo", "warn", _says(gettext_noop("what was said of who wrote is undone"))),
    "ticket.split": ("split", "", _says(gettext_noop("messages moved to ticket %(new)s: %(messages)s"), "messages", "new")),
    "promise.activated": ("clock", "", _promise(gettext_noop("promise “%(promise)s”: before %(due)s (%(target)s)"))),
    "promise.paused": ("pause", "", _promise(gettext_noop("promise “%(promise)s” paused, %(left)s left"))),
    "promise.resumed": ("play", "", _promise(gettext_noop("promise “%(promise)s” runs again: before %(due)s"))),
    "promise.rescheduled": ("clock", "", _rescheduled),
    "promise.warned": ("bell", "warn", _promise(gettext_noop("promise “%(promise)s” soon due: %(due)s"))),
    "promise.fulfilled": ("check", "good", _promise(gettext_noop("promise “%(promise)s” kept: %(used)s of %(target)s"))),
    "promise.breached": ("alert", "bad", _promise(gettext_noop("promise “%(promise)s” broken at %(due)s"))),
    "promise.cancelled": ("cross", "", _promise(gettext_noop("promise “%(promise)s” without object"))),
    "task.created": ("task", "", _says(gettext_noop("task left for %(queue)s"), "queue")),
    "task.overdue": ("alert", "bad", _says(gettext_noop("a task is overdue"))),
    "task.done": ("check", "good", _says(gettext_noop("task done by %(staff)s"), "staff")),
    "task.changed": ("edit", "", _says(gettext_noop("task changed"))),
    "task.reopened": ("undo", "warn", _says(gettext_noop("task taken up again"))),
    "item.queued": ("queue", "", _says(gettext_noop("waits in %(queue)s"), "queue")),
    "item.taken": ("hand", "", _says(gettext_noop("taken by %(staff)s after %(waited)s of waiting"), "staff", "waited")),
    "item.released": ("undo", "", _says(gettext_noop("given back to %(queue)s"), "queue")),
    "item.moved": ("transfer", "", _says(gettext_noop("moved from %(from_queue)s to %(queue)s"), "from_queue", "queue")),
    "item.wrap_up": (
        "note",
        "",
        _says(gettext_noop("%(staff)s finishes what it leaves to do, after %(handled)s"), "staff", "handled"),
    ),
    "item.prolonged": ("clock", "", _says(gettext_noop("%(staff)s takes %(added)s more to finish it"), "staff", "added")),
    "item.finished": ("check", "", _says(gettext_noop("out of %(staff)s’s hands after %(handled)s"), "staff", "handled")),
    "item.cancelled": ("cross", "", _says(gettext_noop("waits for nobody any more"))),
    "offer.made": ("bell", "", _says(gettext_noop("offered to %(staff)s"), "staff")),
    "offer.accepted": ("check", "", _says(gettext_noop("accepted by %(staff)s after %(rang)s of ringing"), "staff", "rang")),
    "offer.refused": ("cross", "warn", _says(gettext_noop("refused by %(staff)s"), "staff")),
    "offer.expired": ("clock", "warn", _says(gettext_noop("%(staff)s did not answer"), "staff")),
    "offer.withdrawn": ("undo", "", _says(gettext_noop("offer to %(staff)s withdrawn"), "staff")),
    "message.received": ("mail", "", _received),
    "message.written": ("send", "", _says(gettext_noop("message written"))),
    "note.written": ("note", "", _says(gettext_noop("internal note"))),
    "message.sent": ("send", "", _says(gettext_noop("message handed to the channel"))),
    "message.delivered": ("check", "good", _says(gettext_noop("message delivered"))),
    "message.failed": ("alert", "bad", _failed),
}
