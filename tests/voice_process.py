"""``entregent voice`` as a process of its own, which can be killed; its words are tones, as in the voice room’s own tests."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from entregent.channels.voice.exchange.process import run
from entregent.channels.voice.models import Node
from entregent.channels.voice.tests.house import PORTS, sounds, until
from entregent.config.environment import database
from entregent.config.wiring import connect_channels

START = f"import django; django.setup(); from {__name__} import main; main()"


@asynccontextmanager
async def apart(address: str, port: int, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, once it carries calls; killed at the end if it still is there."""
    before = await asyncio.to_thread(Node.objects.count)
    command = [sys.executable, "-c", START, str(port), str(folder)]
    with (folder / "voice.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command, env=os.environ | {"DATABASE_URL": address}, stdout=log, stderr=log
        )
    try:
        await until(lambda: process.returncode is not None or Node.objects.count() > before, 90)
        assert process.returncode is None, (folder / "voice.log").read_text()[-3000:]
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def sound_of(process: asyncio.subprocess.Process) -> Path:
    """Where the system tells of its process of sound."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return Path("/proc") / children[0]


def main() -> None:
    """Carry calls: a port and a folder are the arguments."""
    connect_channels()
    run(database("app").conninfo(), "127.0.0.1", int(sys.argv[1]), PORTS, sounds(Path(sys.argv[2])))
