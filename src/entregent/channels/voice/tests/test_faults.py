"""Somebody talks with an agent, while everything that goes wrong around a call does: they hear each other all the same."""

import asyncio
import random
import socket
from collections.abc import Awaitable
from pathlib import Path

import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.exchange.process import Process
from entregent.channels.voice.models import Call
from entregent.channels.voice.tests.house import carrying, heard, until
from entregent.channels.voice.tests.test_on_the_line import DIALLED, brand, claire, outcomes, talking
from entregent.routing.dispatcher import dispatch
from entregent.routing.models import Presence, WorkItem
from entregent.telephony.media.events import Silent
from entregent.telephony.media.tests.peers import Peer
from entregent.telephony.sip import watch
from entregent.telephony.sip.tests.house import hurry
from entregent.telephony.sip.tests.test_hostile import HOSTILE
from entregent.telephony.tests.by_hand import ByHand, code
from entregent.telephony.tests.peers import Baresip, baresip, tone

__all__ = ["brand", "claire"]
CALLER, AGENT, STRANGER = 550, 697, 1500
"""Hertz of what each says."""
KNOWN = (CALLER, AGENT, STRANGER, 440, 620, 850)


def waiting(brand: Brand) -> int:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").count()


def running(brand: Brand) -> int:
    with visible([brand.id]):
        return Call.objects.filter(ended_at=None).count()


async def _put_through(brand: Brand, caller: ByHand, sound: Peer, agent: Baresip) -> tuple[str, int]:
    at = await caller.calls()
    sound.talk(at)
    await caller.presses("1")
    await until(lambda: waiting(brand))
    await until(lambda: dispatch(timezone.now()))
    await agent.tells("CALL_INCOMING")
    await agent.does("accept")
    await until(lambda: talking(brand))
    await sound.hears({AGENT}, among=KNOWN)
    return at


async def _hostile(at: tuple[str, int]) -> None:
    """Messages that no honest program sends: from the operator's own address, and from strangers."""
    for i, (ip, most) in enumerate((("127.0.0.1", 400), ("127.0.1.1", 5))):
        with socket.socket(type=socket.SOCK_DGRAM) as wire:
            wire.setblocking(False)
            wire.bind((ip, 0))
            for j, datagram in enumerate(HOSTILE.values()):
                mine = datagram if isinstance(datagram, bytes) else datagram.encode("utf-8", "replace")
                mine = mine.replace(b"one@example", b"%d.%d@example" % (i, j)).replace(b"z9hG4bKh", b"z9hG4bK%d.%d" % (i, j))
                wire.sendto(mine.replace(b"0199000001", DIALLED.encode()), at)
            await asyncio.sleep(0.3)
            answers = 0
            while True:
                try:
                    wire.recv(65_535)
                except BlockingIOError:
                    break
                answers += 1
            assert answers <= most


async def _floods(at: tuple[str, int]) -> None:
    """One address calls, another guesses passwords: after a few answers they are heard no more."""
    async with ByHand(at, DIALLED, ip="127.0.1.2") as scanner, ByHand(at, "claire", me="claire", ip="127.0.1.3") as guesser:
        for _ in range(5):
            assert code(await scanner.asks("INVITE", body=scanner.describes())) == 403
            proof = 'Digest username="claire", realm="entregent", nonce="x", uri="sip:x", response="' + "0" * 32 + '"'
            answer = await guesser.asks("REGISTER", headers=(f"Authorization: {proof}",))
            assert code(answer) in (400, 401, 403)
        for _ in range(300):
            scanner.send(scanner.write("INVITE", body=scanner.describes()))
            guesser.send(guesser.write("REGISTER"))
        with pytest.raises(TimeoutError):
            await scanner.answer(0.5)


async def _no_calls(at: tuple[str, int]) -> None:
    """What no conversation can be made of is refused."""
    for body in ("v=0\r\n", "codec", "video"):
        async with ByHand(at, DIALLED) as caller:
            sound = caller.describes()
            said = {
                "codec": sound.replace(" 8 0 ", " 18 3 "), "video": sound.replace("m=audio", "m=video"),
            }.get(body, body)  # fmt: skip
            answer = await caller.asks("INVITE", body=said)
            assert code(answer) == 488, answer


