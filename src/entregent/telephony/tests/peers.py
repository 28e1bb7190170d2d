"""Telephones and exchanges of others, as real programs: sipp plays scenarios, baresip is a telephone."""

import asyncio
import json
import re
import socket
import tempfile
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy

from entregent.kernel.tests.ports import free_port

SOUND = """v=0
o=user 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
"""
HOLD = SOUND.replace("user 1 1", "user 1 2").replace("sendrecv", "sendonly")
RESUME = SOUND.replace("user 1 1", "user 1 3")


class Scenario:
    """What a sipp does, step by step, within one call: it calls, unless the first step is ``hears``."""

    def __init__(self, *, to: str = "0199000001", caller: str = "0639980001", name: str = "") -> None:
        self._steps: list[str] = []
        self._number = 0
        display = f'"{name}" ' if name else ""
        self._us = f"{display}<sip:{caller}@[local_ip]:[local_port]>;tag=[pid]t[call_number]"
        self._to = f"<sip:{to}@[remote_ip]:[remote_port]>"
        self._called = False
        self._labels = 0
        self._invited = 0  # the step of its last INVITE

    def asks(
        self, method: str, *, sound: str = "", headers: str = "", body: str = "", same: bool = False, again: int = 500
    ) -> "Scenario":
        """A request; ``again`` 0: it is not sent again without an answer."""
        if not same:
            self._number += 1
        target = "[next_url]" if self._called and method not in ("CANCEL",) else "sip:" + self._to[5:-1]
        branch = "[branch]"
        if self._called:
            us, to = ("[$us]", "[$them]") if self._hears_first else (self._us, self._to + "[peer_tag_param]")
        else:
            us, to = self._us, self._to
        if method == "CANCEL":
            branch, to = f"[branch-{len(self._steps) - self._invited}]", self._to
        elif method == "INVITE":
            self._invited = len(self._steps)
        route = "[routes]\n" if self._called and method != "CANCEL" else ""
        lines = f"""{method} {target} SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch={branch}
{route}Max-Forwards: 70
From: {us}
To: {to}
Call-ID: [call_id]
CSeq: {self._number} {method}
Contact: <sip:peer@[local_ip]:[local_port]>
{headers.strip()}
"""
        lines = re.sub(r"\n\n+", "\n", lines)
        content = sound or body
        if sound:
            lines += "Content-Type: application/sdp\n"
        lines += "Content-Length: [len]\n\n" + content
        self._steps.append(
            f'<send{f""" retrans="{again}" """ if again and method != "ACK" else ""}><![CDATA[\n{lines}\n]]></send>'
        )
        return self

    @property
    def _hears_first(self) -> bool:
        return bool(self._steps) and self._steps[0].startswith("<recv request")

    def hears(
        self, method: str, *, maybe: bool = False, holding: str = "", proving: tuple[str, str] | None = None
    ) -> "Scenario":
        """A request of theirs; ``proving``: a user and the password that its digest must be made of."""
        first = not self._steps
        keep = f'<ereg regexp="{holding}" search_in="msg" check_it="true" assign_to="found"/>' if holding else ""
        if proving:
            keep += f'<verifyauth assign_to="proved" username="{proving[0]}" password="{proving[1]}"/>'
        if first:
            self._called = True
            keep += (
                '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="them"/>'
                '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="us0"/>'
                '<assignstr assign_to="us" value="[$us0];tag=[pid]u[call_number]"/>'
            )
        optional = ' optional="true"' if maybe else ""
        action = f"<action>{keep}</action>" if keep else ""
        self._steps.append(f'<recv request="{method}" rrs="true"{optional}>{action}</recv>')
        if proving:
            self._labels += 1
            self._steps.append(f'<nop test="proved" next="{self._labels}"/>')
            self.answers(403, "Wrong", tagged=True)
            self._steps.append(f'<pause milliseconds="20000"/>\n<label id="{self._labels}"/>')
        return self

    def answers(
        self, code: int, reason: str = "Fine", *, sound: str = "", headers: str = "", tagged: bool = False, cseq: str = ""
    ) -> "Scenario":
        """An answer to what was heard last, or to what bore that ``cseq`` with the same Via."""
        to = "[last_To:];tag=[pid]u[call_number]" if tagged else "[last_To:]"
        text = f"""SIP/2.0 {code} {reason}
[last_Via:]
[last_Record-Route:]
[last_From:]
{to}
[last_Call-ID:]
{f"CSeq: {cseq}" if cseq else "[last_CSeq:]"}
Contact: <sip:peer@[local_ip]:[local_port]>
{headers.strip()}
"""
        text = re.sub(r"\n\n+", "\n", text)
        if sound:
            text += "Content-Type: application/sdp\n"
        text += "Content-Length: [len]\n\n" + sound
        self._steps.append(f"<send><![CDATA[\n{text}\n]]></send>")
        return self

    def expects(self, code: int, *, maybe: bool = False, holding: str = "", authenticates: bool = False) -> "Scenario":
        """An answer of theirs; ``holding``: an expression that must be found in it."""
        action = ""
        if holding:
            action = f'<action><ereg regexp="{holding}" search_in="msg" check_it="true" assign_to="found"/></action>'
        extra = ' optional="true"' if maybe else ""
        extra += ' rrs="true"' if 200 <= code < 300 and not self._called else ""
        extra += ' auth="true"' if authenticates else ""
        self._steps.append(f'<recv response="{code}"{extra}>{action}</recv>')
        if not self._called and not maybe and 200 <= code < 300:
            self._called = True
        return self

    def waits(self, ms: int) -> "Scenario":
        """Nothing for so long."""
        self._steps.append(f'<pause milliseconds="{ms}"/>')
        return self

    def calls(self, *, sound: str = SOUND, headers: str = "") -> "Scenario":
        """INVITE, and the answers up to the ACK."""
        return self.rings(sound=sound, headers=headers).expects(200).asks("ACK", same=True)

    def rings(self, *, sound: str = SOUND, headers: str = "") -> "Scenario":
        """INVITE and the answers before the last."""
        return (
            self.asks("INVITE", sound=sound, headers=headers)
            .expects(100, maybe=True)
            .expects(180, maybe=True)
            .expects(183, maybe=True)
        )

    def hangs_up(self) -> "Scenario":
        """BYE."""
        return self.asks("BYE").expects(200)

    def __str__(self) -> str:
        steps = "\n".join(self._steps)
        used = sorted(
            {name for name in ("found", "proved", "us", "us0", "them") if f'"{name}"' in steps or f"[${name}]" in steps}
        )
        reference = f'<Reference variables="{",".join(used)}"/>' if used else ""
        return f'<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="a peer">\n{steps}\n{reference}\n</scenario>\n'


