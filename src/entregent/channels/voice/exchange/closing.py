"""The end of every call."""

from entregent.channels.voice import actions
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall


async def close(desk: Desk, call: LiveCall, by: str, outcome: str = "") -> None:
    """Hang up, let the sound go, write it down."""
    desk.calls.drop(call)
    call.over(by)
    call.drain()
    call.hang_up()
    for telephone in call.rung.values():
        telephone.stop()
    desk.media.close(call.leg)
    if call.tape is not None:
        await call.tape.end()
    if call.id is not None:
        desk.ledger.write(call.id, call.brand, actions.end, call.id, by, desk.now(), outcome)
        await desk.ledger.settled(call.id)
