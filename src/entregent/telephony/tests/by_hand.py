"""A telephone made by hand: each of its messages is sent when, and as, a test wants it. Its sound is somebody else's."""

import asyncio
import re
from secrets import token_hex

from entregent.telephony import sdp

_CSEQ = re.compile(r"^CSeq: *(\d+)", re.M | re.I)


class ByHand(asyncio.DatagramProtocol):
    """One call. What comes is kept: final answers by the number of their request, requests in ``asked`` (answered 200)."""

    def __init__(
        self, server: tuple[str, int], to: str, *, me: str = "0199001234", sound: int = 9, ip: str = "127.0.0.1"
    ) -> None:
        """``sound``: the port of its RTP, which SDP names."""
        self._server, self._to, self._me, self._sound, self._ip = server, to, me, sound, ip
        self.id, self._tag, self._their_tag = token_hex(8), token_hex(4), ""
        self._target = f"sip:{to}@{server[0]}:{server[1]}"
        self._number = self._version = 0
        self._branch = ""
        self._answers: dict[int, asyncio.Future[str]] = {}
        self.asked: list[str] = []
        self._news = asyncio.Event()
        self._port = 0

    async def __aenter__(self) -> "ByHand":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(self._ip, 0))
        self._port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._transport.close()

    def describes(self, direction: str = "sendrecv") -> str:
        """Its sound, each time as another version."""
        self._version += 1
        return sdp.offer("127.0.0.1", self._sound, session=1, version=self._version, direction=direction)

    def write(self, method: str, *, body: str = "", kind: str = "application/sdp", headers: tuple[str, ...] = ()) -> str:
        """A request of this call, as it is to be: a new one, but for ACK and CANCEL, which belong to the one before."""
        if method not in ("ACK", "CANCEL"):
            self._number += 1
            loop = asyncio.get_running_loop()
            self._answers[self._number] = loop.create_future()
        if method != "CANCEL":
            self._branch = f"z9hG4bK{token_hex(6)}"
        to = f"<sip:{self._to}@{self._server[0]}>" + (f";tag={self._their_tag}" if self._their_tag else "")
        lines = [
            f"{method} {self._target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._ip}:{self._port};branch={self._branch};rport",
            "Max-Forwards: 70",
            f"From: <sip:{self._me}@{self._ip}>;tag={self._tag}",
            f"To: {to}",
            f"Call-ID: {self.id}",
            f"CSeq: {self._number} {method}",
            f"Contact: <sip:{self._me}@{self._ip}:{self._port}>",
            *headers,
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body])

    def send(self, text: str | bytes) -> None:
        """Any datagram."""
        self._transport.sendto(text.encode() if isinstance(text, str) else text, self._server)

    async def asks(self, method: str, *, body: str = "", kind: str = "application/sdp", headers: tuple[str, ...] = ()) -> str:
        """A request, and its final answer. Raises TimeoutError."""
        self.send(self.write(method, body=body, kind=kind, headers=headers))
        return await self.answer()

    async def answer(self, seconds: float = 10) -> str:
        """The final answer to the last request. Raises TimeoutError."""
        return await asyncio.wait_for(asyncio.shield(self._answers[self._number]), seconds)

    async def calls(self, direction: str = "sendrecv", headers: tuple[str, ...] = ()) -> tuple[str, int]:
        """INVITE, or another offer within the call, and ACK; returns where their sound is."""
        answer = await self.asks("INVITE", body=self.describes(direction), headers=headers)
        self.send(self.write("ACK"))
        assert code(answer) == 200, answer
        sound = sdp.read(answer.partition("\r\n\r\n")[2])
        return sound.host, sound.port

    async def presses(self, key: str) -> None:
        """A key, told by INFO."""
        await self.asks("INFO", body=f"Signal={key}\r\nDuration=160\r\n", kind="application/dtmf-relay")

    async def is_asked(self, method: str, seconds: float = 10) -> str:
        """Wait for a request of theirs. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while (found := next((one for one in self.asked if one.startswith(method)), None)) is None:
                self._news.clear()
                await self._news.wait()
        return found

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """An answer, or a request of theirs."""
        text = data.decode(errors="replace")
        if not text.startswith("SIP/2.0 "):
            self.asked.append(text)
            self._news.set()
            if not text.startswith("ACK"):
                self._reply(text, addr)
            return
        number = int((_CSEQ.search(text) or ["", "0"])[1])
        tag = re.search(r"^To:.*;tag=([^;\s]+)", text, re.M | re.I)
        if tag and not self._their_tag and 200 <= code(text) < 300:
            self._their_tag = tag[1]
            contact = re.search(r"^Contact: *<([^>]+)>", text, re.M | re.I)
            self._target = contact[1] if contact else self._target
        if code(text) >= 300 and re.search(r"^CSeq: *\d+ INVITE", text, re.M | re.I):
            self.send(self._same(text, f"ACK {self._target} SIP/2.0").replace(" INVITE\r\n", " ACK\r\n"))
        waiting = self._answers.get(number)
        if waiting is not None and not waiting.done() and code(text) >= 200:
            waiting.set_result(text)

    def _reply(self, request: str, addr: tuple[str, int]) -> None:
        self._transport.sendto(self._same(request, "SIP/2.0 200 OK").encode(), addr)

    def _same(self, message: str, first: str) -> str:
        """Another message with its way, its ends and its number."""
        names = ("via:", "from:", "to:", "call-id:", "cseq:")
        same = [line for line in message.split("\r\n\r\n")[0].split("\r\n") if line.lower().startswith(names)]
        return "\r\n".join([first, *same, "Content-Length: 0", "", ""])


def code(answer: str) -> int:
    """Its status."""
    return int(answer[8:11])