async def _short_calls(brand: Brand, at: tuple[str, int]) -> None:
    """One hangs up in the menu, one in the queue; messages come twice, others never."""
    async with ByHand(at, DIALLED) as early:
        invite = early.write("INVITE", body=early.describes())
        for _ in range(3):
            early.send(invite)
        assert code(await early.answer()) == 200
        early.send(early.write("ACK"))
        bye = early.write("BYE")
        for _ in range(3):
            early.send(bye)
        assert code(await early.answer()) == 200
    async with ByHand(at, DIALLED) as late:
        await late.calls()
        await late.presses("1")
        await until(lambda: waiting(brand))
        assert code(await late.asks("BYE")) == 200
    async with ByHand(at, DIALLED) as fickle:
        fickle.send(fickle.write("INVITE", body=fickle.describes()))
        fickle.send(fickle.write("CANCEL"))
        if code(await fickle.answer()) == 200:  # the answer came first
            fickle.send(fickle.write("ACK"))
            await fickle.asks("BYE")


async def _vanished(at: tuple[str, int]) -> None:
    """They never acknowledge, or never say good-bye: after their time their calls are over, those of hostile messages too."""
    async with ByHand(at, DIALLED) as deaf, ByHand(at, DIALLED) as gone:
        assert code(await deaf.asks("INVITE", body=deaf.describes())) == 200
        await gone.calls(headers=("Supported: timer", "Session-Expires: 1;refresher=uac"))
        await gone.is_asked("BYE")
        hurry(40)
        await deaf.is_asked("BYE")


async def _strangers_sound(house: Process, legs: list[int], mine: Peer) -> None:
    """Sound from elsewhere on every leg of the call, and sound cut short from where it comes."""
    dice, stranger = random.Random(3550), Peer(STRANGER)
    for _ in range(50):
        for port in legs:
            stranger.send(("127.0.0.1", port))
            for peer in (stranger, mine):
                whole = dice.randbytes(12 + dice.randrange(40))
                peer.socket.sendto(b"\x80\x08" + whole[: dice.randrange(12)], ("127.0.0.1", port))
                peer.socket.sendto(bytes([dice.choice((0x9F, 0xBF, 0x00, 0xFF))]) + whole, ("127.0.0.1", port))
        await asyncio.sleep(0.02)
    stranger.listen()
    assert not stranger.came, "nobody else is sent what they say"
    stranger.close()


async def _on_hold_by_the_caller(house: Process, caller: ByHand, sound: Peer) -> None:
    """They put us on hold: they are sent nothing, and may be silent as long as they wish."""
    await caller.calls("inactive")
    await asyncio.sleep(0.1)
    sound.listen()
    came = len(sound.came)
    call = next(call for call in house.board.desk.calls if not call.sends)
    house.board.heard(Silent(call.leg, 10.0))
    await asyncio.sleep(0.3)
    sound.listen()
    assert len(sound.came) == came
    await caller.calls()
    await sound.hears({AGENT}, among=KNOWN)


async def _all(brand: Brand, address: str, folder: Path) -> list[int]:
    tone(folder / "claire.wav", AGENT, 120)
    async with carrying(address, folder) as house:
        at = ("127.0.0.1", house.sip.port)
        line = f"<sip:claire@127.0.0.1:{house.sip.port}>;regint=60;auth_user=claire;auth_pass=secret"
        sound = Peer(CALLER)
        async with baresip(line, says=folder / "claire.wav") as agent, ByHand(at, DIALLED, sound=sound.port) as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            _host, port = await _put_through(brand, caller, sound, agent)
            known = house.board.desk.media._legs
            legs = [leg.port for leg in known.values()]
            assert port in legs and len(legs) == 2
            around: list[Awaitable[None]] = [
                _hostile(at), _floods(at), _no_calls(at), _short_calls(brand, at), _vanished(at),
                _strangers_sound(house, legs, sound),
            ]  # fmt: skip
            await asyncio.gather(*around)
            hurry(40)
            await sound.hears({AGENT}, among=KNOWN)
            await _on_hold_by_the_caller(house, caller, sound)
            await until(lambda: running(brand) == 1)
            leg = next(call.leg for call in house.board.desk.calls)
            house.board.heard(Silent(leg, 10.0))  # as after ten seconds without a sound of theirs
            await caller.is_asked("BYE")
            await agent.tells("CALL_CLOSED")
            await until(lambda: not running(brand))
            assert not known and not house.sip._dialogs
            sound.close()
            return heard(agent.heard()[0])


def test_a_call_goes_on_whatever_else_comes(brand, claire, committed, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(watch, "LEAST", 1)
    agent = asyncio.run(_all(brand, committed, tmp_path))
    assert set(agent) == {CALLER}, "the agent heard the caller, and nobody else"
    ends = outcomes(brand)
    assert ends[0] == ("answered", "lost")
    assert ends.count(("abandoned", "customer")) == 1 and ends.count(("left_menu", "customer")) == 2
    assert ends.count(("left_menu", "lost")) == len(ends) - 4 > 2, "those that vanished, and what hostile messages began"
