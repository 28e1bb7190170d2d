"""A call that an agent places, from the first ring to its end."""

import logging
from uuid import UUID

from entregent.channels.voice.exchange.closing import close
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.far_end import FarEnd
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.notice import announce
from entregent.channels.voice.exchange.signals import CutShort, Gone, HungUp, Order, Outside, StationGone
from entregent.channels.voice.exchange.speaking import part
from entregent.channels.voice.exchange.talking import talk

log = logging.getLogger(__name__)
RINGS = 60.0
"""Seconds for which somebody is rung."""


async def look_after(desk: Desk, call: LiveCall, end: FarEnd, staff: UUID) -> None:
    """All of a call that rings already."""
    by, outcome = "system", ""
    try:
        await _until_answered(desk, call, end, staff)
        await announce(desk, call, desk.stations.leg_of(staff))
        await talk(desk, call, staff)  # comes back where the agent is lost
        await part(desk, call, "fault")
    except Unanswered as told:
        by, outcome = told.by, told.outcome
    except CutShort as cut:
        by = cut.by
        await part(desk, call, "stopping")
    except Gone as gone:
        by = gone.by
    except Exception:
        log.exception("a call could not be carried on")
    finally:
        leg = desk.stations.leg_of(staff)
        if leg is not None:
            desk.media.stop_playing(leg)
            desk.media.hear({leg: ()})
            desk.stations.done_with(staff)
        await close(desk, call, by, outcome)


class Unanswered(Exception):
    """It was not answered: ``by`` whom it ended, and what became of it."""

    def __init__(self, by: str, outcome: str) -> None:
        super().__init__(outcome)
        self.by, self.outcome = by, outcome


async def _until_answered(desk: Desk, call: LiveCall, end: FarEnd, staff: UUID) -> None:
    """The agent hears it ring, or what the other network says. Raises Unanswered."""
    leg = desk.stations.leg_of(staff)
    if leg is None:
        raise Unanswered("system", "failed")
    desk.media.play(leg, ["tone:ringback"], loop=True)
    until = desk.clock() + RINGS
    while (left := until - desk.clock()) > 0:
        match await call.next(left):
            case Outside(what="speaks"):
                desk.media.stop_playing(leg)
                desk.media.hear({leg: (end.leg,)})
            case Outside(what="answers"):
                desk.media.stop_playing(leg)
                return
            case Outside(what="refuses"):
                raise Unanswered("customer", "no_answer")
            case Outside(what="fails"):
                raise Unanswered("system", "failed")
            case StationGone(gone) | HungUp(gone) if gone == staff:
                raise Unanswered("staff", "no_answer")
            case Order(what="hang_up") as order:
                order.answer()
                raise Unanswered("staff", "no_answer")
            case Order() as order:
                order.answer("busy")
    raise Unanswered("system", "no_answer")
