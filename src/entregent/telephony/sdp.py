"""What both ends say of their sound: offers and answers (RFC 4566, RFC 3264), G.711 and telephone events only. Pure."""

import ipaddress
import re
from dataclasses import dataclass

CODECS = {0: "PCMU", 8: "PCMA"}
PAYLOADS = {name: payload for payload, name in CODECS.items()}
EVENTS = 101  # the number of telephone-event in our own offers
MIRROR = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
LINES, LONGEST = 400, 16_384  # more than any honest description
_HOST = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]{0,253}[0-9A-Za-z])?")
_MEDIA = re.compile(r"[0-9A-Za-z-]{1,32}")


class Unusable(ValueError):
    """A description that no conversation can be made of: refuse it with 488."""


@dataclass(frozen=True)
class Sound:
    """What one end wants to send and to receive."""

    host: str
    port: int
    codecs: tuple[str, ...]  # of "PCMA", "PCMU", in their order
    events: int | None  # payload type of telephone-event
    direction: str  # sendrecv, sendonly, recvonly, inactive: theirs
    before: tuple[str, ...] = ()  # media of other kinds, named before and after the sound: an answer refuses each in its place
    after: tuple[str, ...] = ()

    @property
    def talks(self) -> bool:
        """Whether sound is to come from them; on hold by them, it may."""
        return self.direction == "sendrecv"

    @property
    def ear(self) -> str:
        """Where our sound is to go: their address, 0.0.0.0 while they do not wish to hear us (RFC 3264 § 8.4)."""
        return self.host if self.direction in ("sendrecv", "recvonly") else "0.0.0.0"  # noqa: S104 - nowhere


@dataclass
class _Part:
    kind: str
    port: str
    protocol: str
    payloads: list[str]
    lines: list[str]


def read(body: str) -> Sound:
    """The sound that a description offers or accepts. Raises Unusable: no audio, port 0, no codec of ours, malformed."""
    session, parts = _parts(body)
    at = next(
        (i for i, part in enumerate(parts) if part.kind == "audio" and part.port != "0" and part.protocol == "RTP/AVP"), None
    )
    if at is None:
        raise Unusable("no sound that we can carry")
    audio = parts[at]
    names = _names(audio)
    codecs = tuple(dict.fromkeys(names[p] for p in audio.payloads if names.get(p) in PAYLOADS and PAYLOADS[names[p]] == int(p)))
    if not codecs:
        raise Unusable("no codec of ours")
    events = next((int(p) for p in audio.payloads if names.get(p) == "TELEPHONE-EVENT"), None)
    host = _host(audio.lines) or _host(session)
    if host is None:
        raise Unusable("no address")
    direction = _direction(audio.lines) or _direction(session) or "sendrecv"
    if host == "0.0.0.0":  # noqa: S104 - the old way to say hold
        direction = {"sendrecv": "sendonly", "recvonly": "inactive"}.get(direction, direction)
    return Sound(
        host=host,
        port=_number(audio.port, 1, 65_535),
        codecs=codecs,
        events=events,
        direction=direction,
        before=tuple(_refused(part) for part in parts[:at]),
        after=tuple(_refused(part) for part in parts[at + 1 :]),
    )


def offer(host: str, port: int, *, session: int, version: int = 1, direction: str = "sendrecv") -> str:
    """Our sound, A-law first. ``session`` stays, ``version`` grows by one with each change of the same conversation."""
    return _write(host, port, session, version, direction, ("PCMA", "PCMU"), EVENTS, (), ())


def answer(to: Sound, host: str, port: int, *, session: int, version: int = 1) -> str:
    """Their first codec that we speak, and their direction in a mirror."""
    return _write(host, port, session, version, MIRROR[to.direction], to.codecs[:1], to.events, to.before, to.after)


def _parts(body: str) -> tuple[list[str], list[_Part]]:
    if len(body) > LONGEST:
        raise Unusable("too long")
    lines = [line for line in re.split(r"\r\n|\r|\n", body) if line.strip()]
    if not lines or lines[0].rstrip() != "v=0" or len(lines) > LINES:
        raise Unusable("not a description")
    session: list[str] = []
    parts: list[_Part] = []
    for line in lines:
        if line.startswith("m="):
            words = line[2:].split()
            if len(words) < 4 or not _MEDIA.fullmatch(words[0]):
                raise Unusable("a media line that says nothing")
            parts.append(_Part(words[0].lower(), words[1].partition("/")[0], words[2].upper(), words[3:], []))
        elif parts:
            parts[-1].lines.append(line)
        else:
            session.append(line)
    return session, parts


def _names(audio: _Part) -> dict[str, str]:
    """Payload type → encoding in capitals, at 8 kHz; the static ones need no line of their own."""
    names = {str(payload): name for payload, name in CODECS.items()}
    for line in audio.lines:
        if line.startswith("a=rtpmap:"):
            payload, _, encoding = line[9:].strip().partition(" ")
            name, _, rate = encoding.strip().upper().partition("/")
            names[payload] = name if rate.partition("/")[0] == "8000" else ""
    return {payload: name for payload, name in names.items() if payload.isascii() and payload.isdigit() and int(payload) < 128}


def _host(lines: list[str]) -> str | None:
    line = next((line for line in lines if line.startswith("c=")), None)
    if line is None:
        return None
    words = line[2:].split()
    if len(words) != 3 or words[0] != "IN" or words[1] not in ("IP4", "IP6"):
        raise Unusable("an address that is none")
    try:
        address = ipaddress.ip_address(words[2])
    except ValueError:
        if words[1] == "IP4" and _HOST.fullmatch(words[2]) and not words[2].replace(".", "").isdigit():
            return words[2]  # a name
        raise Unusable("an address that is none") from None
    if address.is_multicast:
        raise Unusable("an address of many")
    return str(address)


def _direction(lines: list[str]) -> str | None:
    return next((line[2:].strip() for line in lines if line.startswith("a=") and line[2:].strip() in MIRROR), None)


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and least <= int(text) <= most):
        raise Unusable("a number that is none")
    return int(text)


def _refused(part: _Part) -> str:
    payload = part.payloads[0]
    return f"m={part.kind} 0 {part.protocol} {payload if payload.isascii() and payload.isalnum() else '0'}"


def _write(
    host: str,
    port: int,
    session: int,
    version: int,
    direction: str,
    codecs: tuple[str, ...],
    events: int | None,
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> str:
    family = "IP6" if ":" in host else "IP4"
    payloads = [str(PAYLOADS[name]) for name in codecs] + ([str(events)] if events is not None else [])
    lines = ["v=0", f"o=- {session} {version} IN {family} {host}", "s=-", f"c=IN {family} {host}", "t=0 0", *before]
    lines.append(f"m=audio {port} RTP/AVP {' '.join(payloads)}")
    lines += [f"a=rtpmap:{PAYLOADS[name]} {name}/8000" for name in codecs]
    if events is not None:
        lines += [f"a=rtpmap:{events} telephone-event/8000", f"a=fmtp:{events} 0-15"]
    lines += ["a=ptime:20", f"a={direction}", *after]
    return "".join(f"{line}\r\n" for line in lines)
