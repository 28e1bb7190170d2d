"""Real calls: a telephone dials, a menu speaks, keys are pressed, a queue plays music, somebody hangs up."""

import asyncio
from pathlib import Path

import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.models import Call, Number, Trunk
from entregent.channels.voice.tests.house import MUSIC, carrying, heard, pitch, until
from entregent.routing.models import Queue, WorkItem
from entregent.scenarios import actions as scenarios
from entregent.telephony.tests.peers import baresip

DIALLED = "0261910010"
WELCOME, CHOICE = "Bienvenue chez Ponant.", "Que souhaitez-vous ?"
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "bonjour",
    "nodes": {
        "bonjour": {"kind": "say", "text": {"fr": WELCOME}, "next": "choix"},
        "choix": {
            "kind": "choice", "text": {"fr": CHOICE},
            "options": [
                {"key": "1", "label": {"fr": "Un conseiller"}, "next": "agent"},
                {"key": "2", "label": {"fr": "Nos horaires"}, "next": "fin"},
            ],
        },
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
            brand=brand, number="+33261910010", label="Accueil", trunk=trunk, queue=queue, scenario_id=made.scenario_id
        )
    return brand


def outcomes(brand: Brand) -> list[tuple[str, str]]:
    with visible([brand.id]):
        return list(Call.objects.exclude(ended_at=None).order_by("begun_at").values_list("outcome", "ended_by"))


def waiting(brand: Brand) -> bool:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").exists()


async def _menu_and_queue(brand: Brand, address: str, folder: Path) -> list[int]:
    async with carrying(address, folder) as house, baresip("<sip:0199001234@127.0.0.1>;regint=0") as caller:
        await caller.does("dial", f"sip:{DIALLED}@127.0.0.1:{house.sip.port}")
        await caller.tells("CALL_ESTABLISHED")
        await asyncio.sleep(2.0)
        await caller.does("sndcode", "1")
        await until(lambda: waiting(brand))
        await asyncio.sleep(2.5)
        await caller.does("hangup")
        await until(lambda: outcomes(brand))
        return heard(caller.heard()[0])


def test_a_caller_chooses_waits_with_music_and_gives_up(brand: Brand, committed: str, tmp_path: Path) -> None:
    tones = asyncio.run(_menu_and_queue(brand, committed, tmp_path))
    said = [pitch(WELCOME), pitch(CHOICE), pitch("Pour un conseiller, tapez 1.")]
    assert tones[:3] == pytest.approx(said, abs=8)
    assert tones[-1] == pytest.approx(MUSIC, abs=8)
    assert outcomes(brand) == [("abandoned", "customer")]
