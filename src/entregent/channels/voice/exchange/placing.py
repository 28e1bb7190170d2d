"""Calls that agents place, from the page or by dialling on their SIP telephone, until somebody rings."""

from typing import TYPE_CHECKING
from uuid import UUID

from entregent.channels.voice import actions
from entregent.channels.voice.exchange import outgoing
from entregent.channels.voice.exchange.handsets import busy, lift, ring_first
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.outside import NotAllowed
from entregent.channels.voice.exchange.signals import Outside
from entregent.channels.voice.exchange.tape import Tape
from entregent.telephony import sdp
from entregent.telephony.media.link import Unopened
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Progress, Refused, Reoffered
from entregent.telephony.sip.stack import Unreachable

if TYPE_CHECKING:
    from entregent.channels.voice.exchange.switchboard import Switchboard

FAILED = frozenset({404, 410, 484, 488, 500, 502, 503, 604})
"""What networks answer when it is not the one called who refuses."""


async def dialled(board: "Switchboard", dialog: Dialog) -> None:
    """An agent dials on their SIP telephone: they have their receiver off, and somebody is called for them."""
    staff = board.directory.staff.get(dialog.device)
    brand = next((one for one in board.directory.serves.get(staff, ()) if one in board.directory.ways), None) if staff else None
    if staff is None or brand is None:
        dialog.refuse(403, "Forbidden")
        return
    try:
        await lift(board.desk, dialog, staff)
    except sdp.Unusable:
        dialog.refuse(488, "Not Acceptable Here")
        return
    if "refused" in await dial(board, brand, dialog.called, staff, None, None):
        await busy(board.desk, staff)


async def dial(
    board: "Switchboard", brand: UUID, number: str, staff: UUID, ticket: UUID | None, person: UUID | None
) -> dict[str, str]:
    """Have somebody called for an agent: ``call`` names it, or ``refused`` says why it is not."""
    desk, leg = board.desk, board.next_leg()
    if any(staff in call.people or call.places == staff for call in desk.calls):
        return {"refused": "in_a_call"}
    call = LiveCall(leg, brand, "fr", number, "", hang_up=lambda: None, places=staff)
    rings = False
    try:
        desk.outside.way(brand, number)
        desk.calls.add(call)
        if (rings := desk.stations.leg_of(staff) is None) and not await ring_first(desk, staff, number):
            raise NotAllowed("no_telephone")
        shown = await desk.ledger.ask(brand, actions.shown_number, ticket) if ticket else None
        end = await desk.outside.dial(brand, number, leg, lambda event: _far_end(call, event), shown=shown)
    except (Unreachable, ValueError, Unopened) as fault:
        desk.calls.drop(call)
        if rings:  # they lifted it for this
            board.begin(busy(desk, staff))
        return {"refused": getattr(fault, "why", "unreachable")}
    call.hang_up = end.hang_up
    try:
        placed = await desk.ledger.ask(
            brand, actions.place, brand, number, staff=staff, ticket=ticket, person=person, node=desk.node, now=desk.now()
        )
    except Exception:
        desk.calls.drop(call)
        desk.stations.done_with(staff)
        end.hang_up()
        raise
    call.id, call.language = placed.call, placed.language
    call.tape = Tape(desk, placed.call, brand, placed.recording) if placed.recording is not None else None
    desk.calls.name(call)
    board.begin(outgoing.look_after(desk, call, end, staff))
    return {"call": str(placed.call)}


def _far_end(call: LiveCall, event: DialogEvent) -> None:
    match event:
        case Progress():
            call.tell(Outside(call.leg, "speaks"))
        case Answered():
            call.tell(Outside(call.leg, "answers"))
        case Refused(code):
            call.tell(Outside(call.leg, "fails" if code in FAILED else "refuses"))
        case Reoffered(body):
            call.sends = sdp.read(body).talks
        case HungUp():
            call.over("customer")
        case Lost():
            call.over("lost")
