"""The live process: one stream of server-sent events for each open screen. No Django, no database reads, no contents."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from entregent.live.hub import Hub, Listener
from entregent.live.listen import listen
from entregent.live.token import Guest, Holder, Pass, Refused, read, read_guest
from entregent.live.watchers import Watchers
from entregent.live.whispers import Whispers

HEARTBEAT = 20  # seconds between signs of life: below the patience of any proxy
TOPICS = 200
LONGEST = 40  # characters of a thing's id
GUESTS = 8  # streams that one visitor may keep open: the tabs of a browser share one
WHISPERS = {"typing", "idle", "seen", "page"}


def create(conninfo: str, key: str) -> Starlette:
    """The application, for the database it listens to and the key that signs the passes."""
    hub = Hub()
    watchers = Watchers()
    whispers = Whispers()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(listen(conninfo, hub))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    def holder(request: Request) -> Holder:
        """Who asks. A visitor's pass is good on the site that it was given to, and nowhere else."""
        if guest := request.query_params.get("guest"):
            held = read_guest(key, guest)
            if request.headers.get("origin", held.origin) != held.origin:
                raise Refused
            return held
        return read(key, request.query_params.get("token", ""))

    async def stream(request: Request) -> Response:
        try:
            held = holder(request)
        except Refused:
            return PlainTextResponse("This page is too old: load it again.\n", 403)
        if isinstance(held, Guest):
            asked = list(held.hears)
            if any(hub.guests(brand, topic) >= GUESTS for brand in held.brands for topic in _own(held)):
                return PlainTextResponse("Too many streams are open.\n", 429, headers=_for(held))
        else:
            asked = request.query_params.get("topics", "").split(",")[:TOPICS]
        listener = Listener(held, frozenset(topic for topic in asked if held.may_hear(topic)))
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        since = request.query_params.get("since", "")
        hub.join(listener, int(last) if last.isdigit() else None, int(since) / 1000 if since.isdigit() else None)
        return Stream(
            _messages(hub, listener),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"} | _for(held),
        )

    async def here(request: Request) -> Response:
        """Someone looks at a thing of a brand, or types in it; answers with the others who do."""
        brand, thing = request.path_params["brand"], request.path_params["thing"]
        try:
            held = holder(request)
        except Refused:
            return PlainTextResponse("", 403)
        if not isinstance(held, Pass) or brand not in held.brands or len(thing) > LONGEST:
            return PlainTextResponse("", 403)
        state = request.query_params.get("state", "")
        state = state if state in ("typing", "gone") else "looking"
        return JSONResponse(watchers.sign(brand, thing, held.staff, state, time.monotonic()))

    async def whisper(request: Request) -> Response:
        """What lasts a moment (``name``: typing, idle, seen, page), told to the other side of a request: by staff to its
        visitor, by the visitor to the staff who have it open. Answers staff whether the visitor is there."""
        brand, thing = request.path_params["brand"], request.path_params["thing"]
        topic, name = f"ticket:{thing}", request.query_params.get("name", "")
        try:
            held = holder(request)
        except Refused:
            return PlainTextResponse("", 403)
        if brand not in held.brands or len(thing) > LONGEST or not held.may_hear(topic):
            return PlainTextResponse("", 403, headers=_for(held))
        guest = isinstance(held, Guest)
        if name in WHISPERS and whispers.may(
            f"{thing} {name} {'' if isinstance(held, Guest) else held.staff}", time.monotonic()
        ):
            hub.whisper(brand, topic, name, to_guests=not guest)
        return JSONResponse({} if guest else {"here": hub.guests(brand, topic) > 0}, headers=_for(held))

    return Starlette(
        routes=[
            Route("/live/stream", stream),
            Route("/live/here/{brand}/{thing}", here, methods=["POST"]),
            Route("/live/whisper/{brand}/{thing}", whisper, methods=["POST"]),
            Route("/live/health", lambda _: PlainTextResponse("ok\n")),
        ],
        lifespan=lifespan,
    )


class Stream(StreamingResponse):
    """A stream that the process may cut when it stops, without a complaint for each open screen."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError):
            await super().__call__(scope, receive, send)


async def _messages(hub: Hub, listener: Listener) -> AsyncIterator[str]:
    _coming(hub, listener, "here")
    try:
        yield "retry: 2000\n: hello\n\n"
        while True:
            try:
                yield await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        hub.leave(listener)
        _coming(hub, listener, "gone")


def _coming(hub: Hub, listener: Listener, name: str) -> None:
    """A visitor comes, or goes: the staff who have their request open see it."""
    if isinstance(listener.holder, Guest):
        for brand in listener.holder.brands:
            for topic in _own(listener.holder):
                if name == "here" or not hub.guests(brand, topic):
                    hub.whisper(brand, topic, name, to_guests=False)


def _own(guest: Guest) -> list[str]:
    """The topics of the visitor's own request."""
    return [topic for topic in guest.hears if topic.startswith("ticket:")]


def _for(held: Holder) -> dict[str, str]:
    """What lets the page of a visitor read the answer."""
    return {"Access-Control-Allow-Origin": held.origin, "Vary": "Origin"} if isinstance(held, Guest) else {}
