"""How soon a menu that is spoken to answers: from the last sound of a caller's words to the first of its next sentence.

``python -m bench.voice_bot [--turns 60]``: the real process with PostgreSQL behind it, a real call, words said by the house's
own voice; each is said in the middle of the question, and the answer is a short sentence that is kept. The clock runs at the
caller's: the silence that ends a turn (``conversing.PAUSE_OF_A_CHOICE``) is in it. How often another option was taken, too.
"""

import argparse
import asyncio
import os
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench import house
from bench.telephone.world import MENU, free_port, load, share, wait

AIM = 1.5
CUT = 0.35
"""Seconds of silence after which what is heard is an answer, and not what was being said."""
OPTIONS = ("Un remboursement", "Suivre ma commande", "Nos horaires", "Changer d’adresse", "Résilier mon contrat")
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "choix", "variables": {"choix": {}},
    "nodes": {
        "choix": {
            "kind": "choice", "text": {"fr": "D’accord. Et que souhaitez-vous encore ?"}, "saves": "choix",
            "options": [
                *({"key": str(key), "label": {"fr": label}, "next": "choix"} for key, label in enumerate(OPTIONS, 1)),
                {"key": "9", "label": {"fr": "Rien d’autre"}, "next": "fin"},
            ],
        },
        "fin": {"kind": "end", "text": {"fr": "Au revoir."}},
    },
}  # fmt: skip


