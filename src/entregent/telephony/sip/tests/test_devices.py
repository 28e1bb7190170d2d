"""Telephones: they register, ring, call; those with a wrong password do not."""

import asyncio
from hashlib import md5

import pytest

from entregent.telephony import sdp
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Binding, Device
from entregent.telephony.sip.events import Answered, HungUp, Ringing
from entregent.telephony.sip.stack import Unreachable
from entregent.telephony.sip.tests.house import Told, answering, heard_back, house, invite
from entregent.telephony.tests.peers import baresip

CLAIRE = Device("d1", "claire", md5(b"claire:entregent:azerty").hexdigest())
OFFER = sdp.offer("127.0.0.1", 40_000, session=3)


def account(port: int, password: str = "azerty", more: str = "") -> str:
    return f"<sip:claire@127.0.0.1:{port}>;regint=60;auth_user=claire;auth_pass={password}{more}"


def test_a_telephone_registers_rings_answers_calls_and_leaves() -> None:
    async def play() -> None:
        async with house(answering, trunks=(), devices=[CLAIRE]) as ours:
            async with baresip(account(ours.sip.port)) as phone:
                bound: Binding = await ours.bindings.next(Binding)
                assert (
                    bound.device == "d1"
                    and f":{phone.port}" in bound.contact
                    and bound.expires == 60
                    and "baresip" in bound.agent
                )
                told = Told()
                call = ours.sip.dial("600", caller="0639980001", name="Ana", offer=OFFER, device="d1", on_event=told)
                assert (await phone.tells("CALL_INCOMING"))["peeruri"].startswith("sip:0639980001@")
                await told.next(Ringing)
                await phone.does("accept")
                assert sdp.read((await told.next(Answered)).sdp).codecs[0] == "PCMA"
                await phone.does("hangup")
                await told.next(HungUp)
                assert call.state == "over"

                await phone.does("dial", f"sip:0199000001@127.0.0.1:{ours.sip.port}")
                inbound: Dialog = await ours.calls.next(Dialog)
                assert (inbound.device, inbound.trunk, inbound.caller, inbound.called) == ("d1", "", "claire", "0199000001")
                await phone.tells("CALL_ESTABLISHED")
                inbound.hang_up()
                await phone.tells("CALL_CLOSED")
                await phone.does("quit")
                assert (await ours.bindings.next(Binding)).contact == ""
            with pytest.raises(Unreachable):
                ours.sip.dial("600", caller="1", offer=OFFER, device="d1", on_event=told)

    asyncio.run(play())


def test_a_wrong_password_neither_registers_nor_calls() -> None:
    async def play() -> None:
        async with house(answering, trunks=(), devices=[CLAIRE]) as ours, baresip(account(ours.sip.port, "wrong")) as phone:
            await phone.does("dial", f"sip:0199000001@127.0.0.1:{ours.sip.port}")
            await phone.tells("CALL_CLOSED")
            assert ours.bindings.all == ours.calls.all == []

    asyncio.run(play())


def test_who_says_that_he_is_a_telephone_is_asked_for_its_password() -> None:
    async def play() -> None:
        async with house(answering, trunks=(), devices=[CLAIRE]) as ours:
            said = invite("1").replace("0639980009@", "claire@")
            (answer,) = await heard_back(ours.at, said)
            assert answer.startswith("SIP/2.0 401 ") and 'realm="entregent"' in answer and ours.calls.all == []

    asyncio.run(play())


def test_a_device_that_is_taken_away_is_no_longer_here() -> None:
    async def play() -> None:
        async with house(trunks=(), devices=[CLAIRE]) as ours, baresip(account(ours.sip.port)):
            await ours.bindings.next(Binding)
            ours.sip.know([], [])
            assert await ours.bindings.next(Binding) == Binding("d1", "", 0.0)

    asyncio.run(play())
