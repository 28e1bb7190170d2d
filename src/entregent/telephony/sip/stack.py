"""The telephone exchange's ear and mouth: one socket, its calls, and who may make them."""

import asyncio
import ipaddress
import logging
import time
from collections.abc import Callable, Collection
from typing import Any

from entregent.telephony import sdp
from entregent.telephony.sip import messages
from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Binding, Device, Directory, Trunk
from entregent.telephony.sip.engine import Endpoint, Transactions
from entregent.telephony.sip.guard import TRUNK, Guard, Rate
from entregent.telephony.sip.path import Path

log = logging.getLogger("entregent.telephony.sip")

KNOWN_OPTIONS = {"timer", "replaces"}  # what a caller may require of us
MOST_CALLS = 2000
WIDEST = 256  # addresses of a network that the guard knows one by one


class Sip:
    """Signalling over UDP. Every callback runs in the loop that called ``start``, after the message that caused it."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        on_call: Callable[[Dialog], None],
        on_binding: Callable[[Binding], None],
        announced: str = "",
        sign_of_life: float = 300.0,
    ) -> None:
        """``host``: the address to listen on; ``announced``: the one that our messages name, when it is another.
        ``sign_of_life``: seconds without a word in a call before the other end is asked whether it is there."""
        self._host, self._asked_port, self._announced = host, port, announced
        self._on_call, self._on_binding = on_call, on_binding
        self.sign_of_life = sign_of_life
        self.directory = Directory()
        self.guard = Guard()
        self._dialogs: dict[tuple[str, str], Dialog] = {}
        self._asked: set[tuple[str, str, int]] = set()  # INVITEs being answered: the same by another way is a loop

    @property
    def port(self) -> int:
        """Where we listen."""
        return self.endpoint.address[1]

    async def start(self) -> None:
        """Listen. Raises OSError."""
        self.loop = asyncio.get_running_loop()
        self.endpoint = Endpoint(self._admits, lambda data, source: self.transactions.receive(data, source))
        self.transactions = Transactions(self.endpoint, self._requested, self._blame)
        await self.endpoint.open(self._host, self._asked_port, self._announced)

    async def stop(self) -> None:
        """Hang up every call, and close."""
        for dialog in list(self._dialogs.values()):
            dialog.hang_up("shutting down")
        await asyncio.sleep(0)
        self.transactions.close()

    def know(self, trunks: Collection[Trunk], devices: Collection[Device]) -> None:
        """The directory from now on. Raises ValueError on an address that is none; the one before then stays."""
        self.directory = Directory(trunks, devices)
        self._introduce()

    def _introduce(self) -> None:
        known: dict[str, Rate] = {}
        for trunk in self.directory.trunks.values():
            for address in trunk.addresses:
                network = ipaddress.ip_network(address, strict=False)
                if network.num_addresses <= WIDEST:
                    known |= {str(ip): TRUNK for ip in network}
        self.guard.know(known, time.monotonic())

    # ---- what calls ask of the house

    def leave(self, dialog: Dialog) -> None:
        """It is over."""
        self._dialogs.pop((dialog.path.call_id, dialog.path.local_tag), None)
        self._asked = {asked for asked in self._asked if asked[0] != dialog.path.call_id}

    def other(self, call_id: str, local_tag: str, remote_tag: str) -> Dialog | None:
        """The call of ours that a Replaces names."""
        found = self._dialogs.get((call_id, local_tag))
        return found if found is not None and found.path.remote_tag == remote_tag else None

    # ---- what comes in

    def _admits(self, data: bytes, address: str) -> bool:
        return len(data) > 32 and self.guard.admits(address, time.monotonic())

    def _blame(self, address: str) -> None:
        self.guard.blame(address, time.monotonic())

    def _requested(self, request: Any, transaction: Any) -> Any:
        """A request that is new to the transactions: what sippy is to do."""
        try:
            return self._deal_with(request, transaction)
        except Exception:
            log.exception("a request could not be dealt with")
            return messages.response(request, 500, "Server Internal Error"), None, None

    def _deal_with(self, request: Any, transaction: Any) -> Any:
        method = request.getMethod()
        tag = request.getHFBody("to").getTag()
        if tag is not None:
            dialog = self.other(messages.header(request, "call-id"), tag, request.getHFBody("from").getTag())
            return dialog.heard(request, transaction) if dialog else self._refused(request, 481, "No Such Call")
        if method == "INVITE":
            return self._called(request, transaction)
        if not self.directory.trunks_at(request.getSource()[0]):
            return self._stranger(request)
        if method == "OPTIONS":
            headers = {"Allow": messages.ALLOW, "Supported": messages.SUPPORTED, "Accept": "application/sdp"}
            return messages.response(request, 200, "OK", headers=headers), None, None
        return self._refused(request, 405, "Method Not Allowed", {"Allow": messages.ALLOW})

    def _called(self, request: Any, transaction: Any) -> Any:
        source = request.getSource()
        number, written = request.getRURI().username or "", request.getHFBody("to").getUrl().username or ""
        trunk = self.directory.trunk_calling(source[0], (number, written))
        if trunk is None:
            return self._stranger(request)
        if refusal := self._unfit(request):
            return refusal
        caller, name = messages.caller(request, trusted=True)
        called = written if number in ("", trunk.user) and written else number  # to a registered line: the number stands in To
        contact = f"<sip:{trunk.user or 'entregent'}@{self.endpoint.address[0]}:{self.port}>"
        dialog = Dialog(
            self,
            Path.of_call_received(request, self.endpoint.address, contact, keeps_source=False),
            inbound=True,
            caller=caller,
            name=name,
            called=called,
            source=source,
            trunk=trunk.id,
            offer=messages.description(request),
            headers=messages.headers(request),
        )
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
        asked = (dialog.path.call_id, dialog.path.remote_tag, dialog.path.heard)
        if asked in self._asked:
            return self._refused(request, 482, "Loop Detected")
        self._asked.add(asked)
        self._dialogs[dialog.path.call_id, dialog.path.local_tag] = dialog
        self.transactions.sendResponse(messages.response(request, 100, "Trying"), transaction)
        taken = dialog.incoming.take(request, transaction)
        self.loop.call_soon(self._tell_of, dialog)
        return taken

    def _tell_of(self, dialog: Dialog) -> None:
        try:
            self._on_call(dialog)
        except Exception:
            log.exception("a call could not be taken")
            dialog.hang_up()

    def _stranger(self, request: Any) -> Any:
        """Nobody known: told so a few times, then not heard any more."""
        self._blame(request.getSource()[0])
        return self._refused(request, 403, "Forbidden")

    def _refused(self, request: Any, code: int, reason: str, headers: dict[str, str] | None = None) -> Any:
        return messages.response(request, code, reason, headers=headers), None, None
