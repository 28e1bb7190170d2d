"""How fast a fact reaches a thousand open screens."""

import asyncio
import statistics
import time

from bench import house

LISTENERS, ROUNDS, PORT = 1000, 10, 8791


async def _open(token: str, brand: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(f"GET /live/stream?token={token}&topics=brand:{brand} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    await reader.readuntil(b": hello\n\n")
    return reader, writer  # a forgotten writer would close the connection


async def _hear(reader: asyncio.StreamReader) -> float:
    await reader.readuntil(b'"name":"bench.happened"')
    return time.perf_counter()


async def _measure(token: str, brand: str, append) -> list[float]:
    streams = []
    for start in range(0, LISTENERS, 100):
        streams += await asyncio.gather(*(_open(token, brand) for _ in range(start, start + 100)))
    medians, slowest = [], []
    for _ in range(ROUNDS):
        waiting = [asyncio.create_task(_hear(reader)) for reader, _writer in streams]
        await asyncio.sleep(0.05)
        began = time.perf_counter()
        await asyncio.to_thread(append)
        heard = [moment - began for moment in await asyncio.gather(*waiting)]
        medians.append(statistics.median(heard))
        slowest.append(max(heard))
    return [statistics.median(medians), max(slowest)]


def run() -> None:
    """Print the median and the slowest time from the change to the browsers."""
    with house.database():
        house.django()
        from django.conf import settings
        from django.utils import timezone

        from entregent.brands.models import Brand
        from entregent.brands.scope import visible
        from entregent.journal.actions import append
        from entregent.journal.kinds import kind
        from entregent.kernel.ids import uuid7
        from entregent.live.token import issue

        happened = kind("bench.happened", "For the bench.")
        brand = Brand.objects.create(slug="bench", name="Bench", code="BEN")

        def tell() -> None:
            with visible([brand.id]):
                append([happened(brand=brand.id, at=timezone.now(), subject=uuid7(), actor="system:bench")])

        with house.process("public", "--port", str(PORT)):
            house.wait_for(f"http://127.0.0.1:{PORT}/live/health")
            token = issue(settings.SECRET_KEY, uuid7(), [brand.id])
            median, slowest = asyncio.run(_measure(token, str(brand.id), tell))
    print(f"live: {LISTENERS} listeners reached, median {median * 1000:.0f} ms (aim 150), slowest {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    run()
