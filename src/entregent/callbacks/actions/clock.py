"""What time does to callbacks: they fall due, and their promise breaks."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.brands.scope import every_brand, visible
from entregent.callbacks import events
from entregent.callbacks.actions.booking import fact_of
from entregent.callbacks.models import Callback
from entregent.conversations.content import Content
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, Kind, display
from entregent.tickets import actions as tickets
from entregent.tickets.models import Priority, Type

CLOCK = "system:clock"
BATCH = 200


def fall_due(now: datetime) -> int:
    """Open the request of each callback whose time has come, a transaction each; return how many. Processes that do it at
    once share them out."""
    done = 0
    with every_brand():
        waiting = Callback.objects.filter(state=Callback.State.BOOKED, starts_at__lte=now).order_by("starts_at")
        found = list(waiting.values_list("brand", "id")[:BATCH])
    for brand, id in found:
        with visible([brand]):
            done += _open(id, now)
    return done


def note_missed(now: datetime) -> int:
    """Tell once of each promise that broke, at the instant it did; return how many."""
    with every_brand():
        late = Callback.objects.select_for_update(skip_locked=True).filter(
            state=Callback.State.DUE, missed_at=None, tries=0, due_at__lt=now
        )
        rows = list(late[:BATCH])
        for row in rows:
            row.missed_at = row.due_at
        Callback.objects.bulk_update(rows, ["missed_at"])
        append([fact_of(events.missed, row, row.due_at, CLOCK, due=row.due_at) for row in rows])
    return len(rows)


def _open(id: UUID, now: datetime) -> int:
    mine = Callback.objects.select_for_update(of=["self"], skip_locked=True).select_related("brand", "person")
    callback = mine.filter(id=id, state=Callback.State.BOOKED, starts_at__lte=now).first()
    if callback is None:
        return 0
    if callback.ticket_id is not None:  # they did not answer the last time
        tickets.wait_again(callback.ticket_id, since=callback.asked_at, now=now, actor=CLOCK)
        callback.state = Callback.State.DUE
        callback.save(update_fields=["state"])
        append([fact_of(events.fell_due, callback, now, CLOCK)])
        return 1
    number = Handle(Kind.PHONE, callback.phone)
    with translation.override(callback.brand.language):
        subject, text = _words(callback, display(number, callback.brand.region))
    incoming = tickets.Incoming(
        brand=callback.brand_id, channel="callback", subject=subject, content=Content(text=text, sender=callback.phone),
        source=callback.source, handle=number, person=callback.person_id, queue=callback.queue_id, type=Type.REQUEST,
        priority=Priority.HIGH,
    )  # fmt: skip
    callback.ticket = tickets.receive(incoming, now).ticket
    callback.state = Callback.State.DUE
    callback.save(update_fields=["ticket", "state"])
    append([fact_of(events.fell_due, callback, now, CLOCK)])
    return 1


def _words(callback: Callback, number: str) -> tuple[str, str]:
    told = {"number": number, "about": callback.about}
    if callback.slot_at is None:
        first = _("To be called back as soon as possible at %(number)s.") % told
    else:
        local = callback.slot_at.astimezone(ZoneInfo(callback.brand.time_zone))
        told |= {"day": date_format(local, "l j F"), "hour": local.strftime("%H:%M")}
        first = _("To be called back on %(day)s at %(hour)s at %(number)s.") % told
    subject = _("Callback: %(about)s") % told if callback.about else _("Callback")
    return subject, f"{first}\n\n{callback.about}".strip()