def free_ports(several: int) -> int:
    """The first of so many ports in a row that nobody uses, for UDP as well."""
    row: list[int] = []
    while len(row) < several:
        port = free_port()
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                row = []
                continue
        row = [*row, port] if row and port == row[-1] + 1 else [port]
    return row[0]


class Failed(AssertionError):
    """A peer did not see what its scenario says."""


class Sipp:
    """A running sipp."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, port: int) -> None:
        self.process, self.folder, self.port = process, folder, port

    async def done(self, seconds: float = 20) -> str:
        """Its end; returns the messages that it saw. Raises Failed with them when the scenario was not followed."""
        out, err = await asyncio.wait_for(self.process.communicate(), seconds)
        seen = self.seen()
        if self.process.returncode != 0:
            raise Failed(
                f"sipp ended with {self.process.returncode}\n{err.decode()[-1500:]}\n{out.decode()[-300:]}\n{seen[-6000:]}"
            )
        return seen

    def seen(self) -> str:
        """The messages so far."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("messages*"))


@asynccontextmanager
async def sipp(
    scenario: Scenario | str,
    server: tuple[str, int] | None = None,
    *,
    ip: str = "127.0.0.1",
    more: tuple[str, ...] = ("-m", "1"),
    traced: bool = True,
    limit: int = 25,
) -> AsyncIterator[Sipp]:
    """A sipp that calls ``server``, or waits for calls without one. It is ended when the block is left.

    ``traced``: keep the messages that it sees; ``limit``: seconds after which it fails.
    """
    port, control, media = free_ports(1), free_ports(1), free_ports(4)
    with tempfile.TemporaryDirectory(prefix="sipp-") as name:
        folder = Path(name)
        (folder / "scenario.xml").write_text(str(scenario))
        target = [f"{server[0]}:{server[1]}"] if server else []
        at = ["-i", ip, "-p", str(port), "-mp", str(media), "-cp", str(control)]
        kept = ["-trace_err", "-error_file", f"{name}/errors.log"]
        kept += ["-trace_msg", "-message_file", f"{name}/messages.log"] if traced else []
        ends = ["-nostdin", "-timeout", str(limit), "-timeout_error", "-recv_timeout", "8000"]
        words = [*target, "-sf", str(folder / "scenario.xml"), *at, *kept, *ends, *more]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec("sipp", *words, cwd=folder, stdout=pipe, stderr=pipe)
        try:
            if server is None:
                await _bound(port)
            peer = Sipp(process, folder, port)
            try:
                yield peer
            except Exception as error:
                errors = "".join(path.read_text(errors="replace") for path in folder.glob("errors*"))
                error.add_note(f"sipp ({process.returncode}) saw:\n{peer.seen()[-6000:]}\n{errors[-1500:]}")
                raise
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _bound(port: int) -> None:
    wanted = f":{port:04X} "
    for _ in range(200):
        if wanted in Path("/proc/net/udp").read_text():
            return
        await asyncio.sleep(0.02)
    raise Failed("sipp does not listen: is its scenario well formed?")


