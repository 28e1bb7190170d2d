"""How soon what a visitor writes stands on their agent's screen, while thousands of widgets listen; the weight of the widget.

``python -m bench.chat [--visitors 2000] [--talking 100] [--rate 50] [--seconds 12]``. All of it over the real public port:
each visitor's widget keeps its stream open, those who talk post to ``say``; the agents' screens hear the hint on their stream
and fetch the end of the conversation, as browsers do. The clock runs from the post to the fragment that has the words. What
makes the load shares the machine with the house.
"""

import argparse
import asyncio
import html
import http.client
import json
import os
import random
import re
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import local
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench import house

PORT = 8793
SITE = "https://banc.example"
AT_ONCE, FETCHERS = 16, 8
MOST_SECONDS = 60
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_lines = local()


@dataclass
class Talk:
    """A chat in somebody's hands, and the messages on their way: by the id that the widget gave them."""

    token: str
    ticket: str
    conversation: str
    end: dict[str, str]
    sent: dict[str, float] = field(default_factory=dict)


@dataclass
class Times:
    """Seconds from the post: to the acknowledgement, to the hint, to the words on the screen; and what failed."""

    taken: list[float] = field(default_factory=list)
    hinted: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def ask(method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """A request over this thread's own connection."""
    line = getattr(_lines, "line", None)
    if line is None:
        line = _lines.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request(method, path, body, headers or {})
    answer = line.getresponse()
    return answer.status, answer.read()


def post(widget: Any, what: str, **body: Any) -> dict[str, Any]:
    """What a widget sends; raises RuntimeError when it is refused."""
    headers = {"Origin": SITE, "Content-Type": "text/plain"}
    status, answer = ask("POST", f"/chat/w/{widget}/{what}?lang=fr", json.dumps(body), headers)
    if status != 200:
        raise RuntimeError(f"{status} {answer[:200]!r}")
    return json.loads(answer)


def begin(widget: Any) -> tuple[str, str]:
    """A visitor writes for the first time: their token, and the id of the message."""
    token = post(widget, "sync")["token"]
    return token, post(widget, "say", token=token, client=str(uuid4()), text="Bonjour")["message"]["id"]


async def stream(query: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """An open stream, past its greeting."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(f"GET /live/stream?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {SITE}\r\n\r\n".encode())
    await reader.readuntil(b": hello\n\n")
    return reader, writer


async def measure(
    talks: list[Talk], passes: list[str], staff: str, cookie: str, widget: Any, rate: int, seconds: float
) -> Times:
    """Open every stream, send at the rate, and wait for the last words to be shown."""
    loop, times = asyncio.get_running_loop(), Times()
    posting, fetching = ThreadPoolExecutor(AT_ONCE), ThreadPoolExecutor(FETCHERS)
    streams = []
    for start in range(0, len(passes), 100):
        streams += await asyncio.gather(*(stream(f"guest={one}") for one in passes[start : start + 100]))
    by_ticket = {talk.ticket: talk for talk in talks}
    heard: dict[str, float] = {}
    dirty: set[str] = set()
    running: set[str] = set()

    def fetch(talk: Talk) -> None:
        path = f"/conversations/{talk.conversation}/thread/?{urlencode({'ticket': talk.ticket, 'only': 'messages'} | talk.end)}"
        status, page = ask("GET", path, headers={"Cookie": cookie, "HX-Request": "true"})
        now = time.perf_counter()
        if status != 200:
            times.failed.append(f"{status} {page[:100]!r}")
        talk.end |= {name: html.unescape(value) for name, value in INPUT.findall(page.decode())}
        for mark, at in list(talk.sent.items()):
            if mark.encode() in page:
                del talk.sent[mark]
                times.shown.append(now - at)

    async def refresh(ticket: str) -> None:
        # As the screen does: one request at a time, and another when something moved meanwhile.
        running.add(ticket)
        while ticket in dirty:
            dirty.discard(ticket)
            await loop.run_in_executor(fetching, fetch, by_ticket[ticket])
        running.discard(ticket)

    async def listen(topics: str) -> None:
        reader, _writer = await stream(f"token={staff}&topics={topics}")
        while True:
            event = await reader.readuntil(b"\n\n")
            if b'"message.received"' not in event:
                continue
            told = json.loads(event[event.index(b"data: ") + 6 :].split(b"\n")[0])
            heard[told["id"]] = time.perf_counter()
            ticket = told["topic"].partition(":")[2]
            dirty.add(ticket)
            if ticket not in running:
                tasks.add(asyncio.create_task(refresh(ticket)))

    def say(talk: Talk, mark: str) -> None:
        began = talk.sent[mark] = time.perf_counter()
        try:
            said = post(widget, "say", token=talk.token, client=str(uuid4()), text=mark)
        except RuntimeError as refusal:
            times.failed.append(str(refusal))
            return
        times.taken.append(time.perf_counter() - began)
        posted[said["message"]["id"]] = began

    posted: dict[str, float] = {}
    tasks: set[asyncio.Task[None]] = set()
    names = [f"ticket:{talk.ticket}" for talk in talks]
    for start in range(0, len(names), 10):  # an agent has some chats at once
        tasks.add(asyncio.create_task(listen(",".join(names[start : start + 10]))))
    await asyncio.sleep(1)
    begun, sending = time.perf_counter(), []
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        sending.append(loop.run_in_executor(posting, say, random.choice(talks), f"banc-{number:06d}."))
    await asyncio.gather(*sending)
    for _ in range(100):
        if not any(talk.sent for talk in talks):
            break
        await asyncio.sleep(0.1)
    times.hinted = [heard[id] - at for id, at in posted.items() if id in heard]
    for task in tasks:
        task.cancel()
    for _reader, writer in streams:
        writer.close()
    return times


def prepare(count: int) -> tuple[Any, list[Talk], Callable[[], str], str, str]:
    """A brand with its widget, ``count`` chats in an agent's hands; how to pass as a silent visitor, the agent's pass and
    cookie."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from entregent.access.models import Membership, Staff
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.chat.models import Chat, Widget
    from entregent.channels.chat.web.answers import OWN_NEWS
    from entregent.live.token import issue, issue_guest
    from entregent.routing.models import Queue
    from entregent.tickets import actions as tickets

    brand = Brand.objects.create(slug="banc", name="Banc", code="BAN")
    with visible([brand.id]):
        agent = Staff.objects.create_user("banc@example.org", name="Banc")
        Membership.objects.create(staff=agent, of_brand=brand, role="agent")
        queue = Queue.objects.create(brand=brand, name="Discussion", is_default=True)
        widget = Widget.objects.create(brand=brand, name="Site", queue=queue, origins=[SITE], secret="").id
    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(lambda _: begin(widget), range(count)))
    first = {message: token for token, message in tokens}
    talks = []
    with visible([brand.id]):
        for chat in Chat.objects.select_related("ticket"):
            tickets.take(chat.ticket_id, agent, timezone.now())
            last = str(chat.conversation.messages.get().id)
            talks.append(Talk(first[last], str(chat.ticket_id), str(chat.conversation_id), {"after": last}))
    browser = Client()
    browser.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"

    def guest(ticket: str = "") -> str:
        return issue_guest(settings.SECRET_KEY, brand.id, {f"ticket:{ticket or uuid4()}": OWN_NEWS}, SITE)

    return widget, talks, guest, issue(settings.SECRET_KEY, agent.id, [brand.id]), cookie


def told(name: str, times: list[float]) -> str:
    """Median and 95th percentile in words."""
    if len(times) < 2:
        return f"{name} —"
    return f"{name} median {statistics.median(times) * 1000:.0f} ms, p95 {statistics.quantiles(times, n=20)[-1] * 1000:.0f} ms"


def run(visitors: int, talking: int, rate: int, seconds: float) -> None:
    """Print the figures."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ["ENTREGENT_CHAT_REQUESTS_PER_MINUTE"] = "1000000"
    with house.database():
        house.django()
        from entregent.channels.chat.bundle import script

        made = script()
        packed, plain = len(made.packed) / 1000, len(made.plain) / 1000
        print(f"chat: the widget weighs {packed:.1f} kB compressed (aim 40), {plain:.1f} kB plain")
        with house.process("public", "--port", str(PORT)):
            house.wait_for(f"http://127.0.0.1:{PORT}/live/health")
            widget, talks, guest, staff, cookie = prepare(talking)
            passes = [guest(talk.ticket) for talk in talks] + [guest() for _ in range(visitors - len(talks))]
            measured = measure(talks, passes, staff, cookie, widget, rate, seconds)
            times = asyncio.run(asyncio.wait_for(measured, MOST_SECONDS))
    print(
        f"chat: {visitors} widgets connected, {talking} talk, {rate} messages a second for {seconds:.0f} s: "
        f"{told('acknowledged', times.taken)}; {told('hint', times.hinted)}; {told('on the screen', times.shown)} "
        f"(aim p95 300); {round(rate * seconds) - len(times.shown)} not shown, {len(times.failed)} failed {times.failed[:1]}"
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--visitors", type=int, default=2000)
    arguments.add_argument("--talking", type=int, default=100)
    arguments.add_argument("--rate", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=12)
    run(**vars(arguments.parse_args()))
