"""Calls that come in by a trunk, from a real sipp and a real telephone."""

import asyncio

from entregent.telephony import sdp
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Answered, Cancelled, Digits, HungUp, Lost, Reoffered
from entregent.telephony.sip.tests.house import House, answering, heard_back, house, hurry, invite, our_answer
from entregent.telephony.tests.peers import HOLD, RESUME, SOUND, Scenario, baresip, sipp


def test_a_call_rings_is_answered_and_hung_up_by_the_caller() -> None:
    async def play() -> None:
        scenario = (
            Scenario(to="0199000001", caller="0639980001", name="Ana Åse")
            .rings()
            .expects(200, holding="m=audio 40000 RTP/AVP 8 101")
        )
        scenario.asks("ACK", same=True).hangs_up()
        async with house(answering) as ours, sipp(scenario, ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            assert (call.caller, call.name, call.called, call.trunk) == ("0639980001", "Ana Åse", "0199000001", "operator")
            assert call.source == ("127.0.0.1", caller.port) and sdp.read(call.offer or "").codecs == ("PCMA", "PCMU")
            await ours.events(call).next(HungUp)
            seen = await caller.done()
            assert seen.count("SIP/2.0 180") == seen.count("SIP/2.0 100") == 1 and call.state == "over"

    asyncio.run(play())


def test_we_hang_up_and_the_other_end_is_told_why() -> None:
    async def play() -> None:
        scenario = Scenario().calls().hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            call.hang_up("agent")  # before the ACK: it waits for it
            assert 'text="agent"' in await caller.done()

    asyncio.run(play())


def test_a_call_may_be_refused_or_given_sound_before_the_answer() -> None:
    async def play() -> None:
        def busy(dialog: Dialog) -> None:
            dialog.progress(our_answer(dialog.offer or ""))
            dialog.refuse(486, 'Busy\r\nX: "')

        scenario = (
            Scenario()
            .asks("INVITE", sound=SOUND)
            .expects(100)
            .expects(183, holding="m=audio 40000")
            .expects(486, holding="BusyX:")
        )
        async with house(busy) as ours, sipp(scenario.asks("ACK", same=True), ours.at) as caller:
            await caller.done()

    asyncio.run(play())


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    async def play() -> None:
        scenario = (
            Scenario().asks("INVITE", sound=SOUND).expects(100).expects(180).asks("CANCEL", same=True).expects(200).expects(487)
        )
        async with house(lambda dialog: dialog.ring()) as ours, sipp(scenario.asks("ACK", same=True), ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            await ours.events(call).next(Cancelled)
            call.answer(our_answer(call.offer or ""))  # too late: nothing happens
            await caller.done()

    asyncio.run(play())


def test_hold_and_resume_by_the_caller_are_told_and_mirrored_and_the_same_again_is_agreed_to_alone() -> None:
    async def play() -> None:
        scenario = Scenario().calls()
        scenario.asks("INVITE", sound=HOLD).expects(100, maybe=True).expects(200, holding="a=recvonly").asks("ACK", same=True)
        scenario.asks("INVITE", sound=HOLD).expects(100, maybe=True).expects(200, holding="a=recvonly").asks("ACK", same=True)
        scenario.asks("INVITE", sound=RESUME).expects(100, maybe=True).expects(200, holding="a=sendrecv").asks("ACK", same=True)
        scenario.asks("INVITE", sound=SOUND.replace("m=audio", "m=image")).expects(488).asks("ACK", same=True)
        async with house(answering) as ours, sipp(scenario.hangs_up(), ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            for version, direction in ((2, "sendonly"), (3, "sendrecv")):
                told: Reoffered = await ours.events(call).next(Reoffered)
                assert sdp.read(told.sdp).direction == direction
                call.accept_reoffer(our_answer(told.sdp, version))
            await ours.events(call).next(HungUp)
            await caller.done()

    asyncio.run(play())


def test_an_invite_without_an_offer_is_answered_with_ours() -> None:
    async def play() -> None:
        scenario = Scenario().asks("INVITE").expects(100).expects(200, holding="m=audio 40000 RTP/AVP 8 0 101")
        scenario.asks("ACK", same=True, sound=SOUND).hangs_up()
        offer = sdp.offer("127.0.0.1", 40_000, session=7)
        async with house(lambda dialog: dialog.answer(offer)) as ours, sipp(scenario, ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            assert call.offer is None
            assert sdp.read((await ours.events(call).next(Answered)).sdp).codecs == ("PCMA", "PCMU")
            await caller.done()

    asyncio.run(play())


def test_keys_that_come_as_info_and_questions_in_a_call() -> None:
    async def play() -> None:
        scenario = Scenario().calls()
        scenario.asks("INFO", headers="Content-Type: application/dtmf-relay", body="Signal=5\nDuration=160\n").expects(200)
        scenario.asks("OPTIONS").expects(200).asks("PUBLISH").expects(405).hangs_up()
        async with house(answering) as ours, sipp(scenario, ours.at) as caller:
            call: Dialog = await ours.calls.next(Dialog)
            assert await ours.events(call).next(Digits) == Digits("5")
            await caller.done()

    asyncio.run(play())


def test_an_answer_that_is_never_acknowledged_ends_the_call() -> None:
    async def play() -> None:
        scenario = Scenario().rings().expects(200)
        async with house(answering) as ours:
            async with sipp(scenario, ours.at) as caller:
                call: Dialog = await ours.calls.next(Dialog)
                await caller.done()
            hurry(40)
            assert await ours.events(call).next(Lost) == Lost("no ack")
            assert call.state == "over"

    asyncio.run(play())


def test_nobody_known_is_told_so_a_few_times_and_then_not_heard() -> None:
    async def play() -> None:
        async with house(answering) as ours:
            answers = [await heard_back(ours.at, invite(str(i), call=str(i)), ip="127.0.0.2") for i in range(8)]
            assert [len(answer) for answer in answers] == [1, 1, 1, 1, 1, 0, 0, 0]
            assert all(answer[0].startswith("SIP/2.0 403 ") for answer in answers[:5])
            async with sipp(Scenario().calls().hangs_up(), ours.at) as caller:  # the others are heard
                await caller.done()
            assert len(ours.calls.all) == 1

    asyncio.run(play())


def test_a_real_telephone_calls_holds_and_hangs_up() -> None:
    async def play() -> None:
        async with house(answering) as ours, baresip(f"<sip:0639980002@127.0.0.1:{ours.sip.port}>;regint=0") as phone:
            await phone.does("dial", f"sip:0199000001@127.0.0.1:{ours.sip.port}")
            call: Dialog = await ours.calls.next(Dialog)
            await phone.tells("CALL_ESTABLISHED")
            assert (call.caller, call.called) == ("0639980002", "0199000001")
            await phone.does("hold")
            await _agrees(ours, call, "sendonly", 2)
            await phone.does("resume")
            await _agrees(ours, call, "sendrecv", 3)
            call.hang_up()
            await phone.tells("CALL_CLOSED")

    asyncio.run(play())


async def _agrees(ours: House, call: Dialog, direction: str, version: int) -> None:
    told: Reoffered = await ours.events(call).next(Reoffered)
    assert sdp.read(told.sdp).direction == direction
    call.accept_reoffer(our_answer(told.sdp, version))
