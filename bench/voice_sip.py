"""Signalling under load: thirty new calls a second for a minute, by a real sipp, into a stack that answers each."""

import asyncio
import csv
import os
import resource
import sys
import time
from pathlib import Path

from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.events import HungUp
from entregent.telephony.sip.guard import STRIKES
from entregent.telephony.sip.stack import Sip
from entregent.telephony.sip.tests.house import OPERATOR, our_answer
from entregent.telephony.tests.peers import SOUND, Scenario, sipp

RATE, SECONDS, TALK_MS = 30, 60, 3000
TICK = 0.01
DROPPED = 100_000


async def _lateness(lates: list[float]) -> None:
    """How late a loop that also signals wakes up."""
    due = time.perf_counter()
    while True:
        due += TICK
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        lates.append(time.perf_counter() - due)


def _part(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _response_times(folder: Path) -> list[float]:
    """Milliseconds from each INVITE to its 200, as sipp measured."""
    rows = [row for path in folder.glob("*_rtt.csv") for row in csv.reader(path.open(), delimiter=";")]
    return [float(row[1]) for row in rows if len(row) > 1 and row[1].replace(".", "").isdigit()]


def _flood(one: Sip) -> float:
    """Microseconds to drop a message before it is parsed."""
    for _ in range(STRIKES):
        one.guard.blame("198.51.100.1", time.monotonic())
    data, began = b"INVITE sip:x SIP/2.0" * 20, time.perf_counter()
    for _ in range(DROPPED):
        one.endpoint.datagram_received(data, ("198.51.100.1", 5060))
    return 1e6 * (time.perf_counter() - began) / DROPPED


async def _run() -> None:
    rate, seconds = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else (RATE, SECONDS)))
    ended, taken = 0, 0

    def called(dialog: Dialog) -> None:
        nonlocal taken
        taken += 1
        dialog.on_event = happened
        dialog.ring()
        dialog.answer(our_answer(dialog.offer or ""))

    def happened(event: object) -> None:
        nonlocal ended
        ended += isinstance(event, HungUp)

    one = Sip("127.0.0.1", 0, on_call=called, on_binding=lambda binding: None)
    await one.start()
    one.know([OPERATOR], [])
    lates: list[float] = []
    watching = asyncio.create_task(_lateness(lates))
    scenario = Scenario().asks("INVITE", sound=SOUND).expects(100, maybe=True).expects(180, maybe=True)
    text = str(scenario.expects(200).asks("ACK", same=True).waits(TALK_MS).hangs_up())
    text = text.replace("<send retrans", '<send start_rtd="1" retrans', 1).replace(
        'response="200"', 'response="200" rtd="1"', 1
    )
    calls = rate * seconds
    more = ("-m", str(calls), "-r", str(rate), "-l", str(rate * 10), "-timer_resol", "1", "-trace_rtt", "-rtt_freq", "100")
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    async with sipp(text, ("127.0.0.1", one.port), more=more, traced=False, limit=seconds + 60) as caller:
        await caller.done(seconds + 60)
        times = _response_times(caller.folder)
    after, took = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    watching.cancel()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"voice, signalling: {taken} calls at {rate}/s for {seconds} s, {ended} hung up; each lasts {TALK_MS / 1000:.0f} s")
    print(
        f"  INVITE to 200: median {_part(times, 0.5):.0f} ms, p95 {_part(times, 0.95):.0f}, slowest {max(times, default=0):.0f}"
    )
    print(f"  {100 * cpu / took:.0f} % of a core, {1000 * cpu / max(1, taken):.1f} ms a call; {after.ru_maxrss / 1024:.0f} MB")
    late = [1000 * one for one in lates]
    print(f"  the loop wakes late by: median {_part(late, 0.5):.2f} ms, p99 {_part(late, 0.99):.2f}, most {max(late):.1f}")
    await one.stop()
    kept = len(one.transactions.tserver) + len(one.transactions.tclient)
    print(f"  left behind: {len(one._dialogs)} calls, {kept} transactions")
    print(f"  a message of somebody banned costs {_flood(one):.1f} µs once it is read from the socket")


if __name__ == "__main__":
    print(f"load before: {os.getloadavg()[0]:.1f}")
    asyncio.run(_run())
