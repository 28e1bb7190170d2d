"""How many calls the process of sound carries: bridged in pairs and recorded, with real packets from another process."""

import asyncio
import json
import os
import select
import socket
import struct
import sys
import tempfile
import time
from pathlib import Path

from entregent.telephony.media.client import Media
from entregent.telephony.media.g711 import FRAME
from entregent.telephony.media.sockets import Port

CALLS, SECONDS, SETTLE, LONGEST = 150, 20, 4, 60
FIRST = 16_000  # of the ports of our legs

_numbers = struct.Struct("!HI")


async def _measure(calls: int) -> None:
    own, theirs = socket.socketpair()
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.voice_media", "senders", str(theirs.fileno()), pass_fds=[theirs.fileno()]
    )
    lost: list[object] = []
    media = Media(host="127.0.0.1", ports=range(FIRST, FIRST + 4 * calls + 40), on_event=lost.append)
    await media.start()
    reader, writer = await asyncio.open_unix_connection(sock=own)
    writer.write(json.dumps(calls).encode() + b"\n")
    ports = json.loads(await reader.readline())
    legs = [await media.open(str(number)) for number in range(2 * calls)]
    for number, port in enumerate(ports):
        media.connect(str(number), "127.0.0.1", port, "PCMA", 101)
    with tempfile.TemporaryDirectory() as folder:
        for call in range(calls):
            one, two = str(2 * call), str(2 * call + 1)
            media.hear({one: [two], two: [one]})
            await media.record(str(call), f"{folder}/{call}", bytes(32), [one], [two])
        writer.write(json.dumps([port for _host, port in legs]).encode() + b"\n")
        await asyncio.sleep(SETTLE)
        await media.figures()
        before, began = _processor(media.process), time.monotonic()
        writer.write(b"count\n")
        await asyncio.sleep(SECONDS)
        used = (_processor(media.process) - before) / (time.monotonic() - began)
        figures, memory = await media.figures(), _memory(media.process)
        writer.write(b"tell\n")
        heard = json.loads(await reader.readline())
        recorded = [await media.finish(str(call)) for call in range(calls)]
    await media.stop()
    await sender.wait()
    gaps = sum(gap.seconds for one in recorded for gap in one.gaps) / calls
    print(
        f"voice_media: {calls} bridged recorded calls, {heard['packets']} packets heard in {SECONDS} s, "
        f"{heard['lost']} lost (aim 0); "
        f"jitter of what is sent, mean {heard['jitter']:.2f} ms (aim 5), worst leg {heard['worst']:.2f} ms"
    )
    print(
        f"voice_media: {used:.0%} of a core, senders {heard['used']:.0%}; {memory:.0f} MB; "
        f"a tick's work {figures['work']} ms; ticks late p50 {figures['p50']} ms, p99 {figures['p99']} ms, "
        f"worst {figures['worst']} ms; {figures['skipped']} passed over, "
        f"{gaps:.2f} s lost in a recording of {recorded[0].seconds:.0f} s"
    )


def _processor(process: int | None) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int | None) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class _Telephone:
    """One stream there and one back."""

    def __init__(self, number: int) -> None:
        self.port = Port("127.0.0.1", 0)
        self.packet = bytearray(
            struct.pack("!BBHII", 0x80, 8, 0, 0, number + 1) + bytes(0xD5 ^ (7 * at + number) % 60 for at in range(FRAME))
        )
        self.restart()

    def restart(self) -> None:
        self.first = self.last = self.heard = 0
        self.before, self.jitter = 0.0, 0.0

    def send(self, turn: int, to: tuple[str, int]) -> None:
        _numbers.pack_into(self.packet, 2, turn & 0xFFFF, turn * FRAME & 0xFFFFFFFF)
        self.port.socket.sendto(self.packet, to)

    def listen(self) -> None:
        got = self.port.receive()
        if got is None or len(got[0]) != 12 + FRAME:  # not a report on the stream of the port before
            return
        number, arrival = int.from_bytes(got[0][2:4], "big"), got[2]
        if not self.heard:
            self.first = self.last = number
        else:
            step = (number - self.last + 0x8000 & 0xFFFF) - 0x8000
            self.last += step
            self.jitter += abs(arrival - self.before - 0.02 * step)
        self.before = arrival
        self.heard += 1


def _senders(control: int) -> None:
    """The other process: sends and hears everything, until it is asked what it heard."""
    link = socket.socket(fileno=control)
    asked = link.makefile("rw")
    telephones = [_Telephone(number) for number in range(2 * json.loads(asked.readline()))]
    print(json.dumps([telephone.port.socket.getsockname()[1] for telephone in telephones]), file=asked, flush=True)
    where = [("127.0.0.1", port) for port in json.loads(asked.readline())]
    waiting = select.epoll()
    by_number = {telephone.port.fileno: telephone for telephone in telephones}
    for number in by_number:
        waiting.register(number, select.EPOLLIN)
    waiting.register(control, select.EPOLLIN)
    began, used, turn = time.monotonic(), 0.0, 0
    since = time.process_time(), time.monotonic()
    each = len(telephones) // 10 or 1
    while True:
        # A tenth of them every two milliseconds, as telephones are not in step.
        for number, _event in waiting.poll(max(0.0, began + turn * 0.002 - time.monotonic())):
            if number in by_number:
                by_number[number].listen()
            elif asked.readline() == "count\n":
                for telephone in telephones:
                    telephone.restart()
                since = time.process_time(), time.monotonic()
            else:
                used = (time.process_time() - since[0]) / (time.monotonic() - since[1])
                print(json.dumps(_figures(telephones) | {"used": used}), file=asked, flush=True)
                return
        if time.monotonic() >= began + turn * 0.002:
            group = turn % 10
            for number in range(group * each, len(telephones) if group == 9 else (group + 1) * each):
                telephones[number].send(turn // 10, where[number])
            turn += 1


def _figures(telephones: list[_Telephone]) -> dict[str, float]:
    jitters = [1000 * one.jitter / max(1, one.heard - 1) for one in telephones]
    lost = sum(one.last - one.first + 1 - one.heard for one in telephones)
    return {
        "packets": sum(one.heard for one in telephones),
        "lost": lost,
        "jitter": sum(jitters) / len(jitters),
        "worst": max(jitters),
    }


def run() -> None:
    """Print loss, jitter, lateness, processor and memory."""
    asyncio.run(asyncio.wait_for(_measure(CALLS), LONGEST))


if __name__ == "__main__":
    if sys.argv[1:2] == ["senders"]:
        _senders(int(sys.argv[2]))
    else:
        run()
