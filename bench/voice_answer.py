"""How soon an agent and a caller hear each other once the agent has clicked, while fifty other calls go on.

``python -m bench.voice_answer [times] [others]``: the agent's browser is a WebRTC peer of this process; the click is the page's
own request to the public server. The clock runs from the click to the first packet, at either end, in which the other's tone is
heard. Aim: 300 ms (p95) for the later of the two.
"""

import asyncio
import http.client
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy

from bench.telephone import world
from bench.telephone.city import City
from entregent.telephony.media.g711 import decode

TIMES, OTHERS, AIM = 20, 50, 300
CALLER, AGENT = 1000, 2000
"""Hertz of what each says: 20 ms hold whole waves of both."""


def is_tone(payload: bytes, hertz: int) -> bool:
    """Whether a packet of A-law holds mostly this tone."""
    sound = decode("PCMA", payload).astype(float)
    power = numpy.abs(numpy.fft.rfft(sound)) ** 2
    return len(sound) == 160 and power.sum() > 1e6 and power[hertz // 50] > 0.6 * power.sum()


class Agent:
    """The browser, signed in, its telephone switched on."""

    def __init__(self, staff: Any, port: int) -> None:
        from django.test import Client

        client = Client()
        client.force_login(staff)
        self._cookies, self._port, self.staff = f"sessionid={client.cookies['sessionid'].value}", port, staff
        self.heard_at = 0.0

    async def switches_on(self, node: Any) -> None:
        """As its page does, without the page."""
        from aiortc import RTCPeerConnection, RTCSessionDescription
        from django.conf import settings

        from entregent.channels.voice.control import ask

        self._peer = RTCPeerConnection()
        self._peer.addTrack(_voice())
        await self._peer.setLocalDescription(await self._peer.createOffer())
        offer = self._peer.localDescription.sdp
        answer = await asyncio.to_thread(
            ask, settings.SECRET_KEY, node.control, "station", staff=str(self.staff.id), offer=offer
        )
        self._peer.getTransceivers()[0].receiver._handle_rtp_packet = self._hears
        await self._peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def _hears(self, packet: Any, arrival_time_ms: int) -> None:
        if not self.heard_at and packet.payload_type == 8 and is_tone(packet.payload, CALLER):
            self.heard_at = time.time()

    def clicks(self, offer: Any) -> float:
        """Answer what rings, as htmx asks; returns when. Raises ValueError when it is not taken."""
        token = "a" * 32
        wire = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        wire.connect()
        headers = {"Cookie": f"{self._cookies}; csrftoken={token}", "X-CSRFToken": token, "HX-Request": "true"}
        clicked = time.time()
        wire.request("POST", f"/desk/offers/{offer}/accept/", headers=headers | {"Content-Length": "0"})
        answer = wire.getresponse()
        answer.read()
        if answer.status not in (200, 302):
            raise ValueError(f"the click was answered {answer.status}")
        return clicked

    async def leaves(self) -> None:
        """Switch off."""
        await self._peer.close()


def _voice() -> Any:
    import av
    from aiortc import AudioStreamTrack

    class Voice(AudioStreamTrack):
        async def recv(self) -> av.AudioFrame:
            frame = await super().recv()
            at = (frame.pts + numpy.arange(frame.samples)) / frame.sample_rate
            wave = (8000 * numpy.sin(2 * numpy.pi * AGENT * at)).astype(numpy.int16).reshape(1, -1)
            made = av.AudioFrame.from_ndarray(wave, "s16", "mono")
            made.pts, made.sample_rate, made.time_base = frame.pts, frame.sample_rate, frame.time_base
            return made

    return Voice()


async def _once(house: world.World, agent: Agent, ringing: Callable[[], Any]) -> tuple[float, float]:
    """One call: milliseconds from the click until the caller hears the agent, and the agent the caller."""
    from entregent.telephony.media.tests.peers import Peer
    from entregent.telephony.tests.by_hand import ByHand

    sound = Peer(CALLER)
    async with ByHand(house.sip, "0261910030", sound=sound.port) as caller:
        sound.talk(await caller.calls())
        offer = await asyncio.to_thread(world.wait, ringing, 30)
        await asyncio.sleep(0.3)
        sound.came.clear()
        agent.heard_at = 0.0
        clicked = await asyncio.to_thread(agent.clicks, offer)
        heard = 0.0
        async with asyncio.timeout(10):
            while not (heard and agent.heard_at):
                await asyncio.sleep(0.002)
                sound.listen()
                for at, packet in sound.came:
                    if not heard and is_tone(packet.payload, AGENT):
                        heard = at + time.time() - time.monotonic()
        await caller.asks("BYE")
    sound.close()
    return 1000 * (heard - clicked), 1000 * (agent.heard_at - clicked)


async def _measure(house: world.World, port: int, times: int) -> list[tuple[float, float]]:
    from entregent.brands.scope import every_brand
    from entregent.channels.voice.models import Node
    from entregent.routing.models import Offer, Presence
    from entregent.telephony.media.browser import use_loopback

    use_loopback()
    staff = await asyncio.to_thread(_engage)
    agent = await asyncio.to_thread(Agent, staff, port)
    await agent.switches_on(await asyncio.to_thread(lambda: Node.objects.get(stopped_at=None)))
    await asyncio.to_thread(world.wait, lambda: Presence.objects.filter(staff=staff, open_to__contains=["call"]).exists(), 30)

    def ringing() -> Any:
        with every_brand():
            return Offer.objects.filter(staff=staff, state="ringing").values_list("id", flat=True).first()

    found = [await _once(house, agent, ringing) for _ in range(times + 1)]
    await agent.leaves()
    return found[1:]


def _engage() -> Any:
    """One more agent, with a queue and a number of their own."""
    from django.utils import timezone

    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.voice.models import Number, Trunk
    from entregent.routing.models import Queue

    brand = Brand.objects.get()
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Au navigateur", wrap_up_seconds=0, offer_seconds=60)
        Number.objects.create(brand=brand, number="+33261910030", trunk=Trunk.objects.get(), queue=queue)
        (staff,) = world.hire(brand, queue, range(1000, 1001), timezone.now())
    time.sleep(16)  # the settings are read again
    return staff


def main() -> None:
    """Print how long it took."""
    times, others = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else (TIMES, OTHERS)))
    port = world.free_port()
    with world.world(others, also=(("public", "--port", str(port)),)) as house, City() as city:
        users = [f"a{number}" for number in range(others)]
        city.ask("agents", server=house.sip, users=users, password=world.PASSWORD)
        world.wait(lambda: city.ask("figures")["registered"] == others, 60)
        city.ask("call", server=house.sip, to=world.QUEUE, count=others, rate=10)
        world.wait(lambda: city.ask("figures")["bridged"] >= others, 60)
        world.house.wait_for(f"http://127.0.0.1:{port}/live/health")
        found = asyncio.run(_measure(house, port, times))
    both = [max(one) for one in found]
    for name, taken in (("caller hears", [a for a, _ in found]), ("agent hears", [b for _, b in found]), ("both", both)):
        print(f"voice_answer: click → {name}: p50 {world.share(taken, 0.5):.0f} ms, p95 {world.share(taken, 0.95):.0f}", end="")
        print(f" (aim {AIM})" if name == "both" else "")
    print(f"  {others} other calls; {world.load()}")


if __name__ == "__main__":
    main()
