"""The telephone exchange's ear and mouth: one socket, its calls, and who may make them."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any

from entregent.telephony import sdp
from entregent.telephony.sip import calling, messages
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Binding, Device, Directory, Trunk, TrunkState
from entregent.telephony.sip.endpoint import Endpoint, is_literal
from entregent.telephony.sip.engine import Transactions
from entregent.telephony.sip.events import DialogEvent
from entregent.telephony.sip.guard import TELEPHONE, TRUNK, Guard, Rate
from entregent.telephony.sip.path import Path
from entregent.telephony.sip.refers import REPLACES
from entregent.telephony.sip.registrar import Registrar
from entregent.telephony.sip.registration import Registration, credentials
from entregent.telephony.sip.trouble import report

KNOWN_OPTIONS = {"timer", "replaces"}  # what a caller may require of us
MOST_CALLS = 2000
SHORTEST = 32  # bytes; less keeps a translator's way open, and says nothing


class Unreachable(LookupError):
    """No way leads there: an unknown trunk, a telephone that is not registered."""


class Sip:
    """Signalling over UDP. Every callback runs in the loop that called ``start``, after the message that caused it."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        on_call: Callable[[Dialog], None],
        on_binding: Callable[[Binding], None],
        on_trunk: Callable[[TrunkState], None] = lambda state: None,
        announced: str = "",
        sign_of_life: float = 300.0,
    ) -> None:
        """``host``: the address to listen on; ``announced``: the one that our messages name, when it is another.
        ``sign_of_life``: seconds without a word in a call before the other end is asked whether it is there."""
        self._host, self._asked_port, self._announced = host, port, announced
        self._on_call, self._on_binding, self._on_trunk = on_call, on_binding, on_trunk
        self.sign_of_life = sign_of_life
        self.directory = Directory()
        self.guard = Guard()
        self._dialogs: dict[tuple[str, str], Dialog] = {}
        self._registrations: dict[str, Registration] = {}
        self._introduced: set[str] = set()  # the addresses of telephones that the guard knows
        self._asked: set[tuple[str, str, int]] = set()  # INVITEs being answered: the same by another way is a loop

    @property
    def port(self) -> int:
        """Where we listen."""
        return self.endpoint.address[1]

    async def start(self) -> None:
        """Listen. Raises OSError."""
        self.loop = asyncio.get_running_loop()
        self.endpoint = Endpoint(self._admits, lambda data, source: self.transactions.receive(data, source), self._introduce)
        self.transactions = Transactions(self.endpoint, self._requested, self._blame)
        self.registrar = Registrar(self.loop, self._bound, self._blame)
        await self.endpoint.open(self._host, self._asked_port, self._announced)

    async def stop(self, patience: float = 1.0) -> None:
        """Hang up every call, leave the operators, and close once they have answered, or after ``patience`` seconds."""
        for dialog in list(self._dialogs.values()):
            dialog.hang_up("shutting down")
        for registration in self._registrations.values():
            registration.stop()
        self.registrar.stop()
        until = self.loop.time() + patience
        while self.transactions.tclient and self.loop.time() < until:
            await asyncio.sleep(0.02)
        self.transactions.close()

    def know(self, trunks: Collection[Trunk], devices: Collection[Device]) -> None:
        """The directory from now on. Raises ValueError on an address that is none; the one before then stays."""
        self.directory = Directory(trunks, devices)
        self.registrar.know(self.directory)
        for id, registration in list(self._registrations.items()):
            if self.directory.trunks.get(id) != registration.trunk:
                self._registrations.pop(id).stop()
        for trunk in self.directory.trunks.values():
            if trunk.host and not is_literal(trunk.host) and trunk.host not in self.endpoint.names:
                self.endpoint.look_up(trunk.host)
            if trunk.register and trunk.id not in self._registrations:
                self._registrations[trunk.id] = Registration(
                    self, trunk, calling.to_register(self.endpoint.address, trunk), self._on_trunk
                )
        self._introduce()

    def dial(
        self,
        to: str,
        *,
        caller: str,
        name: str = "",
        offer: str,
        trunk: str = "",
        device: str = "",
        on_event: Callable[[DialogEvent], None],
    ) -> Dialog:
        """Call a number through a trunk, or a registered device (``to`` is then what it shows as called).

        ``caller``: the number shown, the trunk's own when empty; "anonymous" withholds it. Raises Unreachable for a trunk that
        is not known or a device that is not registered, ValueError for a number that cannot be dialled.
        """
        line, us = self.directory.trunks.get(trunk), self.endpoint.address
        headers: dict[str, str] = {}
        if device:
            place, known = self.registrar.place_of(device), self.directory.devices.get(device)
            if place is None or known is None:
                raise Unreachable(device)
            path = calling.to_device(us, known, place, caller, name)
        elif line is None or not line.host:
            raise Unreachable(trunk)
        else:
            path, headers = calling.by_trunk(us, line, to, caller, name)
        dialog = Dialog(
            self,
            path,
            inbound=False,
            caller=caller,
            name=name,
            called=to,
            source=path.hop,
            trunk=trunk,
            device=device,
            offer=offer,
            credentials=(lambda response, request: credentials(line, response, request)) if line else None,
        )
        dialog.on_event = on_event
        self._dialogs[path.call_id, path.local_tag] = dialog
        dialog.outgoing.invite(offer, headers)
        return dialog

    def _introduce(self) -> None:
        """Tell the guard who is known now: trunks by their addresses and names, telephones by where they are."""
        for trunk in self.directory.trunks.values():
            if trunk.host:
                found = self.endpoint.names.get(trunk.host, (trunk.host, 0.0))[0]
                if is_literal(found):
                    self.directory.learn(trunk.host, found)
        self._introduced = set(self.registrar.addresses)
        known: dict[str, Rate] = dict.fromkeys(self.registrar.addresses, TELEPHONE)
        known |= dict.fromkeys(self.directory.addresses(), TRUNK)
        known |= {names[0]: TRUNK for names in self.endpoint.names.values()}
        known |= {trunk.host: TRUNK for trunk in self.directory.trunks.values() if is_literal(trunk.host)}
        self.guard.know(known, time.monotonic())

    def _bound(self, binding: Binding) -> None:
        if self.registrar.addresses.keys() != self._introduced:
            self._introduce()
        self._on_binding(binding)

    # ---- what calls ask of the house

    def leave(self, dialog: Dialog) -> None:
        """It is over."""
        self._dialogs.pop((dialog.path.call_id, dialog.path.local_tag), None)
        self._asked.discard(dialog.incoming.asked)

    def replaced(self, named: str) -> str:
        """The id of the call of ours that a Replaces header names, or ""."""
        tags = REPLACES.match(named)
        other = self.other(tags[1], tags[2], tags[3]) if tags else None
        return other.id if other is not None else ""

    def other(self, call_id: str, local_tag: str, remote_tag: str) -> Dialog | None:
        """The call of ours that a Replaces names."""
        found = self._dialogs.get((call_id, local_tag))
        return found if found is not None and found.path.remote_tag == remote_tag else None

    # ---- what comes in

    def _admits(self, data: bytes, address: str) -> bool:
        now = time.monotonic()
        if not self.guard.knows(address) and self.directory.in_network(address):
            self.guard.welcome(address, TRUNK, now)
        return len(data) > SHORTEST and self.guard.admits(address, now)

    def _blame(self, address: str) -> None:
        self.guard.blame(address, time.monotonic())

    def _requested(self, request: Any, transaction: Any) -> Any:
        """A request that is new to the transactions: what sippy is to do."""
        try:
            return self._deal_with(request, transaction)
        except Exception:
            report("a request could not be dealt with")
            return messages.response(request, 500, "Server Internal Error"), None, None

    def _deal_with(self, request: Any, transaction: Any) -> Any:
        method = request.getMethod()
        tag = request.getHFBody("to").getTag()
        if tag is not None:
            dialog = self.other(messages.header(request, "call-id"), tag, request.getHFBody("from").getTag())
            return dialog.heard(request, transaction) if dialog else self._refused(request, 481, "No Such Call")
        if method == "INVITE":
            return self._called(request, transaction)
        if method == "REGISTER":
            return self._registering(request)
        source = request.getSource()
        if not self.directory.trunks_at(source[0]) and not self.registrar.knows(source):
            return self._stranger(request)
        if method == "OPTIONS":
            headers = {"Allow": messages.ALLOW, "Supported": messages.SUPPORTED, "Accept": "application/sdp"}
            return messages.response(request, 200, "OK", headers=headers), None, None
        return self._refused(request, 405, "Method Not Allowed", {"Allow": messages.ALLOW})

    def _registering(self, request: Any) -> Any:
        found = self.registrar.authenticated(request)
        if not isinstance(found, Device):
            return found, None, None
        self.guard.pardon(request.getSource()[0])
        return self.registrar.register(request, found), None, None

    def _called(self, request: Any, transaction: Any) -> Any:
        source = request.getSource()
        number, written = request.getRURI().username or "", request.getHFBody("to").getUrl().username or ""
        trunk = self.directory.trunk_calling(source[0], (number, written))
        claimed = request.getHFBody("from").getUrl().username in self.directory.users
        device = None
        bound = self.registrar.knows(source)
        if (claimed and bound) or (trunk is None and (claimed or bound)):  # an edge may carry trunks and telephones
            found = self.registrar.authenticated(request)
            if not isinstance(found, Device):
                return found, None, None
            trunk, device = None, found
        elif trunk is None:
            return self._stranger(request)
        if refusal := self._unfit(request):
            return refusal
        caller, name = messages.caller(request, trusted=trunk is not None)
        to_line = trunk is not None and number in ("", trunk.user) and written  # to a registered line: the number stands in To
        contact = calling.contact(self.endpoint.address, trunk.user if trunk else "")
        dialog = Dialog(
            self,
            Path.of_call_received(request, self.endpoint.address, contact, keeps_source=device is not None),
            inbound=True,
            caller=device.user if device else caller,
            name=name,
            called=written if to_line else number,
            source=source,
            trunk=trunk.id if trunk else "",
            device=device.id if device else "",
            offer=messages.description(request),
            headers=messages.headers(request),
        )
        dialog.replaces = self.replaced(messages.header(request, "replaces"))
        return self._admit_call(dialog, request, transaction)

    def _unfit(self, request: Any) -> Any:
        """The refusal of an INVITE that no call can be made of, or None."""
        required = {word.strip().lower() for header in request.getHFs("require") for word in str(header.body).split(",")}
        if unknown := required - KNOWN_OPTIONS:
            return self._refused(request, 420, "Bad Extension", {"Unsupported": messages.phrase(", ".join(sorted(unknown)))})
        offered = messages.description(request)
        _, body = messages.content(request)
        if offered is None and body.strip():
            return self._refused(request, 415, "Unsupported Media Type", {"Accept": "application/sdp"})
        if offered is not None:
            try:
                sdp.read(offered)
            except sdp.Unusable:
                return self._refused(request, 488, "Not Acceptable Here")
        if len(self._dialogs) >= MOST_CALLS:
            return self._refused(request, 503, "Service Unavailable", {"Retry-After": "10"})
        return None

    def _admit_call(self, dialog: Dialog, request: Any, transaction: Any) -> Any:
        if dialog.incoming.asked in self._asked:
            return self._refused(request, 482, "Loop Detected")
        self._asked.add(dialog.incoming.asked)
        self._dialogs[dialog.path.call_id, dialog.path.local_tag] = dialog
        self.transactions.sendResponse(messages.response(request, 100, "Trying"), transaction)
        taken = dialog.incoming.take(request, transaction)
        self.loop.call_soon(self._tell_of, dialog)
        return taken

    def _tell_of(self, dialog: Dialog) -> None:
        try:
            self._on_call(dialog)
        except Exception:
            report("a call could not be taken")
            dialog.hang_up()

    def _stranger(self, request: Any) -> Any:
        """Nobody known: told so a few times, then not heard any more."""
        self._blame(request.getSource()[0])
        return self._refused(request, 403, "Forbidden")

    def _refused(self, request: Any, code: int, reason: str, headers: dict[str, str] | None = None) -> Any:
        return messages.response(request, code, reason, headers=headers), None, None
