"""The agent's telephone vanishes in the middle of a talk: a browser that dies, a SIP telephone without current."""

import asyncio
from pathlib import Path
from uuid import UUID

import av
import numpy
import psycopg
from aiortc import AudioStreamTrack, RTCPeerConnection, RTCSessionDescription
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.exchange import stations, talking
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.process import Process
from entregent.channels.voice.models import Call
from entregent.channels.voice.tests.house import MUSIC, carrying, in_order, off, pitch, together, until
from entregent.channels.voice.tests.test_on_the_line import brand, claire, outcomes, queued, youssef
from entregent.channels.voice.tests.test_on_the_line import talking as in_talk
from entregent.journal.models import Event
from entregent.routing import actions as routing
from entregent.routing.dispatcher import dispatch
from entregent.routing.models import Offer, Presence, Queue, QueueMember, WorkItem
from entregent.telephony.media.browser import use_loopback
from entregent.telephony.media.events import Silent
from entregent.telephony.tests.peers import baresip, tone
from entregent.tickets import actions as tickets

__all__ = ["brand", "claire", "youssef"]
CALLER, CLAIRE, YOUSSEF = 480, 560, 700


class Voice(AudioStreamTrack):
    """A steady tone."""

    async def recv(self) -> av.AudioFrame:
        frame = await super().recv()
        at = (frame.pts + numpy.arange(frame.samples)) / frame.sample_rate
        made = av.AudioFrame.from_ndarray(
            (8000 * numpy.sin(2 * numpy.pi * CLAIRE * at)).astype(numpy.int16).reshape(1, -1), "s16", "mono"
        )
        made.pts, made.sample_rate, made.time_base = frame.pts, frame.sample_rate, frame.time_base
        return made


class Browser:
    """The page's half of an agent's telephone."""

    def __init__(self) -> None:
        self._peer = RTCPeerConnection()
        self._peer.addTrack(Voice())

    async def joins(self, house: Process, claire: Staff) -> None:
        await self._peer.setLocalDescription(await self._peer.createOffer())
        answer = await house.board.desk.stations.open(claire.id, self._peer.localDescription.sdp)
        await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        async with asyncio.timeout(10):
            while house.board.desk.stations.leg_of(claire.id) is None:
                await asyncio.sleep(0.02)

    async def vanishes(self) -> None:
        """Its network is gone, without a word."""
        for one in self._peer.getTransceivers():
            await one.receiver.transport.transport._connection.close()

    async def close(self) -> None:
        await self._peer.close()


def waiting(brand: Brand) -> int:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").count()


def staff_of(brand: Brand, call: Call) -> UUID | None:
    with visible([brand.id]):
        return Call.objects.filter(id=call.id, state="talking").values_list("staff", flat=True).first()


def takes_over(brand: Brand, ticket: UUID, staff: Staff) -> None:
    with visible([brand.id]):
        tickets.take(ticket, staff, timezone.now())


def takes(brand: Brand, staff: Staff) -> None:
    """As the page does when somebody answers."""
    with visible([brand.id]):
        tickets.accept_offer(Offer.objects.get(state="ringing", staff=staff).id, staff, timezone.now())


def on_duty(brand: Brand, staff: Staff, state: str) -> None:
    with visible([brand.id]):
        routing.set_presence(staff.id, state, timezone.now(), "system:test")


