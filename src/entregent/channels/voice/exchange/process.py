"""``entregent voice``: everything that carries calls, started and stopped."""

import asyncio
import ipaddress
import logging
import signal
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from entregent.channels.voice import actions
from entregent.channels.voice.exchange import directory
from entregent.channels.voice.exchange.calls import Calls
from entregent.channels.voice.exchange.control import serve
from entregent.channels.voice.exchange.desk import Desk
from entregent.channels.voice.exchange.errands import Errands
from entregent.channels.voice.exchange.handsets import Handset, Told
from entregent.channels.voice.exchange.ledger import Ledger
from entregent.channels.voice.exchange.news import listen
from entregent.channels.voice.exchange.outside import Books, Outside
from entregent.channels.voice.exchange.stations import Stations
from entregent.channels.voice.exchange.switchboard import Switchboard
from entregent.channels.voice.exchange.visitors import site_of
from entregent.channels.voice.exchange.voices import Sounds, Voices
from entregent.kernel.news import News
from entregent.routing import actions as routing
from entregent.speech.turns import Turns
from entregent.telephony.media.client import Media
from entregent.telephony.sip.directory import Binding, TrunkState
from entregent.telephony.sip.stack import Sip

log = logging.getLogger(__name__)
SIGN_OF_LIFE = 5.0
STEADY = 4
"""Signs of life in a row before others are judged by theirs: after the database was away, all are late to give one."""
READ_AGAIN = 15.0
"""Seconds between two readings of the settings; a change that is told of is read at once."""
SETTINGS = frozenset({"trunk.saved", "number.saved", "scenario.published"})


def run(conninfo: str, host: str, port: int, ports: range, sounds: Sounds) -> None:
    """Carry calls until SIGTERM or SIGINT; whoever is on the line then is told."""
    asyncio.run(_until_stopped(Process(conninfo, host, port, ports, sounds)))


async def _until_stopped(process: "Process") -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with process:
        await stop.wait()


