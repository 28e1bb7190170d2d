"""Within a call: offers of ours, offers that meet, other ends that vanish, messages that come twice."""

import asyncio
import dataclasses

import pytest

from entregent.telephony import sdp
from entregent.telephony.sip import offers, watch
from entregent.telephony.sip.dialog import Dialog, WrongState
from entregent.telephony.sip.events import Answered, HungUp, Lost, Reoffered, ReofferRefused
from entregent.telephony.sip.tests.house import OPERATOR, Told, answering, heard_back, house, hurry, invite, our_answer
from entregent.telephony.tests.peers import HOLD, SOUND, Scenario, sipp

HELD = sdp.offer("127.0.0.1", 40_000, session=7, version=2, direction="sendonly")
HELD_THERE = HOLD.replace("sendonly", "recvonly")
OFFERED = SOUND.replace("[local_ip]", "127.0.0.1").replace("[media_port]", "4000").replace("\n", "\r\n")


async def acked(call: Dialog) -> None:
    while not call.incoming.acked:
        await asyncio.sleep(0.01)


def test_our_new_offer_is_answered_or_refused() -> None:
    async def play() -> None:
        scenario = Scenario().calls().hears("INVITE", holding="a=sendonly").answers(200, sound=HELD_THERE)
        scenario.hears("ACK").hears("INVITE").answers(488).hears("ACK").hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            call.reoffer(HELD)  # waits for the ACK
            assert sdp.read((await ours.events(call).next(Answered)).sdp).direction == "recvonly"
            call.reoffer(HELD.replace("7 2", "7 3"))
            assert await ours.events(call).next(ReofferRefused) == ReofferRefused(488)
            call.hang_up()
            await peer.done()
            call.reoffer(HELD)  # nothing happens with a call that is over

    asyncio.run(play())


def test_offers_that_meet_are_both_put_off_and_then_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers.random, "uniform", lambda least, most: 0.3 if least else 0.01)  # seconds

    async def play() -> None:
        async with house(answering) as ours, house(trunks=()) as theirs:
            theirs.sip.know([dataclasses.replace(OPERATOR, port=ours.sip.port)], [])
            told = Told()
            offer = sdp.offer("127.0.0.1", 41_000, session=3)
            calling = theirs.sip.dial("0199000001", caller="", offer=offer, trunk="operator", on_event=told)
            called: Dialog = await ours.calls.next(Dialog)
            await told.next(Answered)
            await acked(called)
            called.reoffer(HELD)
            calling.reoffer(offer.replace("3 1", "3 2"))
            again: Reoffered = await told.next(Reoffered)
            calling.accept_reoffer(our_answer(again.sdp, 3))
            await ours.events(called).next(Answered)
            again = await ours.events(called).next(Reoffered)
            called.accept_reoffer(our_answer(again.sdp, 3))
            await told.next(Answered)
            calling.hang_up()
            await ours.events(called).next(HungUp)

    asyncio.run(play())


def test_an_other_end_that_no_longer_knows_the_call_is_lost() -> None:
    async def play() -> None:
        scenario = Scenario().calls().hears("OPTIONS").answers(200).hears("OPTIONS").answers(481).hears("BYE").answers(200)
        async with house(answering, sign_of_life=0.05) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            assert await ours.events(call).next(Lost) == Lost("no answer to a sign of life")
            await peer.done()

    asyncio.run(play())


def test_an_other_end_that_is_gone_is_lost() -> None:
    async def play() -> None:
        async with house(answering, sign_of_life=0.05) as ours:
            async with sipp(Scenario().calls(), ours.at) as peer:
                call: Dialog = await ours.calls.next(Dialog)
                await peer.done()
            await asyncio.sleep(0.2)
            hurry(40)
            assert await ours.events(call).next(Lost) == Lost("no answer to a sign of life")

    asyncio.run(play())


def test_a_session_that_is_not_refreshed_in_its_time_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LEAST", 0.1)  # seconds, in place of 90

    async def play() -> None:
        scenario = Scenario().rings(headers="Supported: timer\nSession-Expires: 0;refresher=uac")
        scenario.expects(200, holding="Session-Expires: 0.1;refresher=uac").asks("ACK", same=True).hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            assert await ours.events(call).next(Lost) == Lost("session timer")
            await peer.done()

    asyncio.run(play())


def test_a_session_that_is_ours_to_refresh_is_refreshed_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LEAST", 0.4)

    async def play() -> None:
        scenario = Scenario().rings(headers="Supported: 100rel, timer\nSession-Expires: 0;refresher=uas")
        scenario.expects(200, holding="refresher=uas").asks("ACK", same=True)
        for _ in range(3):
            scenario.hears("INVITE", holding="7 1 IN").answers(
                200, sound=SOUND, headers="Session-Expires: 0;refresher=uac"
            ).hears("ACK")
        async with house(answering) as ours, sipp(scenario.hangs_up(), ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            await peer.done()
            await ours.events(call).next(HungUp)
            assert ours.events(call).all == []

    asyncio.run(play())


def test_messages_that_come_twice_or_by_two_ways_make_one_call() -> None:
    async def play() -> None:
        async with house(lambda dialog: dialog.ring()) as ours:
            once = invite(
                "a", body=SOUND.replace("[local_ip]", "127.0.0.1").replace("[media_port]", "4000").replace("\n", "\r\n")
            )
            heard = await heard_back(ours.at, once, once, once.replace("z9hG4bKa", "z9hG4bKb"), once)
            codes = [answer[8:11] for answer in heard]
            assert codes.count("482") == 1 and len(ours.calls.all) == 1
            call = ours.calls.all[0]
            with pytest.raises(WrongState):
                call.reoffer(HELD)
            call.answer(our_answer(call.offer))
            with pytest.raises(WrongState):
                call.answer(our_answer(call.offer))

    asyncio.run(play())
