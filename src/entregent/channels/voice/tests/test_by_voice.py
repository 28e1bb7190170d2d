"""Callers speak to the menu: words said by a voice go through a real call, and are understood."""

import asyncio
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.exchange.prompts import SOUNDS
from entregent.channels.voice.models import Call, Number, Trunk
from entregent.channels.voice.tests.house import carrying, heard, pitch, sounds, until
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions as scenarios
from entregent.scenarios.models import Session
from entregent.scenarios.queries import Line, transcript
from entregent.speech import prompts
from entregent.speech.sound import read_wav
from entregent.speech.tests.conftest import models, shelf  # noqa: F401
from entregent.telephony.tests.peers import Baresip, baresip

DIALLED = "0261910010"
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "choix",
    "variables": {"naissance": {"type": "date"}},
    "nodes": {
        "choix": {
            "kind": "choice", "text": {"fr": "Que souhaitez-vous ?"},
            "options": [
                {"key": "1", "label": {"fr": "Un remboursement"}, "next": "naissance"},
                {"key": "2", "label": {"fr": "Nos horaires"}, "next": "fin"},
            ],
        },
        "naissance": {"kind": "collect", "text": {"fr": "Quelle est votre date de naissance ?"}, "what": "date",
                      "saves": "naissance", "next": "avis"},
        "avis": {"kind": "choice", "text": {"fr": "Voulez-vous parler à un conseiller ?"},
                 "options": [{"key": "1", "label": {"fr": "Oui"}, "next": "agent"},
                             {"key": "2", "label": {"fr": "Non"}, "next": "fin"}]},
        "agent": {"kind": "hand", "text": {"fr": "Un conseiller vous répond."}},
        "fin": {"kind": "end", "text": {"fr": "Nous sommes ouverts de neuf à dix-huit heures."}},
    },
}  # fmt: skip


@pytest.fixture
def brand(committed: str) -> Brand:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    now = timezone.now()
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        made = scenarios.create_scenario(brand.id, "svi", "SVI", TREE, now=now, actor="system:test")
        scenarios.publish(made.scenario_id, now=now, actor="system:test")
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(
            brand=brand, number="+33261910010", trunk=trunk, queue=queue, scenario_id=made.scenario_id, speech=True
        )
    return brand


