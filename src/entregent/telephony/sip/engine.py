"""sippy's transactions, seated in an asyncio loop: no thread of its own, one socket, nothing printed.

sippy runs timers and sockets in a thread that wakes a hundred times a second, sends with three more, prints what it cannot
parse with the numbers in it, and follows the addresses that a message claims. Here the loop's own socket carries the datagrams,
a tick runs the timers, answers go where the question came from, and what cannot be parsed is counted and dropped.
"""

import asyncio
import re
import threading
from collections.abc import Callable
from hashlib import md5
from typing import Any

import sippy.Core.EventDispatcher
import sippy.SipMsg
import sippy.SipRequest
import sippy.SipTransactionManager
import sippy.SipURL
from sippy.Core.EventDispatcher import ED2
from sippy.Network_server import Remote_address
from sippy.SipConf import SipConf
from sippy.SipGenericHF import SipGenericHF
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipResponse import SipResponse
from sippy.SipTransactionManager import UACK, SipTMRetransmitO, SipTransactionManager
from sippy.Time.MonoTime import MonoTime
from sippy.Time.Timeout import Timeout

from entregent.telephony.sip.endpoint import Address, Endpoint
from entregent.telephony.sip.trouble import report

TICK = 0.05  # seconds; the finest timer of SIP is half a second
LARGEST, MOST_LINES = 16_384, 300  # bytes of a datagram, header lines of a message
_ODD_ENDS = re.compile("[\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # str.splitlines ends lines at these, SIP does not
_SHORT = {"via": "v", "from": "f", "to": "t", "call-id": "i", "cseq": "cseq"}


def _hush(*_: object, **__: object) -> None:
    """In place of print in sippy, which shows whole messages: numbers, names, credentials."""


def _failed(*_: object, **__: object) -> None:
    report("the SIP engine failed on something")


for _module in (sippy.SipTransactionManager, sippy.SipMsg, sippy.SipRequest, sippy.SipURL, sippy.Core.EventDispatcher):
    _module.print = _hush
sippy.SipTransactionManager.dump_exception = _failed
sippy.Core.EventDispatcher.dump_exception = _failed
SipConf.my_uaname = "Entregent"
SipGenericHF.getCanName = lambda self, name, compact=False: name.title()  # "Refer-To", which sippy writes "Refer-to"


class _Silence:
    def write(self, *_: object, **__: object) -> None:
        """sippy's log would hold every message, with its Authorization header."""


class _OneServer:
    """In place of sippy's choice among the addresses of the machine."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def getServer(self, address: Address, is_local: bool = False) -> Endpoint:
        return self._endpoint

    def rotateCache(self) -> None:
        """Names are kept by the endpoint."""

    def shutdown(self) -> None:
        self._endpoint.shutdown()


class Transactions(SipTransactionManager):  # type: ignore[misc]
    """RFC 3261 transactions of one socket."""

    def __init__(self, endpoint: Endpoint, on_request: Callable[[Any, Any], Any], on_malformed: Callable[[str], None]) -> None:
        self.global_config = {"_sip_logger": _Silence()}
        self.l4r = _OneServer(endpoint)
        self.endpoint = endpoint
        self.tclient: dict[Any, Any] = {}
        self.tserver: dict[Any, Any] = {}
        self.l1rcache: dict[bytes, Any] = {}
        self.l2rcache: dict[bytes, Any] = {}
        self.req_consumers: dict[str, Any] = {}
        self.req_cb = on_request
        self._on_malformed = on_malformed
        ED2.my_ident = threading.get_ident()
        ED2.last_ts = MonoTime()
        self.cp_timer = Timeout(self.rCachePurge, 32, -1)
        self._tick = asyncio.get_running_loop().call_later(TICK, self._run_timers)

    def _run_timers(self) -> None:
        ED2.last_ts = MonoTime()
        ED2.dispatchTimers()
        if ED2.twasted * 2 > len(ED2.tlisteners):
            ED2.tlisteners = sorted(timer for timer in ED2.tlisteners if timer.cb_func is not None)  # sorted is a heap
            ED2.twasted = 0
        self._tick = asyncio.get_running_loop().call_later(TICK, self._run_timers)

    def close(self) -> None:
        """Stop every timer of ours and the socket."""
        self._tick.cancel()
        for timer in list(ED2.tlisteners):
            if getattr(timer.cb_func, "__self__", None) is self:
                timer.cancel()
        self.l4r.shutdown()

    def ask(self, request: Any, answered: Callable[[Any], None], path: Any = None) -> Any:
        """Send a request; ``answered`` hears every answer, and 408 when none came. ``path``: of the dialog, for its ACK."""

        def safely(response: Any, transaction: Any) -> None:
            try:
                answered(response)
            except Exception:
                report("an answer could not be dealt with")

        transaction = self.newTransaction(request, resp_cb=safely, userv=self.endpoint, cb_ifver=2)
        if request.getMethod() == "INVITE":
            transaction.uack, transaction.path = True, path
        return transaction

    def receive(self, data: bytes, source: Address) -> None:
        """One datagram. What cannot be parsed is answered 400 where that is possible, and never raises."""
        checksum = md5(data, usedforsecurity=False).digest()
        again = self.l1rcache.get(checksum) or self.l2rcache.get(checksum)
        if again is not None:
            if again.data is not None:
                self.transmitData(again.userv, again.data, again.address)
            return
        text = _text(data)
        try:
            if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
                raise ValueError("a message too large")
            if text.startswith("SIP/2.0 "):
                self._response(SipResponse(text), source, checksum)
            else:
                self._request(SipRequest(text), source, checksum)
        except Exception:  # sippy's parsers raise what they meet
            self._on_malformed(source[0])
            self.l1rcache[checksum] = SipTMRetransmitO()
            if not text.startswith("SIP/2.0 ") and (answer := _bad_request(text, source)):
                self.endpoint.send_to(answer, source)

    def _response(self, message: Any, source: Address, checksum: bytes) -> None:
        tid = message.getTId(True, True)
        transaction = self.tclient.get(tid)
        if transaction is None or not 100 <= message.getSCode()[0] <= 699:
            return
        _well_formed(message)
        message.setSource(Remote_address(source, "udp"))
        message.rtime = MonoTime()
        self.incomingResponse(message, transaction, checksum)

    def incomingResponse(self, message: Any, transaction: Any, checksum: bytes) -> None:
        """As sippy, but the acknowledgement of an answer follows the dialog's own path."""
        if message.getSCode()[0] >= 300:  # theirs is acknowledged where the question went, whatever it names
            for name in ("contact", "record-route"):
                message.delHFs(name)
        super().incomingResponse(message, transaction, checksum)
        path = getattr(transaction, "path", None)
        if transaction.state is UACK and path is not None and transaction.ack is not None:
            ack = transaction.ack
            ack.setRURI(path.target_url())
            ack.delHFs("route")
            ack.appendHeaders([SipHeader(f"Route: {route}") for route in path.routes])
            transaction.ack_rAddr = (path.hop, "udp")
            self.sendACK(transaction)

    def timerD(self, transaction: Any) -> None:
        """As sippy, though one with the same names, from a confused or hostile caller, may have gone with its place."""
        self.tserver.setdefault(transaction.tid, transaction)
        super().timerD(transaction)

    def _request(self, message: Any, source: Address, checksum: bytes) -> None:
        tids = message.getTIds()
        _well_formed(message)
        if message.getHFBody("cseq").getCSeqMethod() != message.getMethod():
            raise ValueError("two methods")
        message.rtime = MonoTime()
        via = message.getHFBody("via")
        via.params["received"], via.params["rport"] = source[0], str(source[1])  # answers go where the question came from
        message.setSource(Remote_address(source, "udp"))
        self.incomingRequest(message, checksum, tids, self.endpoint)


def _text(data: bytes) -> str:
    """The message as text: the body byte by byte, so that its announced length counts bytes."""
    head, end, body = data.partition(b"\r\n\r\n")
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    return _ODD_ENDS.sub(" ", text) + end.decode() + body.decode("latin-1")


def _well_formed(message: Any) -> None:
    """Read now what sippy reads when first asked, so that nothing fails later. Raises whatever its parsers raise."""
    for name in ("via", "from", "to", "cseq", "contact", "max-forwards", "expires", "record-route", "route"):
        message.getHFBodys(name)
    sequence = message.getHFBody("cseq").getCSeqNum()
    if not 0 <= sequence < 2**31 or message.countHFs("call-id") != 1 or not message.getHFBody("from").getTag():
        raise ValueError("no identity")


def _bad_request(text: str, source: Address) -> str:
    """A refusal made of the message's own lines, or nothing when they are not there or it needs none."""
    lines = text.partition("\r\n\r\n")[0].split("\r\n")
    if lines[0].startswith("ACK ") or not lines[0].endswith(" SIP/2.0"):
        return ""
    kept: dict[str, list[str]] = {}
    for line in lines[1:60]:
        name, colon, value = line.partition(":")
        for long, short in _SHORT.items():
            if colon and name.strip().lower() in (long, short):
                kept.setdefault(long, []).append(value.strip())
    if set(kept) != set(_SHORT):
        return ""
    kept["via"][0] += f";received={source[0]};rport={source[1]}"
    head = "".join(f"{name.title()}: {value}\r\n" for name in _SHORT for value in kept[name])
    return f"SIP/2.0 400 Bad Request\r\n{head}Content-Length: 0\r\n\r\n"
