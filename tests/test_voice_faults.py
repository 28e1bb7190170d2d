"""The process that carries calls is killed, and another is stopped, with callers in the menu, in the queue and in a talk."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Node
from entregent.channels.voice.tests.house import heard, pitch, registered, until
from entregent.channels.voice.tests.test_on_the_line import DIALLED, brand, claire, outcomes, put_through, queued
from entregent.journal.models import Event
from entregent.routing.models import Presence, Queue, WorkItem
from entregent.telephony.tests.peers import Baresip, baresip, free_ports
from tests.voice_process import apart, sound_of

__all__ = ["brand", "claire"]
CUT = [("answered", "lost"), ("abandoned", "lost"), ("left_menu", "lost")]


def begun(brand: Brand) -> int:
    with visible([brand.id]):
        return Call.objects.count()


async def _three(brand: Brand, agent: Baresip, callers: list[Baresip], at: str) -> None:
    """One talks with the agent, one waits, one is in the menu."""
    talks, waits, listens = callers
    before = await asyncio.to_thread(begun, brand)
    line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
    await registered(agent, line, lambda: "call" in Presence.objects.get().open_to)
    await put_through(brand, talks, agent, at)
    await queued(brand, waits, at)
    await listens.does("dial", f"sip:{DIALLED}@{at}")
    await listens.tells("CALL_ESTABLISHED")
    await until(lambda: begun(brand) == before + 3)


async def _killed_then_stopped(brand: Brand, address: str, folder: Path) -> list[int]:
    port = free_ports(1)
    at = f"127.0.0.1:{port}"
    async with AsyncExitStack() as telephones:
        async with apart(address, port, folder) as fallen:
            line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
            agent = await telephones.enter_async_context(baresip(line))
            me = "<sip:019900123{}@127.0.0.1>;regint=0"
            callers = [await telephones.enter_async_context(baresip(me.format(number))) for number in range(3)]
            await _three(brand, agent, callers, at)
            sound = sound_of(fallen)
            fallen.kill()
            await fallen.wait()
        async with apart(address, port, folder) as stopped:
            assert not sound.exists(), "no sound without its process"
            assert await until(lambda: outcomes(brand)) == CUT
            for telephone in (agent, *callers):  # they believe themselves in a call
                await telephone.does("hangup")
                await telephone.tells("CALL_CLOSED")
            await agent.does("uanew", line)  # registers at once, as a telephone does in its time
            await _three(brand, agent, callers, at)
            stopped.terminate()
            for telephone in (*callers, agent):
                await telephone.tells("CALL_CLOSED", 20)
            assert await asyncio.wait_for(stopped.wait(), 20) == 0
        return [heard(caller.heard()[-1])[-1] for caller in callers]


def test_killed_then_stopped_with_callers_everywhere(brand, claire, committed, tmp_path) -> None:
    with visible([brand.id]):
        Queue.objects.update(wrap_up_seconds=0)
    last = asyncio.run(_killed_then_stopped(brand, committed, tmp_path))
    assert last == [pytest.approx(pitch(phrase("stopping", "fr")), abs=8)] * 3, "each was told"
    assert outcomes(brand) == CUT * 2
    with visible([brand.id]):
        assert Event.objects.filter(kind="call.lost").count() == 3
        assert not WorkItem.objects.filter(state__in=["waiting", "offered", "taken"]).exists()
    assert Node.objects.filter(stopped_at=None).count() == 0 and "call" not in Presence.objects.get().open_to
