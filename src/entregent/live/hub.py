"""Who listens to what, in memory: news come in once from PostgreSQL and go out to every browser concerned."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from entregent.kernel.news import News
from entregent.live.token import Guest, Holder

BACKLOG = 20_000  # news kept for browsers that come back
WAITING = 500  # messages a slow browser may be late by; past that it is told to fetch everything again

SLACK = 2.0  # seconds by which the clocks of pages and streams may differ

RESET = "event: reset\ndata: {}\n\n"


@dataclass(eq=False)
class Listener:
    """One open stream."""

    holder: Holder
    topics: frozenset[str]
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def offer(self, message: str) -> None:
        """Put a message on its way; a stream that is too far behind is emptied and reset."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(RESET)


class Hub:
    """The listeners by topic, and the last news for those who come back."""

    def __init__(self) -> None:
        self.backlog: deque[News] = deque(maxlen=BACKLOG)
        self.heard: deque[float] = deque(maxlen=BACKLOG)
        self.by_topic: dict[str, set[Listener]] = {}

    def join(self, listener: Listener, last: int | None, since: float | None = None) -> None:
        """Open a stream; ``last`` is the id of the last news its browser has heard. One that has heard none says ``since``
        when (seconds of the epoch) its page was written: what happened before the stream opened is told too.
        """
        for topic in listener.topics:
            self.by_topic.setdefault(topic, set()).add(listener)
        if last is not None:
            self._resume(listener, _after(self.backlog, last))
        elif since is not None:
            recent = zip(reversed(self.heard), reversed(self.backlog), strict=True)
            self._resume(listener, [news for at, news in takewhile(lambda pair: pair[0] >= since - SLACK, recent)][::-1])

    def leave(self, listener: Listener) -> None:
        """Close a stream."""
        for topic in listener.topics:
            listeners = self.by_topic.get(topic, set())
            listeners.discard(listener)
            if not listeners:
                self.by_topic.pop(topic, None)

    def publish(self, news: News) -> None:
        """Send news to everyone concerned whose pass covers its brand."""
        self.backlog.append(news)
        self.heard.append(time.time())
        for topic in news.topics():
            if listeners := self.by_topic.get(topic):
                message = _message(topic, news)
                for listener in listeners:
                    if listener.holder.is_told(topic, news):
                        guest = isinstance(listener.holder, Guest)
                        listener.offer(_hint(topic, news) if guest else message)

    def whisper(self, brand: str, topic: str, name: str, *, to_guests: bool) -> None:
        """Tell one side of a request, guests or staff, what lasts a moment and is kept nowhere."""
        message = f"event: whisper\ndata: {json.dumps({'topic': topic, 'name': name}, separators=(',', ':'))}\n\n"
        for listener in self.by_topic.get(topic, ()):
            if isinstance(listener.holder, Guest) == to_guests and brand in listener.holder.brands:
                listener.offer(message)

    def guests(self, brand: str, topic: str) -> int:
        """How many streams of guests listen to a topic."""
        found = (listener.holder for listener in self.by_topic.get(topic, ()))
        return sum(isinstance(holder, Guest) and brand in holder.brands for holder in found)

    def reset_all(self) -> None:
        """Something may have been missed (the database was away): everyone fetches again."""
        self.backlog.clear()
        self.heard.clear()
        for listener in {listener for listeners in self.by_topic.values() for listener in listeners}:
            listener.offer(RESET)

    def _resume(self, listener: Listener, missed: list[News] | None) -> None:
        if missed is None:
            listener.offer(RESET)
            return
        guest = isinstance(listener.holder, Guest)
        for news in missed:
            for topic in news.topics():
                if topic in listener.topics and listener.holder.is_told(topic, news):
                    listener.offer(_hint(topic, news) if guest else _message(topic, news))


def _after(backlog: Iterable[News], last: int) -> list[News] | None:
    """The news heard after ``last`` in the order they came; None when it is not remembered."""
    missed: list[News] | None = None
    for news in backlog:
        if missed is not None:
            missed.append(news)
        if news.id == last:
            missed = []
    return missed


def _message(topic: str, news: News) -> str:
    data = json.dumps({"topic": topic, "name": news.name, "id": news.subject}, separators=(",", ":"))
    return f"id: {news.id}\ndata: {data}\n\n"


def _hint(topic: str, news: News) -> str:
    """The same for a guest: which of their topics moved and how, without the id that it has inside."""
    data = json.dumps({"topic": topic, "name": news.name}, separators=(",", ":"))
    return f"id: {news.id}\ndata: {data}\n\n"