class Telephone(threading.Thread):
    """A caller's sound, both ways: a quiet room, words now and then, and when something was heard."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port: int = self.socket.getsockname()[1]
        self.to: tuple[str, int] | None = None
        self.words: list[bytes] = []
        self.said_at = self.heard_at = self.first_after = 0.0

    def says(self, samples: np.ndarray) -> None:
        """From the next frame on."""
        from entregent.telephony.media.g711 import FRAME, encode

        whole = np.pad(samples, (0, -len(samples) % FRAME))
        self.said_at = 0.0
        self.words = [encode("PCMA", part) for part in whole.reshape(-1, FRAME)]

    def run(self) -> None:
        from entregent.telephony.media import rtp
        from entregent.telephony.media.g711 import FRAME, decode, encode

        room = encode("PCMA", np.random.default_rng(1).normal(0, 20, 50 * FRAME).astype(np.int16))
        due = time.monotonic()
        for turn in range(1_000_000):
            quiet = room[turn % 50 * FRAME : (turn % 50 + 1) * FRAME]
            if self.to is not None:
                self.socket.sendto(rtp.write(8, turn == 0, turn, turn * FRAME, 7, self._next() or quiet), self.to)
            due += 0.02
            while (left := due - time.monotonic()) > 0:
                time.sleep(min(left, 0.002))
                self._listen(rtp, decode)

    def _next(self) -> bytes | None:
        if not self.words:
            return None
        frame = self.words.pop(0)
        if not self.words:
            self.said_at = time.monotonic()
        return frame

    def _listen(self, rtp: Any, decode: Any) -> None:
        while True:
            try:
                data = self.socket.recv(2048)
            except BlockingIOError:
                return
            packet = rtp.read(data)
            if packet is not None and packet.kind == 8 and np.abs(decode("PCMA", packet.payload)).max() > 250:
                now = time.monotonic()
                if self.said_at and not self.first_after and now - max(self.said_at, self.heard_at) > CUT:
                    self.first_after = now
                self.heard_at = now


def _built() -> Any:
    """A brand whose number is spoken to."""
    from django.utils import timezone

    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.voice.models import Number, Trunk
    from entregent.routing.models import Queue
    from entregent.scenarios import actions as scenarios

    brand, now = Brand.objects.create(slug="ponant", name="Ponant", code="PON"), timezone.now()
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        made = scenarios.create_scenario(brand.id, "svi", "SVI", TREE, now=now, actor="system:bench")
        scenarios.publish(made.scenario_id, now=now, actor="system:bench")
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        number = f"+33{MENU[1:]}"
        Number.objects.create(brand=brand, number=number, trunk=trunk, queue=queue, scenario_id=made.scenario_id, speech=True)
    return brand


def _facts(brand: Any, kind: str) -> list[dict[str, Any]]:
    from entregent.brands.scope import visible
    from entregent.journal.models import Event

    with visible([brand.id]):
        return list(Event.objects.filter(kind=kind).order_by("id").values_list("data", flat=True))


def _answers(brand: Any) -> list[str]:
    from entregent.brands.scope import visible
    from entregent.scenarios.models import Session

    with visible([brand.id]):
        return [line["text"] for session in Session.objects.all() for line in session.transcript if line["who"] == "them"]


async def _call(brand: Any, at: tuple[str, int], said: list[np.ndarray], turns: int) -> tuple[list[float], int]:
    """Seconds of each turn that was answered, and how many were not."""
    from entregent.telephony import sdp
    from entregent.telephony.sip.directory import Trunk
    from entregent.telephony.sip.events import Answered
    from entregent.telephony.sip.stack import Sip

    telephone = Telephone()
    telephone.start()

    def told(event: Any) -> None:
        if isinstance(event, Answered):
            sound = sdp.read(event.sdp)
            telephone.to = (sound.host, sound.port)

    took, unanswered = [], 0
    sip = Sip("127.0.0.1", 0, on_call=lambda dialog: dialog.refuse(480, "Nobody"), on_binding=lambda _: None)
    await sip.start()
    sip.know((Trunk(id="us", host=at[0], port=at[1]),), ())
    offer = sdp.offer("127.0.0.1", telephone.port, session=1)
    line = sip.dial(MENU, caller="0199001234", offer=offer, trunk="us", on_event=told)
    await asyncio.to_thread(wait, lambda: _facts(brand, "call.presented"), 60)
    for turn in range(turns):
        await asyncio.sleep(0.6)  # in the middle of the question
        telephone.first_after = 0.0
        telephone.says(said[turn % len(said)])
        for _ in range(300):
            await asyncio.sleep(0.02)
            if telephone.first_after:
                break
        if telephone.first_after:
            took.append(telephone.first_after - telephone.said_at)
        else:
            unanswered += 1
    line.hang_up()
    await asyncio.sleep(0.5)
    await sip.stop()
    return took, unanswered


def main() -> None:
    """Print how it went."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--turns", type=int, default=60)
    turns = asked.parse_args().turns
    kept = Path.home() / ".cache" / "entregent" / "speech"
    with tempfile.TemporaryDirectory() as place, house.database() as _url:
        os.environ["ENTREGENT_SPEECH"] = place
        house.django()
        from django.conf import settings

        from entregent.speech import assembling, prompts
        from entregent.speech.sound import read_wav

        kept.mkdir(parents=True, exist_ok=True)
        settings.SPEECH = settings.SPEECH | {"folder": kept}
        if problems := assembling.assemble(print):
            print(f"voice_bot: not measured: {'; '.join(problems)}")
            return
        (Path(place) / "models").symlink_to(kept / "models")
        said = [read_wav(prompts.make(f"{one}.", "fr").path.read_bytes()).samples for one in OPTIONS]
        brand, port = _built(), free_port()
        with house.process("voice", "--port", str(port), "--sound-ports", "16000-16999"):
            from entregent.channels.voice.models import Node

            wait(lambda: Node.objects.filter(stopped_at=None).exists(), 120)
            time.sleep(5)  # its ear is warm
            first = load()
            took, unanswered = asyncio.run(_call(brand, ("127.0.0.1", port), said, turns))
        answers, heard = _answers(brand), _facts(brand, "call.heard")
    left = iter(answers)
    said_back = [next(left, "") if one["sure"] else "" for one in heard]
    wanted = [OPTIONS[turn % len(OPTIONS)] for turn in range(turns)]
    right = sum(_plain(one) in _plain(other) for one, other in zip(wanted, said_back, strict=False))
    words = [float(one["took"]) for one in heard]
    print(
        f"voice_bot: {len(took)} turns, {unanswered} without an answer: end of speech to the first sound "
        f"p50 {share(took, 0.5):.2f} s, p95 {share(took, 0.95):.2f} (aim {AIM}), slowest {max(took, default=0):.2f}"
    )
    print(
        f"  of it words: p50 {share(words, 0.5):.0f} ms, p95 {share(words, 0.95):.0f}; the option was heard in {right} of "
        f"{len(heard)}; {os.cpu_count()} cores, {first}, {load()} after"
    )


def _plain(words: str) -> str:
    from entregent.kernel.text import fold

    return fold(words).replace("’", "'").strip(" .")


if __name__ == "__main__":
    main()
