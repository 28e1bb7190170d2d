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
from entregent.live.token import Pass, Refused, read
from entregent.live.watchers import Watchers

HEARTBEAT = 20  # seconds between signs of life: below the patience of any proxy
TOPICS = 200
LONGEST = 40  # characters of a thing's id


def create(conninfo: str, key: str) -> Starlette:
    """The application, for the database it listens to and the key that signs the passes."""
    hub = Hub()
    watchers = Watchers()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(listen(conninfo, hub))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    def holder(request: Request) -> Pass:
        return read(key, request.query_params.get("token", ""))

    async def stream(request: Request) -> Response:
        try:
            held = holder(request)
        except Refused:
            return PlainTextResponse("This page is too old: load it again.\n", 403)
        asked = request.query_params.get("topics", "").split(",")[:TOPICS]
        listener = Listener(held, frozenset(topic for topic in asked if held.may_hear(topic)))
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        since = request.query_params.get("since", "")
        hub.join(listener, int(last) if last.isdigit() else None, int(since) / 1000 if since.isdigit() else None)
        return Stream(
            _messages(hub, listener),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def here(request: Request) -> Response:
        """Someone looks at a thing of a brand, or types in it; answers with the others who do."""
        brand, thing = request.path_params["brand"], request.path_params["thing"]
        try:
            held = holder(request)
        except Refused:
            return PlainTextResponse("", 403)
        if brand not in held.brands or len(thing) > LONGEST:
            return PlainTextResponse("", 403)
        state = request.query_params.get("state", "")
        state = state if state in ("typing", "gone") else "looking"
        return JSONResponse(watchers.sign(brand, thing, held.staff, state, time.monotonic()))

    return Starlette(
        routes=[
            Route("/live/stream", stream),
            Route("/live/here/{brand}/{thing}", here, methods=["POST"]),
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
    try:
        yield "retry: 2000\n: hello\n\n"
        while True:
            try:
                yield await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        hub.leave(listener)
