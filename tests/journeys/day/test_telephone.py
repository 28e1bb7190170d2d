"""A customer telephones: the menu, music, the agent's browser, hold, a page loaded anew, a colleague, what is kept of it.
Sound is heard at every end."""

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

import numpy
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from entregent.channels.voice.tests.house import heard
from entregent.config.environment import database
from entregent.kernel.tests.ports import free_port
from entregent.telephony.tests.peers import Baresip, baresip, tone
from tests.journeys.conftest import MICROPHONE
from tests.journeys.day.conftest import House
from tests.serving import wait_for as until

CALLER, SAMIR = 480, 700
"""Hertz of what they say; the browser's microphone hears another tone."""
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "choix",
    "nodes": {
        "choix": {
            "kind": "choice", "text": {"fr": "Que souhaitez-vous ?"},
            "options": [
                {"key": "1", "label": {"fr": "Nos horaires"}, "next": "fin"},
                {"key": "2", "label": {"fr": "Un conseiller"}, "next": "agent"},
            ],
        },
        "agent": {"kind": "hand", "text": {"fr": "Un conseiller vous répond."}},
        "fin": {"kind": "end", "text": {"fr": "Nous sommes ouverts de neuf à dix-huit heures."}},
    },
}  # fmt: skip
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
    """The process that carries calls, all of which are recorded, and a number that a menu answers; yields its SIP address."""
    from entregent.channels.voice.models import Device, Number, RecordingPolicy, Trunk
    from entregent.channels.voice.rules import digest
    from entregent.channels.voice.sealing import seal
    from entregent.scenarios import actions as scenarios

    with house.open():
        brand, now, user = house.brand, timezone.now(), f"samir{house.number}"
        menu = scenarios.create_scenario(brand.id, "svi", "SVI", TREE, now=now, actor="system:test").scenario_id
        scenarios.publish(menu, now=now, actor="system:test")
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(
            brand=brand,
            number=f"+33261913{house.number:03d}",
            label="Accueil",
            trunk=trunk,
            queue=house.queue,
            scenario_id=menu,
        )
        RecordingPolicy.objects.create(brand=brand, share=100, share_reason="Preuve des ordres.")
        Device.objects.create(staff=house.staff["samir"], label="Bureau", user=user, ha1=seal(digest(user, "secret")))
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": replace(database("owner"), name=running[1]).url(), "ENTREGENT_RECORDINGS": str(tmp_path / "recordings"),
    }  # fmt: skip
    command = [sys.executable, "-m", "entregent.config.cli", "voice", "--port", str(port), "--sound-ports", "27000-27999"]
    with (tmp_path / "voice.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    yield f"127.0.0.1:{port}"
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    process.kill()


class Telephone:
    """A telephone in a loop of its own, since the browser has this thread's."""

    def __init__(self, account: str, says: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._entered = baresip(account, says=says)
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
def telephone(tmp_path: Path) -> Iterator[Callable[[str, int], Telephone]]:
    """Makes telephones that say one tone: their account, its hertz."""
    made: list[Telephone] = []

    def make(account: str, hertz: int) -> Telephone:
        tone(tmp_path / f"{hertz}.wav", hertz, 120)
        made.append(Telephone(account, tmp_path / f"{hertz}.wav"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_call_from_the_menu_to_what_is_kept_of_it(
    house: House, line: str, telephone: Callable[[str, int], Telephone], enter: Callable[..., Page], tmp_path: Path
) -> None:
    from entregent.channels.voice.models import Call, Device, Node
    from entregent.routing import actions as routing
    from entregent.routing.models import QueueMember, WorkItem

    until(lambda: Node.objects.filter(sip=line, stopped_at=None).exists(), 60)
    user = f"samir{house.number}"
    samir = telephone(f"<sip:{user}@{line}>;regint=60;auth_user={user};auth_pass=secret", SAMIR)
    until(lambda: Device.objects.filter(user=user, bound_until__isnull=False).exists(), 30)
    claire = enter("claire")
    claire.locator(".telephone summary").click()
    claire.locator("[data-switch]").click()
    expect(claire.locator("voice-station")).to_have_attribute("data-state", "ready")
    claire.keyboard.press("Escape")
    claire.locator(".presence").click()
    claire.locator("button[value=available]").click()

    caller = telephone("<sip:0199001234@127.0.0.1>;regint=0", CALLER)
    caller.does("dial", f"sip:0261913{house.number:03d}@{line}")
    caller.tells("CALL_ESTABLISHED")
    with house.open():
        until(lambda: Call.objects.exclude(session=None).exists(), 30)
    caller.does("sndcode", "2")
    expect(claire.locator(".offer")).to_be_visible()
    claire.keyboard.press("F8")
    expect(claire.locator(".line[data-role=agent]")).to_be_visible()
    hears = claire.locator("[data-heard]")
    assert hears.evaluate(HEARS) == pytest.approx(CALLER, abs=12)
    expect(claire.locator("#call-strip")).to_contain_text("Un conseiller")

    claire.keyboard.press("Alt+h")
    expect(claire.locator(".line.held")).to_be_visible()
    assert hears.evaluate(HEARS) == 0
    claire.keyboard.press("Alt+h")
    expect(claire.locator(".line:not(.held)")).to_be_visible()

    claire.reload()  # the page is left and comes back: so does its telephone, and the call goes on
    expect(claire.locator("voice-station")).to_have_attribute("data-state", "ready")
    expect(claire.locator(".line[data-role=agent]")).to_be_visible()
    assert claire.locator("[data-heard]").evaluate(HEARS) == pytest.approx(CALLER, abs=12)

    with house.open():  # he is there, and takes no calls of the queue
        QueueMember.objects.filter(staff=house.staff["samir"]).delete()
        routing.set_presence(house.staff["samir"].id, "available", timezone.now(), "system:test")
    claire.keyboard.press("Alt+c")  # a colleague is asked while the caller waits, then given the call
    claire.locator(".colleagues button", has_text="Samir Ait").click()
    samir.tells("CALL_INCOMING")
    samir.does("accept")
    expect(claire.locator(".line .chip.brand", has_text="Samir Ait")).to_be_visible()
    assert claire.locator("[data-heard]").evaluate(HEARS) == pytest.approx(SAMIR, abs=12)
    claire.keyboard.press("Alt+g")
    expect(claire.locator(".line")).to_have_count(0)
    with house.open():
        until(lambda: Call.objects.filter(staff=house.staff["samir"]).exists(), 30)
    claire.wait_for_timeout(1500)  # the two talk
    samir.does("hangup")
    caller.tells("CALL_CLOSED")

    with house.open():
        until(lambda: Call.objects.filter(state="ended").exists(), 30)
        call = Call.objects.select_related("ticket", "recording").get()
        item = WorkItem.objects.get(subject=call.ticket_id)
        assert (call.outcome, call.ended_by, call.staff_id) == ("answered", "staff", house.staff["samir"].id)
        assert call.held_seconds > 0 and item.agent_id == house.staff["samir"].id and item.state in ("wrap_up", "done")
        assert (call.ticket.channel, call.ticket.status) == ("phone", "open")
    told = heard(caller.phone.heard()[0])
    for who, hertz in (("Claire", MICROPHONE), ("Samir", SAMIR)):
        assert any(abs(one - hertz) < 12 for one in told), f"{who} was heard"
    left, right = kept(call, tmp_path / "recordings")
    assert left >= {CALLER} and right >= {MICROPHONE, SAMIR}, "each on their side, one agent after the other"
    assert not left & {MICROPHONE, SAMIR} and CALLER not in right

    awa = enter("awa", path="/voice/calls/")
    expect(awa.locator("main")).to_contain_text("02 61 91 3")
    awa.goto(f"{house.address}/voice/calls/{call.id}/")
    for words in ("Un conseiller", "Claire Morvan transfère l’appel à Samir Ait", "Repris après", "conversation"):
        expect(awa.locator("main")).to_contain_text(words)


def kept(call: Any, folder: Path) -> tuple[set[int], set[int]]:
    """The tones of each side of its recording, in tens of hertz made whole again."""
    from entregent.channels.voice.sealing import unseal_key
    from entregent.telephony.media import recorded

    sound = recorded.Recording(str(folder / call.recording.file), unseal_key(call.recording.key))
    sides = []
    for samples in sound.pcm(0, sound.seconds):
        parts = [samples[start : start + 2000].astype(float) for start in range(0, len(samples) - 2000, 2000)]
        loud = [part * numpy.hanning(2000) for part in parts if abs(part).max() > 500]
        sides.append({round(float(numpy.abs(numpy.fft.rfft(part)).argmax()) * 4 / 20) * 20 for part in loud})
    return sides[0], sides[1]