class Process:
    """Sound, signalling, books and control of one process, open while the ``async with`` lasts."""

    def __init__(self, conninfo: str, host: str, port: int, ports: range, sounds: Sounds) -> None:
        self._conninfo, self._host, self._port, self._ports, self._sounds = conninfo, host, port, ports, sounds
        self._stop = threading.Event()
        self._beats: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._errands = Errands()

    async def __aenter__(self) -> "Process":
        ledger = Ledger()
        media = Media(
            host=self._host,
            ports=self._ports,
            on_event=lambda event: self.board.heard(event),
            loopback=ipaddress.ip_address(self._host).is_loopback,
            detector=self._sounds.judge,
            announced=settings.VOICE_ANNOUNCED,
        )
        self.sip = Sip(
            self._host,
            self._port,
            on_call=lambda dialog: self.board.called(dialog),
            on_binding=self._bound,
            on_trunk=self._trunk,
            announced=settings.VOICE_ANNOUNCED,
        )
        await media.start()
        await self.sip.start()
        self._control = await serve(settings.SECRET_KEY, {
            "order": self._order, "station": self._station, "dial": self._dial,
            "visit": self._visit, "visitor": self._visitor,
        })  # fmt: skip
        control = "{}:{}".format(*self._control.sockets[0].getsockname()[:2])
        address = f"{self._host}:{self.sip.port}"
        lost = await ledger.ask_all(actions.cut_off, timezone.now(), sip=address)
        if lost:
            log.warning("%s calls were cut off when the process before this one fell", lost)
        self.node: UUID = await ledger.ask_all(actions.start_node, control, address, timezone.now())
        stations = Stations(media, self._telephone)
        voices, self._ears = Voices(ledger, self._sounds.say), Turns()
        outside = Outside(self.sip, media, lambda: self.board.directory, Books(self._charge, self._limit_met))
        desk = Desk(
            self.node, Calls(), media, ledger, voices, self._ears, stations, outside, self._handset, self._sounds.music,
            timezone.now,
        )  # fmt: skip
        self.board = Switchboard(desk)
        await self._read_settings()
        listen(self._conninfo, self._news, self._missed, self._stop)
        self._beats = asyncio.create_task(self._beat())
        return self

    def _handset(self, staff: UUID, told: Told) -> Handset:
        return Handset(self.sip, self.board.desk.media, self.board.desk.stations, staff, told)

    async def __aexit__(self, *_: object) -> None:
        await self.board.stop()
        self._stop.set()
        if self._beats is not None:
            self._beats.cancel()
        self._control.close()
        try:
            await self.board.desk.ledger.ask_all(actions.stop_node, self.node, timezone.now(), patience=2)
        except (OperationalError, InterfaceError):
            log.warning("the database is away: the next process will say that this one has stopped")
        await self.board.desk.ledger.close()
        await self._ears.stop()
        await self.sip.stop()
        await self.board.desk.media.stop()

    async def _beat(self) -> None:
        read, well = 0.0, 0
        while True:
            await asyncio.sleep(SIGN_OF_LIFE)
            try:
                talk = {staff for call in self.board.desk.calls for staff in call.people}
                await self.board.desk.ledger.ask_all(actions.alive, self.node, talk, timezone.now(), patience=1)
                well += 1
                if well > STEADY:
                    await self.board.desk.ledger.ask_all(actions.cut_off, timezone.now(), patience=1)
                if (read := read + SIGN_OF_LIFE) >= READ_AGAIN:
                    read = 0.0
                    await self._read_settings()
            except Exception:
                well = 0
                log.exception("no sign of life could be given")

    async def _read_settings(self) -> None:
        async with self._reading:  # what was read before never comes after
            found = await self.board.desk.ledger.ask_all(directory.read)
            if found != self.board.directory:
                self.board.directory = found
                self.sip.know(found.trunks, found.devices)
        if any(line.spoken_to for line in found.lines.values()):
            self._ears.warm()

    def _news(self, news: News) -> None:
        self.board.news(news)
        if news.name in SETTINGS:
            self._errands.begin(self._read_settings())

    def _missed(self) -> None:
        self._errands.begin(self.board.catch_up())

    def _telephone(self, staff: UUID, there: bool) -> None:
        self._errands.begin(self.board.desk.ledger.ask_all(routing.equip, staff, "call", there, timezone.now()))

    def _bound(self, binding: Binding) -> None:
        until = timezone.now() + timedelta(seconds=binding.expires) if binding.contact else None
        ledger = self.board.desk.ledger
        if (staff := self.board.directory.staff.get(binding.device)) is not None:
            self.board.desk.stations.bound(staff, binding.device, bool(binding.contact))
        self._errands.begin(ledger.ask_all(directory.keep_binding, binding.device, self.node, until, binding.agent))

    def _charge(self, brand: UUID, trunk: str, prefix: str, seconds: float, cents: int) -> None:
        asked = self.board.desk.ledger.ask
        self._errands.begin(asked(brand, actions.charge, brand, UUID(trunk), prefix, seconds, cents, timezone.now()))

    def _limit_met(self, brand: UUID, trunk: str, why: str) -> None:
        log.warning("a call out was refused: %s", why)
        self._errands.begin(self.board.desk.ledger.ask(brand, actions.limit_met, brand, UUID(trunk), why, timezone.now()))

    def _trunk(self, told: TrunkState) -> None:
        self._errands.begin(self.board.desk.ledger.ask_all(directory.keep_state, told.trunk, told.state, timezone.now()))

    async def _order(self, call: str, what: str, staff: str, **more: object) -> str | None:
        return await self.board.order(UUID(call), what, UUID(staff), **more)

    async def _dial(self, brand: str, number: str, staff: str, ticket: str, person: str) -> dict[str, str]:
        about = [UUID(one) if one else None for one in (ticket, person)]
        return await self.board.dial(UUID(brand), number, UUID(staff), *about)

    async def _visit(self, number: str, offer: str, called: str, network: str, site: dict[str, Any]) -> dict[str, str]:
        return await self.board.visitors.open(UUID(number), offer, called, network, site_of(site))

    async def _visitor(self, call: str, what: str, digits: str = "") -> None:
        self.board.visitors.does(UUID(call), what, digits)

    async def _station(self, staff: str, offer: str) -> str:
        return await self.board.desk.stations.open(UUID(staff), offer)
