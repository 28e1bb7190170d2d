"""A city of telephones in one process: they call, or are called as agents' telephones, send sound and listen to what comes.

``City`` steers it from the bench; the process itself is ``python -m bench.telephone.city <control socket>``. A caller waits for
nobody: calls begin in their rhythm. What is heard is stamped by the kernel, so that a late city does not make the house late.
"""

import json
import re
import select
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from entregent.telephony.media.g711 import FRAME
from entregent.telephony.media.sockets import Port
from entregent.telephony.sip import digest

_numbers = struct.Struct("!HI")
_SOUND = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
)


class City:
    """The process, and what it is told to do."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "bench.telephone.city", str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        self._link = ours.makefile("rw")

    def __enter__(self) -> "City":
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()
        self.process.kill()
        self.process.wait()

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        """Have something done: ``agents`` (server, users, password), ``call`` (server, to, count, rate, lasts), ``count``,
        ``hang_up``, ``figures``; what it answers."""
        print(json.dumps({"do": what} | more), file=self._link, flush=True)
        return json.loads(self._link.readline())


class Stream:
    """The sound of one telephone, both ways."""

    def __init__(self, number: int) -> None:
        self.port = Port("127.0.0.1", 0)
        self.number = self.port.socket.getsockname()[1]
        self.packet = bytearray(
            struct.pack("!BBHII", 0x80, 8, 0, 0, number + 1) + bytes(0xD5 ^ (7 * at + number) % 60 for at in range(FRAME))
        )
        self.to: tuple[str, int] | None = None
        self.turn = 0
        self.first_sound = 0.0
        self.restart()

    def restart(self) -> None:
        """Count from now on."""
        self.first = self.last = self.heard = 0
        self.before, self.jitter = 0.0, 0.0

    def send(self) -> None:
        """Twenty milliseconds."""
        assert self.to is not None
        _numbers.pack_into(self.packet, 2, self.turn & 0xFFFF, self.turn * FRAME & 0xFFFFFFFF)
        self.port.send(self.packet, self.to)
        self.turn += 1

    def listen(self) -> None:
        """Take what has come."""
        got = self.port.receive()
        if got is None or len(got[0]) != 12 + FRAME:
            return
        data, _address, arrival = got
        if not self.first_sound and data[12:].strip(b"\xd5\x55"):
            self.first_sound = arrival
        number = int.from_bytes(data[2:4], "big")
        if not self.heard:
            self.first = self.last = number
        else:
            step = (number - self.last + 0x8000 & 0xFFFF) - 0x8000
            self.last += step
            self.jitter += abs(arrival - self.before - 0.02 * step)
        self.before = arrival
        self.heard += 1


@dataclass
class Call:
    """One end of a call, as a telephone sees it."""

    id: str
    stream: Stream
    us: str
    them: str
    target: str
    sequence: int = 1
    asked_at: float = 0.0
    answered_at: float = 0.0
    status: int = 0
    ends_at: float = 0.0
    ended_by: str = ""
    inbound: bool = False


@dataclass
class Process:
    """All telephones."""

    link: socket.socket
    sip: dict[str, socket.socket] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    begun: list[Call] = field(default_factory=list)
    due: deque[tuple[float, str]] = field(default_factory=deque)
    server: tuple[str, int] = ("", 0)
    lasts: float = 0.0
    registering: dict[str, str] = field(default_factory=dict)
    password: str = ""
    registered: int = 0
    registrations: int = 0
    since: tuple[float, float] = (0.0, 0.0)
    numbers: int = 0

    def run(self) -> None:
        """Until the bench is gone."""
        self.waiting, self.streams = select.epoll(), {}
        for name in ("callers", "agents"):
            wire = socket.socket(type=socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            wire.bind(("127.0.0.1", 0))
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
            self.sip[name] = wire
            self.waiting.register(wire, select.EPOLLIN)
        by_wire = {wire.fileno(): name for name, wire in self.sip.items()}
        asked = self.link.makefile("rw")
        self.waiting.register(self.link, select.EPOLLIN)
        began, turn = time.monotonic(), 0
        while True:
            for number, _event in self.waiting.poll(max(0.0, began + turn * 0.002 - time.monotonic())):
                if (stream := self.streams.get(number)) is not None:
                    stream.listen()
                elif number in by_wire:
                    self._heard(by_wire[number])
                elif number == self.link.fileno():
                    line = asked.readline()
                    if not line:
                        return
                    said = json.loads(line)
                    answer = getattr(self, f"do_{said.pop('do')}")(**said)
                    print(json.dumps(answer or {}), file=asked, flush=True)
            now = time.monotonic()
            if now >= began + turn * 0.002:  # a tenth of them every two milliseconds, as telephones are not in step
                for call in [call for place, call in enumerate(self.calls.values()) if place % 10 == turn % 10]:
                    if call.stream.to is not None:
                        call.stream.send()
                turn += 1
                if now > began + turn * 0.002 + 0.2:
                    began = now - turn * 0.002  # late beyond what can be caught up
                self._in_time(now)

    def _in_time(self, now: float) -> None:
        while self.due and self.due[0][0] <= now:
            self._invite(self.due.popleft()[1])
        for call in [call for call in self.calls.values() if call.ends_at and call.ends_at <= now]:
            self._bye(call)

    # What the bench asks

    def do_agents(self, server: list[Any], users: list[str], password: str) -> None:
        """Register telephones, or say that they still are there; they answer whoever calls."""
        self.server, self.password = (server[0], server[1]), password
        for user in users:
            self._register(user, "")

    def do_call(self, server: list[Any], to: str, count: int, rate: float, lasts: float = 0.0) -> None:
        """So many calls, so many a second, each of so many seconds once it is answered (0: until it is told)."""
        self.server, self.lasts = (server[0], server[1]), lasts
        now = time.monotonic()
        self.due.extend((now + at / rate, to) for at in range(count))

    def do_count(self) -> None:
        """Count packets, and our own work, from now on."""
        for call in self.calls.values():
            call.stream.restart()
        self.since = time.process_time(), time.monotonic()

    def do_hang_up(self) -> None:
        """All of them."""
        for call in list(self.calls.values()):
            self._bye(call)

    def do_figures(self) -> dict[str, Any]:
        """What was seen so far; times in seconds from the INVITE, of callers."""
        ours = [call for call in self.begun if not call.inbound]
        heard = [call.stream for call in self.calls.values() if call.stream.heard > 1]
        jitters = [1000 * one.jitter / (one.heard - 1) for one in heard]
        return {
            "registered": self.registered,
            "begun": len(ours),
            "answered": [call.answered_at - call.asked_at for call in ours if call.answered_at],
            "refused": [call.status for call in ours if call.status >= 300],
            "sound": [call.stream.first_sound - call.asked_at for call in ours if call.stream.first_sound],
            "up": len(self.calls),
            "bridged": sum(call.inbound for call in self.calls.values()),
            "cut": sum(call.ended_by == "house" for call in ours),
            "packets": sum(one.heard for one in heard),
            "lost": sum(one.last - one.first + 1 - one.heard for one in heard),
            "jitter": sum(jitters) / max(1, len(jitters)),
            "worst": max(jitters, default=0.0),
            "used": (time.process_time() - self.since[0]) / max(0.001, time.monotonic() - self.since[1]),
        }

    # What telephones do

    def _register(self, user: str, authorization: str) -> None:
        port = self.sip["agents"].getsockname()[1]
        id = self.registering.setdefault(user, token_hex(8))
        self.registrations += 1
        self._send("agents", [
            f"REGISTER sip:{self.server[0]} SIP/2.0", *self._way("agents", token_hex(6)),
            f"From: <sip:{user}@127.0.0.1>;tag={user}", f"To: <sip:{user}@127.0.0.1>", f"Call-ID: {id}.{user}",
            f"CSeq: {self.registrations} REGISTER", f"Contact: <sip:{user}@127.0.0.1:{port}>", "Expires: 120",
            *([f"Authorization: {authorization}"] if authorization else []),
        ])  # fmt: skip

    def _invite(self, to: str) -> None:
        self.numbers += 1
        call = Call(
            f"{token_hex(6)}.{self.numbers}", self._stream(),
            f"<sip:019900{self.numbers % 10_000:04}@127.0.0.1>;tag={token_hex(4)}", f"<sip:{to}@{self.server[0]}>",
            f"sip:{to}@{self.server[0]}:{self.server[1]}", asked_at=time.time(),
        )  # fmt: skip
        self.calls[call.id] = call
        self.begun.append(call)
        self._ask(call, "INVITE", _SOUND.format(port=call.stream.number))

    def _bye(self, call: Call) -> None:
        call.sequence += 1
        self._ask(call, "BYE")
        self._end(call, "city")

    def _end(self, call: Call, by: str) -> None:
        if self.calls.pop(call.id, None) is not None:
            call.ended_by = call.ended_by or by
            self.waiting.unregister(call.stream.port.fileno)
            del self.streams[call.stream.port.fileno]
            call.stream.port.close()

    def _stream(self) -> Stream:
        stream = Stream(self.numbers)
        self.streams[stream.port.fileno] = stream
        self.waiting.register(stream.port.fileno, select.EPOLLIN)
        return stream

    def _ask(self, call: Call, method: str, body: str = "") -> None:
        name = "agents" if call.inbound else "callers"
        port = self.sip[name].getsockname()[1]
        self._send(name, [
            f"{method} {call.target} SIP/2.0", *self._way(name, token_hex(6)), f"From: {call.us}", f"To: {call.them}",
            f"Call-ID: {call.id}", f"CSeq: {call.sequence} {method}", f"Contact: <sip:city@127.0.0.1:{port}>",
            *(["Content-Type: application/sdp"] if body else []),
        ], body)  # fmt: skip

    def _way(self, name: str, branch: str) -> list[str]:
        port = self.sip[name].getsockname()[1]
        return [f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{branch};rport", "Max-Forwards: 70"]

    def _send(self, name: str, lines: list[str], body: str = "") -> None:
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        self.sip[name].sendto(text.encode(), self.server)

    # What they hear

    def _heard(self, name: str) -> None:
        while True:
            try:
                text = self.sip[name].recv(65_535).decode(errors="replace")
            except BlockingIOError:
                return
            if text.startswith("SIP/2.0 "):
                self._answered(text)
            elif "SIP/2.0" in text:  # and not a report on the sound of the port before
                self._asked(name, text)

    def _answered(self, text: str) -> None:
        status, method = int(text[8:11]), _of(text, "CSeq").split()[1]
        if method == "REGISTER":
            user = _of(text, "Call-ID").rpartition(".")[2]
            if status == 401:
                challenge, uri = _of(text, "WWW-Authenticate"), f"sip:{self.server[0]}"
                proof = digest.answer([challenge], "REGISTER", uri, user, self.password, cnonce=token_hex(4))
                self._register(user, proof or "")
            elif status == 200:
                self.registered += 1
        call = self.calls.get(_of(text, "Call-ID"))
        if method != "INVITE" or status < 200 or call is None or call.status:
            return
        call.status = status
        call.them = _of(text, "To")
        if status >= 300:
            self._end(call, "house")
            return
        call.answered_at = time.time()
        call.target = _of(text, "Contact").strip("<>")
        self._ask(call, "ACK")
        call.stream.to = _sound_of(text)
        if self.lasts:
            call.ends_at = time.monotonic() + self.lasts

    def _asked(self, name: str, text: str) -> None:
        method, id = text.split(" ", 1)[0], _of(text, "Call-ID")
        call = self.calls.get(id)
        if method == "ACK":
            return
        to, body = _of(text, "To"), ""
        if method == "INVITE" and call is None:
            self.numbers += 1
            to = f"{to};tag={token_hex(4)}"
            call = Call(id, self._stream(), to, _of(text, "From"), _of(text, "Contact").strip("<>"), inbound=True)
            call.stream.to = _sound_of(text)
            self.calls[id] = call
            self.begun.append(call)
            body = _SOUND.format(port=call.stream.number)
        elif method == "INVITE" and call is not None:
            to, body = call.us if call.inbound else to, _SOUND.format(port=call.stream.number)
        port = self.sip[name].getsockname()[1]
        vias = re.findall(r"^Via:.*$", text, re.M)
        self._send(name, [
            "SIP/2.0 200 OK", *(one.strip() for one in vias), f"From: {_of(text, 'From')}", f"To: {to}", f"Call-ID: {id}",
            f"CSeq: {_of(text, 'CSeq')}", f"Contact: <sip:city@127.0.0.1:{port}>",
            *(["Content-Type: application/sdp"] if body else []),
        ], body)  # fmt: skip
        if method == "BYE" and call is not None:
            self._end(call, "house")


def _of(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\r?$", text, re.M | re.I)
    return found[1] if found else ""


def _sound_of(text: str) -> tuple[str, int]:
    host, port = re.search(r"^c=IN IP4 (\S+)", text, re.M), re.search(r"^m=audio (\d+)", text, re.M)
    assert host and port
    return host[1], int(port[1])


if __name__ == "__main__":
    Process(socket.socket(fileno=int(sys.argv[1]))).run()
