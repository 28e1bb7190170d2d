"""Calls that go out by a trunk, and our registration there."""

import asyncio
import dataclasses

import pytest

from entregent.telephony import sdp
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Trunk, TrunkState
from entregent.telephony.sip.events import Answered, HungUp, Progress, Refused, Ringing
from entregent.telephony.sip.stack import Unreachable
from entregent.telephony.sip.tests.house import House, Told, house, hurry
from entregent.telephony.tests.peers import SOUND, Scenario, Sipp, sipp

LINE = Trunk("line", host="127.0.0.1", user="0033199000000", password='s"ecret', caller="0199000000")
OFFER = sdp.offer("127.0.0.1", 40_000, session=3)
CHALLENGE = 'Proxy-Authenticate: Digest realm="op, erator", nonce="abc", algorithm=MD5, qop="auth", opaque="x=y"'


def dial(ours: House, peer: Sipp, line: Trunk = LINE, caller: str = "0199000007") -> tuple[Dialog, Told]:
    ours.sip.know([dataclasses.replace(line, port=peer.port)], [])
    told = Told()
    return ours.sip.dial("0639980001", caller=caller, name="Maison Élan", offer=OFFER, trunk="line", on_event=told), told


def test_a_call_is_asked_for_a_password_gives_sound_before_the_answer_and_is_hung_up() -> None:
    async def play() -> None:
        line = dataclasses.replace(LINE, password="secret")
        operator = Scenario().hears("INVITE").answers(401, headers=CHALLENGE.replace("Proxy", "WWW"), tagged=True).hears("ACK")
        operator.hears(
            "INVITE", proving=(line.user, "secret"), holding="P-Asserted-Identity: .Maison Élan. .sip:0199000007@127.0.0.1."
        )
        operator.answers(100).answers(183, sound=SOUND, tagged=True).answers(180, tagged=True).answers(
            200, sound=SOUND, tagged=True
        )
        operator.hears("ACK").hears("BYE", holding="text=.done.").answers(200)
        async with house(trunks=()) as ours, sipp(operator) as peer:
            call, told = dial(ours, peer, line)
            assert sdp.read((await told.next(Progress)).sdp).codecs == ("PCMA", "PCMU")
            await told.next(Ringing)
            assert sdp.read((await told.next(Answered)).sdp).direction == "sendrecv"
            call.hang_up("done")
            await peer.done()

    asyncio.run(play())


def test_the_other_end_hangs_up() -> None:
    async def play() -> None:
        operator = Scenario().hears("INVITE").answers(407, headers=CHALLENGE, tagged=True).hears("ACK")
        operator.hears("INVITE", holding="Proxy-Authorization: Digest username=").answers(200, sound=SOUND, tagged=True)
        operator.hears("ACK").asks("BYE").expects(200)
        async with house(trunks=()) as ours, sipp(operator) as peer:
            call, told = dial(ours, peer)
            await told.next(HungUp)
            await peer.done()
            assert call.state == "over"

    asyncio.run(play())


@pytest.mark.parametrize("code", [404, 486, 603])
def test_a_call_that_is_refused(code: int) -> None:
    async def play() -> None:
        async with (
            house(trunks=()) as ours,
            sipp(Scenario().hears("INVITE").answers(code, "No", tagged=True).hears("ACK")) as peer,
        ):
            _, told = dial(ours, peer)
            assert await told.next(Refused) == Refused(code, "No")
            await peer.done()

    asyncio.run(play())


def test_nobody_answers_and_we_withdraw() -> None:
    async def play() -> None:
        operator = Scenario().hears("INVITE", holding="Privacy: id").answers(180, tagged=True).hears("CANCEL").answers(200)
        operator.answers(487, tagged=True, cseq="1 INVITE").hears("ACK")
        async with house(trunks=()) as ours, sipp(operator) as peer:
            call, told = dial(ours, peer, caller="anonymous")
            await told.next(Ringing)
            call.hang_up()
            seen = await peer.done()
            assert "From: Anonymous <sip:anonymous@anonymous.invalid>" in seen and told.all == []

    asyncio.run(play())


def test_an_answer_that_meets_our_withdrawal_is_acknowledged_and_ended() -> None:
    async def play() -> None:
        operator = Scenario().hears("INVITE").answers(180, tagged=True).hears("CANCEL").answers(200)
        operator.answers(200, sound=SOUND, tagged=True, cseq="1 INVITE").hears("ACK").hears("BYE").answers(200)
        async with house(trunks=()) as ours, sipp(operator) as peer:
            call, told = dial(ours, peer)
            await told.next(Ringing)
            call.hang_up()
            await peer.done()
            assert told.all == [] and call.state == "over"

    asyncio.run(play())


def test_an_answer_whose_sound_we_cannot_carry_is_hung_up() -> None:
    async def play() -> None:
        operator = Scenario().hears("INVITE").answers(200, sound=SOUND.replace("8 0 101", "18"), tagged=True)
        async with house(trunks=()) as ours, sipp(operator.hears("ACK").hears("BYE").answers(200)) as peer:
            _, told = dial(ours, peer)
            assert (await told.next(Refused)).code == 488
            await peer.done()

    asyncio.run(play())


def test_an_operator_that_does_not_answer_and_calls_that_cannot_be_made() -> None:
    async def play() -> None:
        async with house(trunks=[dataclasses.replace(LINE, port=9)]) as ours:
            told = Told()
            ours.sip.dial("0639980001", caller="", offer=OFFER, trunk="line", on_event=told)
            hurry(40)
            assert (await told.next(Refused)).code == 408
            for to, trunk in (("0639980001", "other"), ("06\r\nX: y", "line"), ("", "line"), ("a@b", "line")):
                with pytest.raises((Unreachable, ValueError)):
                    ours.sip.dial(to, caller="", offer=OFFER, trunk=trunk, on_event=told)

    asyncio.run(play())


def test_a_trunk_registers_again_in_time_and_takes_its_leave() -> None:
    async def play() -> None:
        asked = CHALLENGE.replace("Proxy", "WWW")
        operator = Scenario().hears("REGISTER").answers(401, headers=asked, tagged=True)
        operator.hears("REGISTER", proving=(LINE.user, "secret"), holding="Expires: 600")
        operator.answers(423, headers="Min-Expires: 700", tagged=True).hears("REGISTER", holding="Expires: 700")
        operator.answers(200, headers="Expires: 700", tagged=True).hears("REGISTER", holding="Expires: 0").answers(
            200, tagged=True
        )
        async with house(trunks=()) as ours, sipp(operator) as peer:
            line = dataclasses.replace(LINE, password="secret", port=peer.port, register=True)
            ours.sip.know([line], [])
            assert await ours.trunks.next(TrunkState) == TrunkState("line", "registered", 200)
            ours.sip.know([line], [])  # nothing changes
            await ours.sip.stop()
            await peer.done()

    asyncio.run(play())


def test_a_registration_that_is_refused_or_not_answered_is_told() -> None:
    async def play() -> None:
        async with house(trunks=()) as ours, sipp(Scenario().hears("REGISTER").answers(403, tagged=True)) as peer:
            ours.sip.know([dataclasses.replace(LINE, port=peer.port, register=True)], [])
            assert await ours.trunks.next(TrunkState) == TrunkState("line", "refused", 403)
            ours.sip.know([dataclasses.replace(LINE, port=9, register=True)], [])
            await asyncio.sleep(0.05)
            hurry(40)
            assert await ours.trunks.next(TrunkState) == TrunkState("line", "unreachable", 408)

    asyncio.run(play())
