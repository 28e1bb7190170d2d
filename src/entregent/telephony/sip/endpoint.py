"""The socket, as sippy wants its servers, and where names lead."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

NAME_LIFE = 60.0  # seconds until a name is asked for again

Address = tuple[str, int]


class Endpoint(asyncio.DatagramProtocol):
    """The socket, as sippy wants its servers."""

    transport = "udp"

    def __init__(
        self, admit: Callable[[bytes, str], bool], receive: Callable[[bytes, Address], None], on_name: Callable[[], None]
    ) -> None:
        self._admit, self._receive, self._on_name = admit, receive, on_name
        self._wire: asyncio.DatagramTransport | None = None
        self.names: dict[str, tuple[str, float]] = {}  # host → its address, and when it was asked for
        self._looking: dict[str, asyncio.Task[None]] = {}
        self.address: Address = ("", 0)
        self.uopts = self

    async def open(self, host: str, port: int, announced: str) -> None:
        """Listen; port 0 takes a free one. Raises OSError."""
        wire, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, port))
        wire.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self.address = (announced or host, wire.get_extra_info("sockname")[1])
        self._wire = wire

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Drop what is too much before anything is parsed."""
        if self._admit(data, addr[0]):
            self._receive(data, (addr[0], addr[1]))

    def send_to(self, data: str | bytes, address: Address, delayed: bool = False) -> None:
        """Send, after a look-up when the host is a name."""
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
        host, port = str(address[0]), address[1]
        if not 0 < port < 65_536:
            return
        if is_literal(host):
            self._send(raw, host, port)
            return
        known = self.names.get(host)
        if known is not None:
            self._send(raw, known[0], port)
        if known is None or known[1] + NAME_LIFE < asyncio.get_running_loop().time():
            self.look_up(host, None if known else (raw, port))

    def _send(self, raw: bytes, host: str, port: int) -> None:
        if self._wire is not None:
            with contextlib.suppress(OSError):
                self._wire.sendto(raw, (host.strip("[]"), port))

    def look_up(self, host: str, then: tuple[bytes, int] | None = None) -> None:
        """Ask where a name leads, once at a time; ``then``: what to send there."""
        if host not in self._looking:
            task = asyncio.get_running_loop().create_task(self._look_up(host, then))
            self._looking[host] = task
            task.add_done_callback(lambda _: self._looking.pop(host))

    async def _look_up(self, host: str, then: tuple[bytes, int] | None) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, 0, type=socket.SOCK_DGRAM, family=socket.AF_INET)
        except (OSError, UnicodeError):
            return  # it is asked for again with the next message; transactions send theirs several times
        address = str(found[0][4][0])
        changed = host not in self.names or self.names[host][0] != address
        self.names[host] = (address, loop.time())
        if then is not None:
            self._send(then[0], address, then[1])
        if changed:
            self._on_name()

    def shutdown(self) -> None:
        """Close."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    # What sippy asks of its servers.
    def isWildCard(self) -> bool:
        return False

    def getSIPaddr(self) -> tuple[Address, str]:
        return self.address, self.transport

    def addr2str(self, address: Address) -> str:
        return ""


def is_literal(host: str) -> bool:
    """An address, not a name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
