"""What every request inside a dialog carries, and where it goes (RFC 3261 § 12)."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from sippy.SipRequest import SipRequest

from entregent.telephony.sip import messages
from entregent.telephony.sip.endpoint import Address, is_literal

_TAG = re.compile(r";\s*tag=[^;\s]*", re.IGNORECASE)
BREAKS = re.compile(r"[\s<>]")  # would end the address in a start line
PLAIN_PORT = 5060


@dataclass
class Path:
    """One dialog as our side sees it."""

    us: Address
    call_id: str
    local: str  # our address as From or To writes it, without tag
    local_tag: str
    remote: str
    remote_tag: str
    target: str  # the address that requests are for
    hop: Address  # the machine that they go to
    contact: str  # ours
    routes: list[str] = field(default_factory=list)
    sequence: int = 0  # of our last request
    heard: int = -1  # of their last
    keeps_source: bool = False  # behind address translation: what their contact says leads nowhere

    @classmethod
    def of_call_received(cls, request: Any, us: Address, contact: str, *, keeps_source: bool) -> "Path":
        """The dialog that an INVITE of theirs opens."""
        source = request.getSource()
        path = cls(
            us=us,
            call_id=messages.header(request, "call-id"),
            local=_TAG.sub("", str(request.getHFBody("to"))),
            local_tag=token_hex(8),
            remote=_TAG.sub("", str(request.getHFBody("from"))),
            remote_tag=request.getHFBody("from").getTag(),
            target=f"sip:{source[0]}:{source[1]}",
            hop=source,
            contact=contact,
            routes=[str(route) for route in request.getHFBodys("record-route")],
            heard=request.getHFBody("cseq").getCSeqNum(),
            keeps_source=keeps_source,
        )
        path.follow(request)
        return path

    def follow(self, message: Any, *, opens: bool = False) -> None:
        """Take the contact, and when the message opens the dialog its routes, as where we send from now on."""
        source = message.getSource()
        if message.countHFs("contact") and not message.getHFBody("contact").asterisk:
            named = str(message.getHFBody("contact").getUrl())
            self.target = self.target if BREAKS.search(named) else named
        if opens:
            self.routes = [str(route) for route in reversed(message.getHFBodys("record-route"))]
        self.hop = self._next_hop(source)

    def target_url(self) -> Any:
        """The target, for sippy."""
        return messages.url(self.target)

    def compose(
        self,
        method: str,
        *,
        body: str = "",
        kind: str = "application/sdp",
        headers: Mapping[str, str] | None = None,
        same: int = 0,
    ) -> Any:
        """A request of ours; ``same``: under that number instead of the next."""
        if not same:
            self.sequence += 1
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        to = self.remote + (f";tag={self.remote_tag}" if self.remote_tag else "")
        request = SipRequest(
            f"{method} {self.target} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.us[0]}:{self.us[1]};branch=z9hG4bK{token_hex(12)};rport\r\n"
            + "".join(f"Route: {route}\r\n" for route in self.routes)
            + f"Max-Forwards: 70\r\nFrom: {self.local};tag={self.local_tag}\r\nTo: {to}\r\nCall-ID: {self.call_id}\r\n"
            f"CSeq: {same or self.sequence} {method}\r\nContact: {self.contact}\r\nUser-Agent: Entregent\r\n{more}"
            + (f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}" if body else "Content-Length: 0\r\n\r\n")
        )
        request.setTarget((self.hop, "udp"))
        return request

    def _next_hop(self, source: Address) -> Address:
        if self.routes:
            return _host_and_port(re.sub(r"^[^<]*<|>.*$", "", self.routes[0])) or source
        named = _host_and_port(self.target)
        if self.keeps_source or named is None or (_is_private(named[0]) and not _is_private(source[0])):
            return source
        return named


def _host_and_port(text: str) -> Address | None:
    try:
        url = messages.url(text)
    except ValueError:
        return None
    port = url.port or PLAIN_PORT
    return (str(url.host), port) if 0 < port < 65_536 else None


def _is_private(host: str) -> bool:
    return is_literal(host) and ipaddress.ip_address(host.strip("[]")).is_private
