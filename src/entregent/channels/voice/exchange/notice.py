"""Whoever calls, or is called, is told that they may be recorded, and may refuse."""

from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.live_call import LiveCall
from entregent.channels.voice.exchange.speaking import speak


async def announce(desk: Desk, call: LiveCall, agent: str | None = None) -> None:
    """Before they wait or are put through, where this call was drawn; only the key that refuses cuts it. Where we called them
    the ``agent`` hears it too, and so knows when to speak. Raises Gone."""
    tape = call.tape
    if tape is None or not tape.announced:
        return
    if agent is not None:
        desk.media.play(agent, await desk.voices.files(call.brand, call.language, [tape.notice(call.language)]))
    pressed = await speak(desk, call, [tape.notice(call.language)], cut_by=tape.key)
    if agent is not None:
        desk.media.stop_playing(agent)
    if pressed and tape.refused_by(pressed):
        await speak(desk, call, [tape.understood(call.language)], cut_by="")
