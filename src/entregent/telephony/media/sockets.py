"""The ports of a leg: RTP on an even one, RTCP on the next (RFC 3550 §11)."""

import contextlib
import socket
import struct
import time

LARGEST = 2048  # bytes of a datagram that is read; what is longer is cut, and refused where it is read
WAITING = 65536  # bytes that wait for a tick in the kernel: a flood fills them and goes no further

_STAMPED = getattr(socket, "SO_TIMESTAMPNS", 35)  # Linux
_moment = struct.Struct("@qq")
_SPACE = socket.CMSG_SPACE(_moment.size)

Address = tuple[str, int]


class Port:
    """One UDP socket that never waits."""

    def __init__(self, host: str, port: int) -> None:
        """Raises OSError when the port is taken."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            self.socket.bind((host, port))
        except OSError:
            self.socket.close()
            raise
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WAITING)
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, _STAMPED, 1)
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0xB8)  # expedited forwarding (RFC 4594 §4.1)
        self.fileno = self.socket.fileno()

    def receive(self) -> tuple[bytes, Address, float] | None:
        """A datagram, where it comes from, and when the kernel took it (seconds of the epoch); None when there is none."""
        try:
            data, notes, _flags, address = self.socket.recvmsg(LARGEST, _SPACE)
        except OSError:  # nothing there; or a port over there that nobody listens on any more
            return None
        if notes:
            seconds, nanoseconds = _moment.unpack(notes[0][2])
            return data, address[:2], seconds + nanoseconds / 1e9
        return data, address[:2], time.time()

    def send(self, data: bytes | memoryview, address: Address) -> None:
        """Send a datagram; one that cannot be sent now is lost, as any may be."""
        try:  # noqa: SIM105 — a context manager costs as much as the rest, 15,000 times a second
            self.socket.sendto(data, address)
        except OSError:
            pass

    def close(self) -> None:
        """Give the port back."""
        self.socket.close()
