"""A call that comes in, from its first ring to its end."""

import asyncio
import logging
import secrets
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.actions import Begun, Elsewhere
from entregent.channels.voice.exchange.closing import close
from entregent.channels.voice.exchange.conversing import present
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.menu import perform
from entregent.channels.voice.exchange.notice import announce
from entregent.channels.voice.exchange.offers import Done
from entregent.channels.voice.exchange.overflow import send_elsewhere
from entregent.channels.voice.exchange.signals import CutShort, Gone
from entregent.channels.voice.exchange.speaking import part
from entregent.channels.voice.exchange.talking import talk
from entregent.channels.voice.exchange.tape import Tape
from entregent.channels.voice.exchange.waiting import wait
from entregent.scenarios.medium import Outcome
from entregent.speech import turns
from entregent.telephony import sdp
from entregent.telephony.sip.dialog import Dialog

SILENCE = 1.5
"""Seconds of nothing that a caller is left with."""

log = logging.getLogger(__name__)


async def pick_up(desk: Desk, call: LiveCall, dialog: Dialog, sound: sdp.Sound | None) -> None:
    """Answer: from now on the caller can be told something. Who offered no sound is offered ours (RFC 3261, §13.2.1)."""
    call.address, call.described = await desk.media.open(call.leg), (secrets.randbits(31), 0)
    if sound is None:
        call.described = call.described[0], 1
        dialog.answer(sdp.offer(*call.address, session=call.described[0]))
        return
    agree(desk, call, sound)
    dialog.answer(description(call, sound))


def agree(desk: Desk, call: LiveCall, sound: sdp.Sound) -> None:
    """Send where they want it, as they want it; nowhere while they have us on hold."""
    call.sends = sound.talks
    desk.media.connect(call.leg, sound.ear, sound.port, sound.codecs[0], sound.events)


def agree_late(desk: Desk, call: LiveCall, body: str) -> None:
    """What they answer to our offer; the call is over where no conversation can be made of it."""
    try:
        agree(desk, call, sdp.read(body))
    except sdp.Unusable:
        call.over("lost")


def description(call: LiveCall, sound: sdp.Sound) -> str:
    """What we answer to what they offer; each answer of a call is a version of the same."""
    session, version = call.described
    call.described = session, version + 1
    return sdp.answer(sound, *call.address, session=session, version=version + 1)


def begin(desk: Desk, call: LiveCall, number: UUID, site: actions.FromSite | None = None) -> Coroutine[Any, Any, Begun]:
    """Write down that it begins, and find out who calls."""
    return desk.ledger.ask(call.brand, actions.begin, number, call.caller, call.name, node=desk.node, now=desk.now(), site=site)


async def look_after(
    desk: Desk, call: LiveCall, begins: Coroutine[Any, Any, Begun], picks_up: Coroutine[Any, Any, None] | None = None
) -> None:
    """All of a call, answered (``picks_up``) while its beginning is written; a browser is connected already."""
    by = "system"
    begun = asyncio.ensure_future(begins)
    try:
        if picks_up is not None:
            await picks_up
        came = await _kept_company(desk, call, begun)
        call.id, call.language = came.call, came.language
        call.tape = Tape(desk, came.call, call.brand, came.recording) if came.recording is not None else None
        desk.calls.name(call)
        if came.assistant and not turns.missing():
            call.spoken_to = True
            await present(desk, call, came.assistant)
        outcome = await perform(desk, call, came.turn) if came.turn is not None else Outcome("handed", "number")
        if outcome.kind == "handed":
            await _to_an_agent(desk, call, outcome)
    except CutShort as cut:
        by = cut.by
        await part(desk, call, "stopping")
    except Gone as gone:
        by = gone.by
    except Done:
        pass
    except Exception:  # whatever the fault, the caller is told, and the others go on
        log.exception("a call could not be carried on")
        if call.described[1]:  # one that was never answered is refused
            await part(desk, call, "fault")
        if call.id is None:  # it may stand in the books all the same, where it is to end
            with suppress(Exception):
                call.id = (await begun).call
    finally:
        await close(desk, call, by)


async def _kept_company(desk: Desk, call: LiveCall, begun: "asyncio.Task[Begun]") -> Begun:
    """What the books say of the call; where they take their time, the caller hears music and not nothing."""
    await asyncio.wait([begun], timeout=SILENCE)
    if not begun.done():
        desk.media.play(call.leg, desk.music(call.brand), loop=True)
        await begun
        desk.media.stop_playing(call.leg)
    return begun.result()


async def _to_an_agent(desk: Desk, call: LiveCall, outcome: Outcome) -> None:
    await announce(desk, call)
    queued = await desk.ledger.ask(
        call.brand, actions.queue_up, call.id, outcome.queue, priority=outcome.priority, reason=outcome.reason, now=desk.now()
    )
    if isinstance(queued, Elsewhere):
        await send_elsewhere(desk, call, queued)
        return
    call.ticket = queued.ticket
    desk.calls.name(call)
    words = ""
    while True:
        found = await wait(desk, call, queued.ticket, queued.manners, words)
        if isinstance(found, Elsewhere):
            await send_elsewhere(desk, call, found)
            return
        words = await talk(desk, call, found)
