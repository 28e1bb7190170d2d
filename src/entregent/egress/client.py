"""The only file here with sockets: one HTTP exchange, with an address that may be reached, within a time that is kept."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from entregent.egress.rules import address_is_public


@dataclass(frozen=True)
class Answer:
    """What the other side answered: ``status``, ``headers`` (names in lower case), ``body`` as far as it was read; or why it
    did not: ``error`` is timeout, name, address, tls, connection, or large (more than was wanted)."""

    status: int | None
    error: str
    milliseconds: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _AddressRefused(OSError):
    """The name leads to an address inside."""


class _NameUnknown(OSError):
    """The name leads nowhere."""


def exchange(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, private: bool, seconds: float, most: int = 0
) -> Answer:
    """One request, following no redirection. Never raises: what goes wrong is in the answer.

    ``seconds`` bounds the whole exchange, however slowly the other side drips; of the answer ``most`` bytes are read. Unless
    ``private``, the addresses that the name leads to must all be public, and the one that was checked is the one connected to.
    """
    started = time.monotonic()

    def took() -> int:
        return int((time.monotonic() - started) * 1000)

    connection = _Connection(url, private, seconds)
    alarm = threading.Timer(seconds, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        connection.request(method, connection.target, body, dict(headers))
        answer = connection.getresponse()
        read = answer.read(most + 1) if most else b""
        if not connection.was_cut:  # what ends because we cut it looks whole
            found = {name.lower(): value for name, value in answer.headers.items()}
            if len(read) > most:
                return Answer(answer.status, "large", took(), found)
            return Answer(answer.status, "", took(), found, read)
        error = "timeout"
    except _NameUnknown:
        error = "name"
    except _AddressRefused:
        error = "address"
    except ssl.SSLError:
        error = "tls"
    except (OSError, http.client.HTTPException):
        error = "connection"
    finally:
        alarm.cancel()
        connection.close()
    timed_out = connection.was_cut or took() >= seconds * 1000
    return Answer(None, "timeout" if timed_out else error, took())


class _Connection(http.client.HTTPConnection):
    """A connection to an address checked beforehand, with TLS for the name that was asked, which ``cut`` ends at once."""

    def __init__(self, url: str, private: bool, seconds: float) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.private, self.was_cut = private, False
        self.wire: socket.socket | None = None  # ``sock`` is let go of where the other side says that it will close
        self.target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        super().__init__(parts.hostname or "", parts.port or (443 if self.secure else 80), timeout=seconds)

    def connect(self) -> None:
        """Resolve, check, connect."""
        self.sock = socket.create_connection((self._address(), self.port), self.timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.wire = self.sock

    def cut(self) -> None:
        """End the exchange from another thread: whoever waits on the socket wakes up."""
        self.was_cut = True
        wire = self.wire or self.sock
        if wire is not None:
            try:
                wire.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _address(self) -> str:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _NameUnknown(str(error)) from error
        addresses = [str(item[4][0]) for item in found]
        if not self.private and not all(address_is_public(address) for address in addresses):
            raise _AddressRefused("inner address")
        return addresses[0]
