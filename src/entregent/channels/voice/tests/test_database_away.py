"""PostgreSQL goes away in the middle of a call, and while another comes in: both go on, and the books are complete."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.models import Call
from entregent.channels.voice.tests.house import MUSIC, carrying, heard, pitch, until
from entregent.channels.voice.tests.test_on_the_line import (
    DIALLED,
    WELCOME,
    brand,
    claire,
    outcomes,
    put_through,
)
from entregent.journal.models import Event
from entregent.routing.models import Presence
from entregent.telephony.tests.peers import baresip

__all__ = ["brand", "claire"]


@contextmanager
def away(address: str) -> Iterator[None]:
    """Nobody gets into the database, and whoever was inside is put out."""
    target = psycopg.conninfo.conninfo_to_dict(address)
    name = target["dbname"]
    with psycopg.connect(**(target | {"dbname": "postgres"}), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


async def _through(brand: Brand, address: str, folder: Path) -> tuple[Call, list[int]]:
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        me = "<sip:{}@127.0.0.1>;regint=0"
        async with (
            baresip(line) as agent,
            baresip(me.format("0199001234")) as first,
            baresip(me.format("0199001299")) as second,
        ):
            await until(lambda: "call" in Presence.objects.get().open_to)
            call = await put_through(brand, first, agent, at)
            with away(address):
                assert await house.board.order(call.id, "hold", call.staff_id) is None
                await second.does("dial", f"sip:{DIALLED}@{at}")
                await second.tells("CALL_ESTABLISHED")
                await asyncio.sleep(3.5)
                assert await house.board.order(call.id, "resume", call.staff_id) is None
            await until(lambda: _running(brand) == 2, 20)
            await asyncio.sleep(3)
            await second.does("hangup")
            await first.does("hangup")
            await until(lambda: len(outcomes(brand)) == 2, 20)
            return call, heard(second.heard()[0])


def _running(brand: Brand) -> int:
    with visible([brand.id]):
        return Call.objects.filter(ended_at=None).count()


def test_calls_go_on_while_the_database_is_away(brand, claire, committed, tmp_path) -> None:
    call, tones = asyncio.run(_through(brand, committed, tmp_path))
    connection.close()
    assert MUSIC - 10 < tones[0] < MUSIC + 10, "whoever comes in meanwhile hears music"
    assert any(abs(hertz - pitch(WELCOME)) < 10 for hertz in tones[1:]), "then the menu"
    with visible([brand.id]):
        told = list(Event.objects.filter(subject=call.id).order_by("at", "id").values_list("kind", flat=True))
        call.refresh_from_db()
    assert told[2:] == ["call.answered", "call.held", "call.resumed", "call.ended"]
    assert 3 < call.held_seconds < 6 and call.outcome == "answered"