@pytest.fixture
def mouth(models: Path, settings: Any, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
    """Sound files of what a caller says, by the house's own voice, kept from one run to the next."""
    ours = settings.SPEECH
    room = np.random.default_rng(1).normal(0, 30, 40 * 8000)

    def said(words: str, louder: float = 0) -> Path:
        sound = np.zeros(0, np.int16)
        if words:
            settings.SPEECH = ours | {"folder": models.joinpath("models").resolve().parent}
            sound = read_wav(prompts.make(words, "fr").path.read_bytes()).samples
            settings.SPEECH = ours
        samples = room.copy()
        samples[1600 : 1600 + len(sound)] += sound
        if louder:
            samples[1600:9600] += np.random.default_rng(2).normal(0, louder, 8000)
        path = tmp_path / f"{abs(hash((words, louder)))}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
        return path

    yield said


def session(brand: Brand) -> Session | None:
    with visible([brand.id]):
        return Session.objects.first()


def lines(brand: Brand) -> list[Line]:
    found = session(brand)
    with visible([brand.id]):
        return transcript(found.id) if found else []


def facts(brand: Brand, kind: str) -> list[dict[str, Any]]:
    with visible([brand.id]):
        return list(Event.objects.filter(kind=kind).order_by("id").values_list("data", flat=True))


def where(brand: Brand) -> str:
    found = session(brand)
    return found.state["node"] + ":" + found.state["waits"] if found else ""


class Mouth:
    """A telephone whose owner says what they are told to."""

    def __init__(self, caller: Baresip, words: Any) -> None:
        self._caller, self._words = caller, words

    async def says(self, words: str, louder: float = 0) -> None:
        path = await asyncio.to_thread(self._words, words, louder)
        await self._caller.does("ausrc", f"aufile,{path}")


@asynccontextmanager
async def calling(brand: Brand, mouth: Any, address: str, folder: Path) -> AsyncIterator[tuple[Mouth, Baresip]]:
    """Somebody calls, and was told that a machine answers."""
    async with (
        carrying(address, folder, replace(sounds(folder, 2.0), judge=SOUNDS.judge)) as house,
        baresip("<sip:0199001234@127.0.0.1>;regint=0", says=mouth("")) as caller,
    ):
        await house.board.desk.ears.ready()
        await caller.does("dial", f"sip:{DIALLED}@127.0.0.1:{house.sip.port}")
        await until(lambda: facts(brand, "call.presented"))
        yield Mouth(caller, mouth), caller


async def _to_an_agent(brand: Brand, mouth: Any, address: str, folder: Path) -> list[int]:
    await asyncio.to_thread(mouth, "Un remboursement.")  # made beforehand: it is said in the middle of a question
    async with calling(brand, mouth, address, folder) as (caller, line):
        await caller.says("", louder=3000)  # a lorry goes by
        await asyncio.sleep(1.2)
        await caller.says("Un remboursement.")  # in the middle of the question
        await until(lambda: where(brand) == "naissance:answer", 15)
        await caller.says("Le douze mars mille neuf cent quatre-vingts.")
        await until(lambda: where(brand) == "avis:answer", 15)
        await caller.says("Oui.")
        await until(lambda: facts(brand, "call.queued"), 15)
        await line.does("hangup")
        await until(lambda: facts(brand, "call.ended"))
        return heard(line.heard()[0])


def test_a_caller_speaks_their_way_to_an_agent_who_reads_it(
    brand: Brand, mouth: Any, committed: str, tmp_path: Path, make_staff: Any, visit: Any
) -> None:
    tones = asyncio.run(_to_an_agent(brand, mouth, committed, tmp_path))
    told = phrase("assistant", "fr", brand=brand.name)
    assert tones[:2] == pytest.approx([pitch(told), pitch("Que souhaitez-vous ?")], abs=8), "a noise cuts nothing"
    assert not any(abs(one - pitch("Pour nos horaires, tapez 2.")) <= 8 for one in tones), "who speaks cuts what is said"
    assert [line.text for line in lines(brand) if line.who == "them"] == ["Un remboursement", "Le 12 mars 1980", "Oui"]
    found = session(brand)
    assert found is not None and found.state["variables"]["naissance"] == "1980-03-12"
    assert [fact["sure"] > 0.55 and fact["lasted"] > 0.5 for fact in facts(brand, "call.heard")] == [True] * 3
    with visible([brand.id]):
        call = Call.objects.get()
    page = visit(make_staff(brand, "agent")).get(reverse("voice:strip", args=[call.ticket_id])).text
    assert "Un remboursement" in page and "Le 12 mars 1980" in page and "sûr à" in page


async def _by_keys_in_the_end(brand: Brand, mouth: Any, address: str, folder: Path) -> list[int]:
    async with calling(brand, mouth, address, folder) as (caller, line):
        for number in (1, 2):
            await caller.says("La girafe mange des cailloux.")
            await until(lambda number=number: len(facts(brand, "call.heard")) == number, 15)
            await until(lambda number=number: where(brand) == "choix:answer" and session(brand).state["missed"] == number)
        await asyncio.sleep(0.3)
        await line.does("sndcode", "2")
        await until(lambda: facts(brand, "call.ended"))
        return heard(line.heard()[0])


def test_who_is_not_understood_twice_is_asked_for_keys(brand: Brand, mouth: Any, committed: str, tmp_path: Path) -> None:
    tones = asyncio.run(_by_keys_in_the_end(brand, mouth, committed, tmp_path))
    asked, ended = pitch(phrase("keys", "fr")), pitch("Nous sommes ouverts de neuf à dix-huit heures.")
    assert tones[-2:] == pytest.approx([asked, ended], abs=8)
    assert [call["outcome"] for call in facts(brand, "call.ended")] == ["served"]
