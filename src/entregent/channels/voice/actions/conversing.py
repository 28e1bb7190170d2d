"""The menu is spoken to: what the caller was told of it, how well they were heard. Their words stay with the session."""

from datetime import datetime
from uuid import UUID

from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.talking import about
from entregent.channels.voice.models import Call
from entregent.journal.actions import append


def presented(call_id: UUID, now: datetime) -> None:
    """It was said to its end that a machine answers."""
    append([events.call_presented(**about(_call(call_id), now, ACTOR))])


def heard(call_id: UUID, sure: float, seconds: float, took: int, now: datetime) -> None:
    """The caller said something that lasted so many ``seconds``; words were made of it in ``took`` milliseconds."""
    append([events.call_heard(**about(_call(call_id), now, ACTOR), sure=round(sure, 2), lasted=seconds, took=took)])


def _call(id: UUID) -> Call:
    return Call.objects.select_related("conversation").get(id=id)
