"""Where each telephone is: registrations with their passwords, their ends, and which of several rings."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from entregent.telephony.sip import digest, messages
from entregent.telephony.sip.directory import REALM, Binding, Device, Directory
from entregent.telephony.sip.endpoint import Address
from entregent.telephony.sip.path import BREAKS

SHORTEST, LONGEST = 60, 120  # seconds of a registration
# So soon a process that was started again knows where telephones are, and a way back through a translator is not forgotten.
MOST = 5  # places of one telephone
_Counted = TypeVar("_Counted")


@dataclass
class Place:
    """One contact of a telephone."""

    contact: str  # the address that it wants to be called by
    source: Address  # where it really is
    until: float  # of the loop's clock
    agent: str
    call_id: str
    sequence: int
    timer: asyncio.TimerHandle
    routes: list[str]  # through which edges it came (Path, RFC 3327): calls go back that way


class Registrar:
    """The places of this moment. Raises nothing: it answers."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_binding: Callable[[Binding], None], on_wrong: Callable[[str], None]
    ) -> None:
        self._loop, self._on_binding, self._on_wrong = loop, on_binding, on_wrong
        self._directory = Directory()
        self._nonces = digest.Nonces(secrets.token_bytes(32))
        self._places: dict[str, dict[str, Place]] = {}  # device → contact → place, the newest last
        self._sources: Counter[Address] = Counter()
        self.addresses: Counter[str] = Counter()  # where telephones are, and how many places each has

    def know(self, directory: Directory) -> None:
        """The devices from now on: whose password changed, or who is gone, is no longer here."""
        before, self._directory = self._directory, directory
        for id in list(self._places):
            if directory.devices.get(id) != before.devices.get(id):
                self._forget(id)

    def place_of(self, device: str) -> Place | None:
        """Where it rings: the newest of its places."""
        places = self._places.get(device)
        return next(reversed(places.values())) if places else None

    def knows(self, source: Address) -> bool:
        """Whether a telephone is registered from there."""
        return source in self._sources

    def authenticated(self, request: Any) -> Device | Any:
        """The device that proved who it is, or the answer to give: a challenge, or 403 for a wrong password."""
        method, said = request.getMethod(), [str(one.body) for one in request.getHFs("authorization")]
        now = time.time()
        for text in said:
            try:
                given = digest.read(text)
            except digest.Malformed:
                return messages.response(request, 400, "Bad Authorization")
            if given.get("realm") != REALM or not self._nonces.ours(given.get("nonce", "")):
                continue
            device = self._directory.users.get(given.get("username", ""))
            good = digest.matches(given, device.ha1 if device else "0" * 32, method)
            if not good or device is None:
                self._on_wrong(request.getSource()[0])
                return messages.response(request, 403, "Forbidden")
            if self._nonces.fresh(given["nonce"], now) and self._nonces.count(given["nonce"], given["nc"]):
                return device
            return self._challenge(request, now, stale=True)
        return self._challenge(request, now, stale=False)

    def _challenge(self, request: Any, now: float, *, stale: bool) -> Any:
        value = self._nonces.challenge(REALM, now, secrets.token_hex(8), stale=stale)
        return messages.response(request, 401, "Unauthorized", headers={"WWW-Authenticate": value})

    def register(self, request: Any, device: Device) -> Any:
        """The answer to an authenticated REGISTER (RFC 3261 § 10.3)."""
        contacts = request.getHFBodys("contact")
        general = messages.number_header(request, "expires")
        if any(contact.asterisk for contact in contacts):
            if len(contacts) > 1 or general != 0:
                return messages.response(request, 400, "Bad Request")
            self._forget(device.id)
            return self._listing(request, device)
        if any(BREAKS.search(str(one.body).strip()[1:].rstrip(">")) for one in request.getHFs("path")):
            return messages.response(request, 400, "Bad Path")
        wanted = []
        for contact in contacts:
            asked = str(contact.address.getParam("expires") or "")
            seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else general
            seconds = LONGEST if seconds is None else min(seconds, LONGEST)
            if 0 < seconds < SHORTEST:
                return messages.response(request, 423, "Interval Too Brief", headers={"Min-Expires": str(SHORTEST)})
            named = str(contact.getUrl())
            if BREAKS.search(named):
                return messages.response(request, 400, "Bad Contact")
            wanted.append((named, seconds))
        for contact, seconds in wanted[:MOST]:
            self._place(request, device.id, contact, seconds)
        return self._listing(request, device)

    def _place(self, request: Any, device: str, contact: str, seconds: int) -> None:
        call_id, sequence = messages.header(request, "call-id"), request.getHFBody("cseq").getCSeqNum()
        before = self._places.get(device, {}).get(contact)
        if before is not None and before.call_id == call_id and sequence <= before.sequence:
            return  # an older request that arrives late
        if seconds == 0:
            self._leave(device, contact)
            return
        source = request.getSource()
        places = self._places.setdefault(device, {})
        if before is not None:
            self._clear(places.pop(contact))
        timer = self._loop.call_later(seconds, self._leave, device, contact)
        agent = messages.phrase(messages.header(request, "user-agent"))
        routes = [str(one.body).strip() for one in request.getHFs("path")]
        places[contact] = Place(contact, source, self._loop.time() + seconds, agent, call_id, sequence, timer, routes)
        self._sources[source] += 1
        self.addresses[source[0]] += 1
        while len(places) > MOST:
            self._clear(places.pop(next(iter(places))))
        self._tell(Binding(device, contact, seconds, agent))

    def _leave(self, device: str, contact: str) -> None:
        place = self._places.get(device, {}).pop(contact, None)
        if place is None:
            return
        self._clear(place)
        rest = self.place_of(device)
        if rest is not None:
            self._tell(Binding(device, rest.contact, rest.until - self._loop.time(), rest.agent))
        else:
            self._forget(device, place.agent)

    def _forget(self, device: str, agent: str = "") -> None:
        for place in self._places.pop(device, {}).values():
            self._clear(place)
        self._tell(Binding(device, "", 0.0, agent))

    def _clear(self, place: Place) -> None:
        place.timer.cancel()
        _one_less(self._sources, place.source)
        _one_less(self.addresses, place.source[0])

    def _tell(self, binding: Binding) -> None:
        self._loop.call_soon(self._on_binding, binding)

    def _listing(self, request: Any, device: Device) -> Any:
        now = self._loop.time()
        places = self._places.get(device.id, {}).values()
        made = messages.response(request, 200, "OK")
        for one in request.getHFs("path"):
            messages.add(made, {"Path": str(one.body).strip()})
        for place in places:
            messages.add(made, {"Contact": f"<{place.contact}>;expires={max(0, round(place.until - now))}"})
        return made

    def stop(self) -> None:
        """No timer is left."""
        for places in self._places.values():
            for place in places.values():
                place.timer.cancel()


def _one_less(counter: "Counter[_Counted]", one: _Counted) -> None:
    counter[one] -= 1
    if counter[one] <= 0:
        del counter[one]
