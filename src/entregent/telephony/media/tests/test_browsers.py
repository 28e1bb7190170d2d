"""Browsers as legs: a real one, with a microphone that plays a file; what it hears is told by its own analyser."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import av
import pytest
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, Error, Page, async_playwright

from entregent.telephony.media.browser import BrowserLeg
from entregent.telephony.media.events import Down, Played, Up
from entregent.telephony.media.link import Unopened
from entregent.telephony.media.tests.peers import PITCHES, Peer
from entregent.telephony.media.tests.test_calls import House, house, wav

numbers = st.integers(0, 0xFFFFFFFF)

PAGE = """<script>
const legs = {}, speakers = new AudioContext();
async function offer(name, pitch) {
  const pc = new RTCPeerConnection();
  let source;
  if (pitch) {
    const tone = new OscillatorNode(speakers, {frequency: pitch}), quiet = new GainNode(speakers, {gain: 0.2});
    source = new MediaStreamAudioDestinationNode(speakers);
    tone.connect(quiet).connect(source);
    tone.start();
    source = source.stream;
  } else {
    const plain = {echoCancellation: false, noiseSuppression: false, autoGainControl: false};
    source = await navigator.mediaDevices.getUserMedia({audio: plain});
  }
  source.getTracks().forEach(track => pc.addTrack(track, source));
  const ear = new AnalyserNode(speakers, {fftSize: 16384, smoothingTimeConstant: 0});
  pc.ontrack = event => {
    const audio = new Audio();  // Chromium gives no sound to the analyser of a stream that nothing plays
    audio.srcObject = event.streams[0];
    audio.muted = true;
    audio.play();
    new MediaStreamAudioSourceNode(speakers, {mediaStream: event.streams[0]}).connect(ear);
  };
  legs[name] = {pc, ear};
  await pc.setLocalDescription();
  while (pc.iceGatheringState !== "complete") await new Promise(done => setTimeout(done, 20));
  return pc.localDescription.sdp;
}
async function accept(name, sdp) { await legs[name].pc.setRemoteDescription({type: "answer", sdp}); }
function hears(name, pitches) {
  const {ear} = legs[name], bins = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(bins);
  const near = pitch => Math.round(pitch * ear.fftSize / speakers.sampleRate);
  return pitches.filter(pitch => Math.max(...bins.slice(near(pitch) - 2, near(pitch) + 3)) > -50);
}
async function stats(name) {
  for (const one of (await legs[name].pc.getStats()).values())
    if (one.type === "inbound-rtp") return one.packetsReceived;
  return 0;
}
</script>"""


@asynccontextmanager
async def chromium(microphone: str) -> AsyncIterator[Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--allow-loopback-in-peer-connection",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


async def desk(browser: Browser) -> Page:
    context = await browser.new_context()
    page = await context.new_page()
    await page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    await page.goto("https://desk.example/")
    return page


async def joined(at: House, page: Page, name: str, pitch: int = 0, codec: str = "PCMA") -> None:
    sdp = await page.evaluate("([name, pitch]) => offer(name, pitch)", [name, pitch])
    answer = await at.media.open_browser(name, sdp, codec)
    assert answer.split("m=audio ")[1].split()[2] == {"PCMA": "8", "opus": "111"}[codec]
    await page.evaluate("([name, sdp]) => accept(name, sdp)", [name, answer])
    await at.until(lambda: Up(name) in at.events)


async def hears(page: Page, name: str, wanted: set[int]) -> None:
    async with asyncio.timeout(10):
        while set(await page.evaluate("([name, pitches]) => hears(name, pitches)", [name, list(PITCHES)])) != wanted:
            await asyncio.sleep(0.1)


@given(st.lists(st.tuples(numbers, st.binary(max_size=1400)), max_size=20), st.booleans())
def test_nothing_that_a_browser_sends_breaks_its_leg(packets: list[tuple[int, bytes]], opus: bool) -> None:
    async def take() -> None:
        leg = BrowserLeg("one", lambda _event: None, lambda _leg: None)
        leg._opus, leg._decoder = opus, av.CodecContext.create("libopus", "r")
        leg._resampler = av.AudioResampler("s16", "mono", 8000)
        for number, (timestamp, payload) in enumerate(packets):
            await leg._take(RtpPacket(8, 0, number, timestamp, 1, payload), number * 20)
            assert len(leg.buffer.get() or bytes(160)) == 160
        await leg.close()

    asyncio.run(take())


def test_browsers_hear_and_are_heard(tmp_path: Path) -> None:
    """Two legs in one page, both codecs, a telephone; calls that follow each other; one leaves, one vanishes."""

    async def walk() -> None:
        async with house() as at, chromium(wav(tmp_path / "voice.wav", 440, 2)) as browser:
            page, other = await desk(browser), await desk(browser)
            await asyncio.gather(
                joined(at, page, "agent"), joined(at, page, "boss", 1500, "opus"), joined(at, other, "colleague", 1850)
            )
            caller = await at.leg("caller", 550)
            with pytest.raises(Unopened):
                await at.media.open_browser("nobody", "v=0")
            assert await page.evaluate("() => stats('agent')") == 0  # nobody is heard, nothing is sent
            at.media.hear({"caller": ["agent"], "agent": ["caller"], "boss": ["caller", "agent"], "colleague": ["boss"]})
            await asyncio.gather(
                caller.hears({440}),
                hears(page, "agent", {550}),
                hears(page, "boss", {440, 550}),
                hears(other, "colleague", {1500}),
            )
            with contextlib.suppress(Error):
                await other.goto("chrome://crash")
            at.media.hear({"caller": ["boss"], "agent": []})
            await asyncio.gather(caller.hears({1500}), hears(page, "agent", set()))
            before = await page.evaluate("() => stats('agent')")
            await asyncio.sleep(0.3)
            assert await page.evaluate("() => stats('agent')") == before > 0
            at.media.play("agent", [wav(tmp_path / "ring.wav", 1000, 0.5)], mark="ring")
            await at.told(Played("agent", "ring", True, 0.5))
            second = await second_caller(at)
            at.media.hear({"second": ["agent"], "agent": ["second"]})
            await asyncio.gather(second.hears({440}), hears(page, "agent", {2300}))
            await page.evaluate("() => legs.agent.pc.close()")
            await at.told(Down("agent", "closed"))
            await second.hears(set())
            await at.media.open_browser(
                "boss", await page.evaluate("() => offer('again', 697)")
            )  # takes the place of the first
            await at.told(Down("colleague", "lost"))
            assert Down("boss", "closed") not in at.events

    async def second_caller(at: House) -> Peer:
        return await at.leg("second", 2300)

    asyncio.run(walk())
