"""Transfers asked of us and by us, blind and attended."""

import asyncio

from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import Referred, ReferTold
from entregent.telephony.sip.tests.house import answering, house
from entregent.telephony.tests.peers import Scenario, baresip, sipp

FRAGMENT = "Event: refer\nSubscription-State: active;expires=60\nContent-Type: message/sipfrag"


def test_the_other_end_asks_for_a_transfer_and_is_told_how_it_goes() -> None:
    async def play() -> None:
        scenario = Scenario().calls().asks("REFER", headers="Refer-To: <sip:0353010001@127.0.0.1>").expects(202)
        scenario.hears("NOTIFY", holding="SIP/2.0 100").answers(200).hears("NOTIFY", holding="SIP/2.0 180").answers(200)
        scenario.hears("NOTIFY", holding="terminated").answers(200).hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            assert await ours.events(call).next(Referred) == Referred("0353010001", "")
            call.accept_refer()
            await asyncio.sleep(0.05)
            call.tell_refer(180)
            await asyncio.sleep(0.05)
            call.tell_refer(200)
            await asyncio.sleep(0.05)
            call.hang_up()
            await peer.done()

    asyncio.run(play())


def test_a_transfer_that_we_decline_that_names_nobody_or_a_call_that_is_not_ours() -> None:
    async def play() -> None:
        scenario = Scenario().calls().asks("REFER", headers="Refer-To: <sip:0353010001@127.0.0.1>").expects(603)
        scenario.asks("REFER").expects(400).asks("REFER", headers="Refer-To: <http://example.org>").expects(400)
        scenario.asks("REFER", headers="Refer-To: <sip:1@127.0.0.1?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>").expects(481)
        scenario.asks("REFER", headers="Refer-To: <sip:0353010001@127.0.0.1>").hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            await ours.events(call).next(Referred)
            call.tell_refer(603)
            await ours.events(call).next(Referred)
            call.hang_up()  # with a question unanswered
            await peer.done()

    asyncio.run(play())


def test_an_attended_transfer_names_the_call_of_ours_that_is_replaced() -> None:
    async def play() -> None:
        waiting = Scenario(caller="0639980002").calls().hears("BYE").answers(200)
        async with house(answering) as ours, sipp(waiting, ours.at) as first:
            consulted: Dialog = await ours.calls.next(Dialog)
            path = consulted.path
            named = f"{path.call_id}%3Bto-tag%3D{path.local_tag}%3Bfrom-tag%3D{path.remote_tag}"
            asking = Scenario().calls().asks("REFER", headers=f"Refer-To: <sip:600@127.0.0.1?Replaces={named}>").expects(603)
            headers = f"Replaces: {path.call_id};to-tag={path.local_tag};from-tag={path.remote_tag}"
            async with sipp(asking.hangs_up(), ours.at) as second:
                call: Dialog = await ours.calls.next(Dialog)
                assert await ours.events(call).next(Referred) == Referred("600", consulted.id)
                call.tell_refer(603)
                await second.done()
            async with sipp(Scenario().calls(headers=headers).hangs_up(), ours.at) as third:
                assert (await ours.calls.next(Dialog)).replaces == consulted.id
                await third.done()
            consulted.hang_up()
            await first.done()

    asyncio.run(play())


def test_we_ask_for_a_transfer_and_hear_how_it_goes() -> None:
    async def play() -> None:
        scenario = Scenario().calls().hears("REFER", holding="Refer-To: .sip:0353010001@127.0.0.1").answers(202)
        scenario.asks("NOTIFY", headers=FRAGMENT, body="SIP/2.0 180 Ringing\n").expects(200)
        scenario.asks("NOTIFY", headers=FRAGMENT, body="SIP/2.0 200 OK\n").expects(200)
        scenario.hears("REFER", holding="Refer-To: .*Replaces=").answers(404).hears("BYE").answers(200)
        async with house(answering) as ours, sipp(scenario, ours.at) as peer:
            call: Dialog = await ours.calls.next(Dialog)
            while not call.incoming.acked:
                await asyncio.sleep(0.01)
            call.refer("0353010001")
            assert [await ours.events(call).next(ReferTold) for _ in range(2)] == [ReferTold(180), ReferTold(200)]
            call.refer("", call)
            assert await ours.events(call).next(ReferTold) == ReferTold(404)
            call.hang_up()
            await peer.done()

    asyncio.run(play())


def test_a_real_telephone_transfers_and_is_transferred() -> None:
    async def play() -> None:
        async with house(answering) as ours, baresip(f"<sip:0639980002@127.0.0.1:{ours.sip.port}>;regint=0") as phone:
            await phone.does("dial", f"sip:0199000001@127.0.0.1:{ours.sip.port}")
            call: Dialog = await ours.calls.next(Dialog)
            await phone.tells("CALL_ESTABLISHED")
            await phone.does("transfer", f"sip:600@127.0.0.1:{ours.sip.port}")
            assert await ours.events(call).next(Referred) == Referred("600", "")
            call.accept_refer()
            call.tell_refer(200)
            await phone.tells("CALL_CLOSED")

            await phone.does("dial", f"sip:0199000001@127.0.0.1:{ours.sip.port}")
            second: Dialog = await ours.calls.next(Dialog)
            await phone.tells("CALL_ESTABLISHED")
            second.refer("0353010001")
            third: Dialog = await ours.calls.next(Dialog)
            assert third.called == "0353010001"
            while (await ours.events(second).next(ReferTold)).code < 200:
                pass

    asyncio.run(play())
