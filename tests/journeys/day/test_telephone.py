"""A customer telephones: music, the agent's browser, hold, a page loaded anew, the end. Sound is heard at both ends."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from entregent.channels.voice.tests.house import heard
from entregent.config.environment import database
from entregent.kernel.tests.ports import free_port
from entregent.telephony.tests.peers import Baresip, baresip, tone
from tests.journeys.conftest import MICROPHONE
from tests.journeys.day.conftest import House
from tests.serving import wait_for as until

CALLER = 480
HEARS = """async (audio) => {
  const listening = new AudioContext()
  const ears = listening.createAnalyser()
  ears.fftSize = 8192
  listening.createMediaStreamSource(audio.srcObject).connect(ears)
  await new Promise((resolve) => setTimeout(resolve, 1200))
  const spectrum = new Float32Array(ears.frequencyBinCount)
  ears.getFloatFrequencyData(spectrum)
  const top = spectrum.indexOf(Math.max(...spectrum))
  const hertz = spectrum[top] > -70 ? Math.round(top * listening.sampleRate / ears.fftSize) : 0
  await listening.close()
  return hertz
}"""
"""The strongest tone that the page plays, in hertz; 0: silence."""


@pytest.fixture
def line(running: tuple[str, str, Iterator[int]], house: House, tmp_path: Path) -> Iterator[str]:
    """The process that carries calls, and a number that is answered by an agent; yields its SIP address."""
    from entregent.channels.voice.models import Number, Trunk

    with house.open():
        trunk = Trunk.objects.create(brand=house.brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(brand=house.brand, number="+33261910077", label="Accueil", trunk=trunk, queue=house.queue)
    port = free_port()
    environment = os.environ | {"DATABASE_URL": replace(database("owner"), name=running[1]).url()}
    command = [sys.executable, "-m", "entregent.config.cli", "voice", "--port", str(port), "--sound-ports", "27000-27999"]
    with (tmp_path / "voice.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    yield f"127.0.0.1:{port}"
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    process.kill()


class Caller:
    """A telephone in a loop of its own, since the browser has this thread's."""

    def __init__(self, says: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._entered = baresip("<sip:0199001234@127.0.0.1>;regint=0", says=says)
        self.phone: Baresip = self._run(self._entered.__aenter__())

    def _run(self, something: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(something, self._loop).result(60)

    def does(self, command: str, words: str = "") -> None:
        self._run(self.phone.does(command, words))

    def tells(self, kind: str) -> None:
        self._run(self.phone.tells(kind, 30))

    def close(self) -> None:
        self._run(self._entered.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    tone(tmp_path / "caller.wav", CALLER, 120)
    phone = Caller(tmp_path / "caller.wav")
    yield phone
    phone.close()


def test_a_call_from_the_first_ring_to_the_wrap_up(house: House, line: str, caller: Caller, enter: Callable[..., Page]) -> None:
    from entregent.channels.voice.models import Call, Node
    from entregent.routing.models import WorkItem

    until(lambda: Node.objects.filter(sip=line, stopped_at=None).exists(), 60)
    claire = enter("claire")
    claire.locator(".telephone summary").click()
    claire.locator("[data-switch]").click()
    expect(claire.locator("voice-station")).to_have_attribute("data-state", "ready")
    claire.keyboard.press("Escape")
    claire.locator(".presence").click()
    claire.locator("button[value=available]").click()

    caller.does("dial", f"sip:0261910077@{line}")
    caller.tells("CALL_ESTABLISHED")
    expect(claire.locator(".offer")).to_be_visible()
    claire.keyboard.press("F8")
    expect(claire.locator(".line[data-role=agent]")).to_be_visible()
    heard_audio = claire.locator("[data-heard]")
    assert heard_audio.evaluate(HEARS) == pytest.approx(CALLER, abs=12)

    claire.keyboard.press("Alt+h")
    expect(claire.locator(".line.held")).to_be_visible()
    assert heard_audio.evaluate(HEARS) == 0
    claire.keyboard.press("Alt+h")
    expect(claire.locator(".line:not(.held)")).to_be_visible()

    claire.reload()  # the page is left and comes back: so does its telephone, and the call goes on
    expect(claire.locator("voice-station")).to_have_attribute("data-state", "ready")
    expect(claire.locator(".line[data-role=agent]")).to_be_visible()
    assert claire.locator("[data-heard]").evaluate(HEARS) == pytest.approx(CALLER, abs=12)

    claire.keyboard.press("Alt+x")
    caller.tells("CALL_CLOSED")
    expect(claire.locator(".line")).to_have_count(0)
    with house.open():
        call = Call.objects.get()
        assert (call.outcome, call.ended_by, call.staff_id) == ("answered", "staff", house.staff["claire"].id)
        assert call.held_seconds > 0 and WorkItem.objects.get(subject=call.ticket_id).state in ("wrap_up", "done")
    assert any(abs(hertz - MICROPHONE) < 12 for hertz in heard(caller.phone.heard()[0])), "the agent was heard"
