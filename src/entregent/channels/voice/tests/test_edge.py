"""The edge in front of the processes that carry calls (deploy/edge): a real Kamailio and a real rtpengine, with our files."""

import asyncio
import shutil
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice.tests import test_on_the_line as on_the_line
from entregent.channels.voice.tests.house import carrying, in_order, registered, together, until
from entregent.channels.voice.tests.test_on_the_line import outcomes, put_through
from entregent.routing.models import Presence
from entregent.telephony.tests.peers import baresip, free_ports, tone

brand, claire = on_the_line.brand, on_the_line.claire
EDGE = Path(__file__).resolve().parents[5] / "deploy" / "edge"
KAMAILIO = shutil.which("kamailio") or "/usr/sbin/kamailio"
GONE = 9


@asynccontextmanager
async def edge(folder: Path, processes: list[str]) -> AsyncIterator[tuple[int, range]]:
    """Both programs, in front of these processes (host:port); the port of the edge, and those of its sound."""
    folder.mkdir()
    port, control, sound = free_ports(1), free_ports(1), free_ports(40)
    (folder / "kamailio.cfg").write_bytes((EDGE / "kamailio.cfg").read_bytes())
    (folder / "dispatcher.list").write_text("".join(f"1 sip:{one}\n" for one in [f"127.0.0.1:{GONE}", *processes]))
    (folder / "local.cfg").write_text(
        f'listen=udp:127.0.0.1:{port}\n#!define DISPATCHER_LIST "{folder}/dispatcher.list"\n'
        f'#!define RTPENGINE "udp:127.0.0.1:{control}"\n'
    )
    quiet = asyncio.subprocess.DEVNULL
    engine = await asyncio.create_subprocess_exec(
        "rtpengine", "--config-file=none", "--table=-1", "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{control}", "-f",
        f"--port-min={sound}", f"--port-max={sound + 38}", "--log-stderr", "--log-level=4", stdout=quiet, stderr=quiet,
    )  # fmt: skip
    await asyncio.to_thread(_sound_is_there, control)  # the edge does without one that did not answer its first question
    with (folder / "kamailio.log").open("wb") as log:
        proxy = await asyncio.create_subprocess_exec(
            KAMAILIO, "-f", str(folder / "kamailio.cfg"), "-DD", "-E", "-Y", str(folder), "-P", str(folder / "pid"), "-m", "32",
            "-M", "4", "-w", str(folder), stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield port, range(sound, sound + 39)
    finally:
        for one in (proxy, engine):
            if one.returncode is None:
                one.terminate()
                await asyncio.wait_for(one.wait(), 10)


def _sound_is_there(control: int) -> None:
    """Wait until rtpengine answers on its port for orders (bencoded: ``{"command": "ping"}``)."""
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        asking.connect(("127.0.0.1", control))
        for _ in range(100):
            with suppress(OSError):
                asking.send(b"1 d7:command4:pinge")
                if asking.recv(100):
                    return
            time.sleep(0.1)
    raise AssertionError("rtpengine does not answer")


async def _through_the_edge(brand: Brand, address: str, folder: Path) -> dict[str, list[set[int]]]:
    tone(folder / "caller.wav", 480, 60)
    tone(folder / "claire.wav", 560, 60)
    async with carrying(address, folder) as house, edge(folder / "edge", [f"127.0.0.1:{house.sip.port}"]) as (port, ports):
        at = f"127.0.0.1:{port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        async with (
            baresip(line, says=folder / "claire.wav") as agent,
            baresip("<sip:0199001234@127.0.0.1>;regint=0", says=folder / "caller.wav") as caller,
        ):
            await registered(agent, line, lambda: Presence.objects.filter(open_to__contains=["call"]).exists())
            await put_through(brand, caller, agent, at)
            await asyncio.sleep(1.5)
            legs = [leg.connected for leg in house.board.desk.media._legs.values()]
            assert [one["port"] in ports for one in legs if one] == [True, True], "both send to the edge"
            await caller.does("hangup")
            await agent.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))
            return {"caller": together(caller.heard()[0]), "agent": together(agent.heard()[0])}


def test_calls_and_telephones_come_through_the_edge(brand: Brand, claire: Staff, committed: str, tmp_path: Path) -> None:
    heard = asyncio.run(_through_the_edge(brand, committed, tmp_path))
    assert in_order(heard["caller"], [{560}]) and in_order(heard["agent"], [{480}])
    assert outcomes(brand) == [("answered", "customer")]