async def _lost_twice(brand: Brand, claire: Staff, youssef: Staff, address: str, folder: Path) -> list[set[int]]:
    tone(folder / "caller.wav", CALLER, 60)
    tone(folder / "youssef.wav", YOUSSEF, 60)
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:youssef@{at}>;regint=60;auth_user=youssef;auth_pass=secret"
        me = "<sip:019900123{}@127.0.0.1>;regint=0"
        async with (
            baresip(line, says=folder / "youssef.wav") as telephone,
            baresip(me.format(1), says=folder / "caller.wav") as first,
            baresip(me.format(2)) as second,
        ):
            browser, another = Browser(), Browser()
            await browser.joins(house, claire)
            await until(lambda: "call" in Presence.objects.get(staff=claire).open_to)
            await queued(brand, first, at)
            await until(lambda: dispatch(timezone.now()))
            await off(takes, brand, claire)
            call = await until(lambda: in_talk(brand))
            await asyncio.sleep(0.8)
            await queued(brand, second, at)
            await browser.vanishes()
            await until(lambda: waiting(brand) == 2, 20)
            await asyncio.sleep(1.2)
            await off(on_duty, brand, youssef, "available")
            await until(lambda: dispatch(timezone.now()))
            await telephone.tells("CALL_INCOMING")
            await telephone.does("accept")
            again = await until(lambda: in_talk(brand))
            assert (again.id, again.staff_id) == (call.id, youssef.id), "whoever lost their agent comes first"
            await asyncio.sleep(0.8)
            await another.joins(house, claire)
            # Ten seconds without a sound from the SIP telephone; a colleague takes the call while it is waited for.
            house.board.heard(Silent(house.board.desk.stations.leg_of(youssef.id), 10.0))
            await telephone.tells("CALL_CLOSED")
            await asyncio.sleep(0.5)
            await off(takes_over, brand, call.ticket_id, claire)
            await until(lambda: staff_of(brand, call) == claire.id)
            await asyncio.sleep(0.8)
            for caller in (first, second):
                await caller.does("hangup")
            await until(lambda: len(outcomes(brand)) == 2)
            await browser.close()
            await another.close()
            return together(first.heard()[0])


def test_who_loses_their_agent_comes_first(brand, claire, youssef, committed, tmp_path, monkeypatch) -> None:
    use_loopback()
    monkeypatch.setattr(stations, "GRACE", 0.2)
    monkeypatch.setattr(talking, "STATION_COMES_BACK", 1.5)
    with visible([brand.id]):
        QueueMember.objects.create(brand=brand, queue=Queue.objects.get(), staff=youssef)
    heard = asyncio.run(_lost_twice(brand, claire, youssef, committed, tmp_path))
    moment, sorry = {pitch(phrase("moment", "fr"))}, {pitch(phrase("sorry", "fr"))}
    assert in_order(heard, [{CLAIRE}, moment, {MUSIC}, sorry, {YOUSSEF}, moment, {CLAIRE}]), heard
    assert outcomes(brand) == [("answered", "customer"), ("abandoned", "customer")]
    with visible([brand.id]):
        left = Event.objects.filter(kind="call.left").order_by("id").values_list("data__staff", "data__why")
        assert list(left) == [(str(claire.id), "vanished"), (str(youssef.id), "transferred")]
        assert WorkItem.objects.get(agent=claire).state == "wrap_up"


async def _lifted_too_late(brand: Brand, claire: Staff, address: str, folder: Path) -> None:
    """The caller gives up while the books are asked whether the agent has the call."""
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        async with baresip(line) as telephone, baresip("<sip:0199001234@127.0.0.1>;regint=0") as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            await queued(brand, caller, at)
            await until(lambda: dispatch(timezone.now()))
            await telephone.tells("CALL_INCOMING")
            async with await psycopg.AsyncConnection.connect(address) as held:
                await held.execute("SELECT FROM routing_workitem FOR UPDATE")
                await telephone.does("accept")
                await telephone.tells("CALL_ESTABLISHED")
                await caller.does("hangup")
                await caller.tells("CALL_CLOSED")
            await telephone.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))
            assert house.board.desk.stations.rings(claire.id), "it can ring again"


def test_a_telephone_that_is_lifted_too_late_is_hung_up(brand, claire, committed, tmp_path) -> None:
    asyncio.run(_lifted_too_late(brand, claire, committed, tmp_path))
    assert outcomes(brand) == [("abandoned", "customer")]
