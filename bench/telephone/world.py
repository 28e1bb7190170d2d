"""The house that is called: a brand with a menu and a queue, agents with SIP telephones, the real processes around it."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import house

MENU, QUEUE = "0261910010", "0261910020"
"""Numbers: a menu answers, an agent answers."""
PASSWORD = "un-mot-de-passe"
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "choix",
    "nodes": {
        "choix": {
            "kind": "choice", "text": {"fr": "Bienvenue chez Ponant. Que souhaitez-vous ?"},
            "options": [
                {"key": "1", "label": {"fr": "Un conseiller"}, "next": "agent"},
                {"key": "2", "label": {"fr": "Nos horaires"}, "next": "fin"},
            ],
        },
        "agent": {"kind": "hand", "text": {"fr": "Un conseiller vous répond."}},
        "fin": {"kind": "end", "text": {"fr": "Nous sommes ouverts de neuf à dix-huit heures."}},
    },
}  # fmt: skip


@dataclass
class World:
    """Where the house is called, and its process: with its child, the sound."""

    sip: tuple[str, int]
    voice: subprocess.Popen[bytes]
    url: str

    @property
    def sound(self) -> int:
        """The process of sound."""
        return int(Path(f"/proc/{self.voice.pid}/task/{self.voice.pid}/children").read_text().split()[0])

    def weight(self) -> dict[str, float]:
        """Memory in MB (proportional share) and open files of the two, and what they used of the processor, in seconds."""
        pids = {"voice": self.voice.pid, "sound": self.sound}
        found = {f"{name} MB": _memory(pid) for name, pid in pids.items()}
        found |= {f"{name} files": len(list(Path(f"/proc/{pid}/fd").iterdir())) for name, pid in pids.items()}
        return found | {f"{name} s": _processor(pid) for name, pid in pids.items()}


@contextmanager
def world(agents: int = 0, *, recorded: bool = False, also: tuple[tuple[str, ...], ...] = ()) -> Iterator[World]:
    """A fresh house whose telephone is answered, with so many agents at work; ``also``: more processes of it."""
    with house.database() as url:
        house.django()
        build(agents, recorded)
        with running(url, also) as made:
            yield made


@contextmanager
def running(url: str, also: tuple[tuple[str, ...], ...] = ()) -> Iterator[World]:
    """The processes of a house that is built."""
    port = free_port()
    with (
        house.process("worker", "--concurrency", "1"),
        house.process("voice", "--port", str(port), "--sound-ports", "16000-19999") as voice,
        _all(also),
    ):
        wait(_carries, 60)
        yield World(("127.0.0.1", port), voice, url)


@contextmanager
def _all(processes: tuple[tuple[str, ...], ...]) -> Iterator[None]:
    if not processes:
        yield
        return
    with house.process(*processes[0]), _all(processes[1:]):
        yield


def _carries() -> bool:
    from entregent.channels.voice.models import Node

    return Node.objects.filter(stopped_at=None).exists()


def build(agents: int, recorded: bool) -> None:
    """A brand, its numbers, and its agents: ``a0``, ``a1``…, each with a SIP telephone, available."""
    from django.utils import timezone

    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.voice.models import Number, RecordingPolicy, Trunk
    from entregent.routing.models import Queue
    from entregent.scenarios import actions as scenarios

    brand, now = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON"), timezone.now()
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, wrap_up_seconds=0)
        made = scenarios.create_scenario(brand.id, "svi", "SVI", TREE, now=now, actor="system:bench")
        scenarios.publish(made.scenario_id, now=now, actor="system:bench")
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        for number, scenario in ((MENU, made.scenario_id), (QUEUE, None)):
            Number.objects.create(brand=brand, number=f"+33{number[1:]}", trunk=trunk, queue=queue, scenario_id=scenario)
        if recorded:
            RecordingPolicy.objects.create(brand=brand, share=100, share_reason="Banc", notice_fr="Enregistré.")
        hire(brand, queue, range(agents), now)


def hire(brand: Any, queue: Any, numbers: range, now: Any) -> list[Any]:
    """Agents of a queue, at work."""
    from entregent.access.models import Membership, Staff
    from entregent.channels.voice.models import Device
    from entregent.channels.voice.rules import digest
    from entregent.channels.voice.sealing import seal
    from entregent.routing import actions as routing
    from entregent.routing.models import QueueMember

    made = Staff.objects.bulk_create(Staff(email=f"a{n}@altiphone.example", name=f"Agent {n}", password="!") for n in numbers)
    Membership.objects.bulk_create(Membership(staff=one, of_brand=brand, role="agent") for one in made)
    Device.objects.bulk_create(
        Device(staff=one, label="Bureau", user=f"a{n}", ha1=seal(digest(f"a{n}", PASSWORD)))
        for n, one in zip(numbers, made, strict=True)
    )
    QueueMember.objects.bulk_create(QueueMember(brand=brand, queue=queue, staff=one) for one in made)
    for one in made:
        routing.set_presence(one.id, "available", now, "system:bench")
    return made


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(holds: Callable[[], Any], seconds: float) -> Any:
    """What ``holds`` returns once it is something. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := holds():
            return found
        time.sleep(0.05)
    raise TimeoutError


def share(values: list[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def load() -> str:
    """What else the machine does."""
    return "load {:.1f} {:.1f} {:.1f}".format(*os.getloadavg())


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