class Baresip:
    """A telephone, steered over its control socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, folder: Path, port: int) -> None:
        self._reader, self._writer = reader, writer
        self.folder, self.port = folder, port
        self.events: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while size := await self._reader.readuntil(b":"):
            told = json.loads(await self._reader.readexactly(int(size[:-1])))
            await self._reader.readexactly(1)
            async with self._news:
                self.events.append(told)
                self._news.notify_all()

    async def does(self, command: str, words: str = "") -> None:
        """A command of its menu: dial, accept, hangup, hold, resume, sndcode, transfer, …"""
        said = json.dumps({"command": command, "params": words}).encode()
        self._writer.write(b"%d:%s," % (len(said), said))
        await self._writer.drain()

    async def tells(self, kind: str, seconds: float = 10) -> dict[str, Any]:
        """Its next event of that type (REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED…); earlier ones go."""

        def found() -> dict[str, Any] | None:
            for i, event in enumerate(self.events):
                if event.get("event") and event.get("type") == kind:
                    del self.events[: i + 1]
                    return event
            return None

        async def wait() -> dict[str, Any]:
            async with self._news:
                while (event := found()) is None:
                    await self._news.wait()
                return event

        try:
            return await asyncio.wait_for(wait(), seconds)
        except TimeoutError:
            raise Failed(f"no {kind}; it told {self.events}") from None

    def heard(self) -> list[Path]:
        """What it heard, a sound file a call that is over, the oldest first."""
        return sorted(self.folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)

    async def close(self) -> None:
        """Hear no more."""
        self._listening.cancel()
        self._writer.close()


CONFIG = """module_path /usr/lib/baresip/modules
sip_listen 127.0.0.1:{port}
call_local_timeout 120
call_max_calls 4
audio_player aufile,{folder}/heard.wav
audio_source aufile,{says}
audio_alert aufile,{folder}/alert.wav
ausrc_srate 8000
auplay_srate 8000
audio_level no
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
rtp_ports {rtp}-{rtp_end}
net_interface 127.0.0.1
ctrl_tcp_listen 127.0.0.1:{control}
module g711.so
module aufile.so
module ausine.so
module sndfile.so
snd_path {folder}
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
"""


@asynccontextmanager
async def baresip(account: str, *, says: Path | None = None) -> AsyncIterator[Baresip]:
    """A baresip with one account line, such as ``<sip:alice@127.0.0.1:5060>;regint=60;auth_pass=secret``.

    It says a sound file (8 kHz, mono), a tone of 440 Hz without one, and keeps what it hears (``heard``).
    """
    control, port, rtp = free_ports(1), free_ports(2), free_ports(22) + 1 & ~1  # TLS: the port after its own
    with tempfile.TemporaryDirectory(prefix="baresip-") as name:
        folder = Path(name)
        if says is None:
            says = folder / "tone.wav"
            tone(says, 440)
        (folder / "config").write_text(
            CONFIG.format(port=port, control=control, folder=folder, says=says, rtp=rtp, rtp_end=rtp + 20)
        )
        (folder / "accounts").write_text(account + "\n")
        (folder / "contacts").write_text("")
        pipe = asyncio.subprocess.PIPE
        with (folder / "said").open("wb") as said:
            process = await asyncio.create_subprocess_exec("baresip", "-f", name, stdin=pipe, stdout=said, stderr=said)
        try:
            phone = Baresip(*await _connected(control, folder), folder, port)
            try:
                yield phone
            except Exception as error:
                error.add_note(
                    f"baresip told {phone.events} and said:\n{(folder / 'said').read_text(errors='replace')[-3000:]}"
                )
                raise
            finally:
                await phone.close()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def tone(path: Path, hertz: float, seconds: float = 30) -> None:
    """A sound file of one tone: 8 kHz, mono, 16 bit."""
    moments = numpy.arange(int(8000 * seconds)) / 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((8000 * numpy.sin(2 * numpy.pi * hertz * moments)).astype("<i2").tobytes())


async def _connected(control: int, folder: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(250):
        try:
            return await asyncio.open_connection("127.0.0.1", control)
        except OSError:
            await asyncio.sleep(0.02)
    raise Failed("baresip does not start\n" + (folder / "said").read_text(errors="replace"))
