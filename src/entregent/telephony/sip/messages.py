"""What our messages carry, and what theirs say: small questions to sippy's objects, so that nobody else knows them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sippy.MsgBody import MsgBody
from sippy.SipAddress import SipAddress
from sippy.SipGenericHF import SipGenericHF
from sippy.SipHeader import SipHeader
from sippy.SipURL import SipURL

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY, REGISTER"
SUPPORTED = "timer, replaces, path"
_HIDDEN = {"authorization", "proxy-authorization"}
_DIAL = re.compile(r"\+?[0-9A-Za-z*#._-]{1,64}")  # "#" is written %23
_DIGITS = re.compile(r"\s*(?:signal\s*=\s*)?([0-9A-Da-d*#]+)\s*(?:\r?\n|$)", re.IGNORECASE)
_FRAGMENT = re.compile(r"SIP/2\.0 (\d{3})")


def add(message: Any, headers: Mapping[str, str]) -> None:
    """Headers of ours, after the others."""
    for name, value in headers.items():
        message.appendHeader(SipHeader(name=name, body=SipGenericHF(value, name)))


def response(
    request: Any, code: int, reason: str, *, tag: str = "", body: str = "", headers: Mapping[str, str] | None = None
) -> Any:
    """An answer to a request, under our side's tag."""
    made = request.genResponse(code, reason, body=MsgBody(body) if body else None)
    if tag and code > 100:
        made.getHFBody("to").setTag(tag)
    add(made, headers or {})
    return made


def header(message: Any, name: str) -> str:
    """The first header of that name, as it stands, or "" (long names in lower case)."""
    found = message.getHFs(name)
    return str(found[0].body).strip() if found else ""


def headers(message: Any) -> dict[str, str]:
    """Every header but credentials; of several, the first."""
    told: dict[str, str] = {}
    for one in message.headers:
        if one.name not in _HIDDEN:
            told.setdefault(one.name, str(one.body).strip())
    return told


def number_header(message: Any, name: str) -> int | None:
    """The number that a header begins with."""
    found = re.match(r"\d{1,9}", header(message, name))
    return int(found[0]) if found else None


def content(message: Any) -> tuple[str, str]:
    """Type in lower case, and the body."""
    body = message.getBody()
    return (str(body.mtype).strip().lower(), str(body.content)) if body is not None else ("", "")


def description(message: Any) -> str | None:
    """The description of sound it carries, alone or among other parts."""
    kind, body = content(message)
    if kind.startswith("application/sdp"):
        return body
    boundary = re.search(r'boundary="?([^";\s]+)', str(message.getBody().mtype)) if kind.startswith("multipart/") else None
    for part in body.split(f"--{boundary[1]}") if boundary else ():
        head, _, rest = part.partition("\r\n\r\n")
        if "application/sdp" in head.lower():
            return rest
    return None


def party(address: Any) -> tuple[str, str]:
    """User part and display name of an address."""
    name = (address.name or "").strip().strip('"').replace('\\"', '"')
    return (address.url.username or ""), name


def caller(request: Any, *, trusted: bool) -> tuple[str, str]:
    """Who calls: number and name. What an operator asserts goes before what the caller writes; "" when it is withheld."""
    withheld = any(
        word in ("id", "user", "header", "full") for word in re.split(r"[;,\s]+", header(request, "privacy").lower())
    )
    written = request.getHFBody("from").getUri()
    number, name = party(written)
    asserted = (header(request, "p-asserted-identity") or header(request, "remote-party-id")) if trusted else ""
    if asserted:
        number, asserted_name = identity(asserted) or (number, "")
        name = asserted_name or name
    if withheld or number.lower() in ("anonymous", "unknown", "restricted") or str(written.url.host).endswith(".invalid"):
        return "", ""
    return number, name


def identity(text: str) -> tuple[str, str] | None:
    """Number and name of an address as a header writes it, a ``tel:`` one as well; None when it is none."""
    tel = re.search(r"<?tel:([^;>,\s]+)", text, re.IGNORECASE)
    if tel:
        return tel[1], text.partition("<")[0].strip().strip('"') if "<" in text else ""
    try:
        return party(SipAddress(text, relaxedparser=True))
    except Exception:  # sippy's parser raises what it meets
        return None


def keys(message: Any) -> str:
    """The keys that an INFO tells."""
    kind, body = content(message)
    found = _DIGITS.match(body) if kind.startswith(("application/dtmf-relay", "application/dtmf")) else None
    return found[1].upper() if found else ""


def told_status(message: Any) -> int | None:
    """The status in a NOTIFY's fragment (RFC 3515)."""
    kind, body = content(message)
    found = _FRAGMENT.match(body.lstrip()) if kind.startswith("message/sipfrag") else None
    return int(found[1]) if found else None


def user_part(number: str) -> str:
    """A number or name as the user part of an address. Raises ValueError when it cannot be dialled."""
    if not _DIAL.fullmatch(number):
        raise ValueError("this cannot be dialled")
    return quote(number, safe="+*._-")


def shown(caller: str) -> str:
    """A caller as the user part of an address, whatever it is made of; "anonymous" when nothing can be shown."""
    return quote(caller, safe="+*._-") if _DIAL.fullmatch(caller) else "anonymous"


def named(name: str, uri: str) -> str:
    """An address with a display name."""
    clean = "".join(c for c in name if c.isprintable()).replace("\\", "").replace('"', "'")[:80]
    return f'"{clean}" <{uri}>' if clean else f"<{uri}>"


def phrase(text: str) -> str:
    """A reason that can end neither its line nor its quotes."""
    return "".join(c for c in text if c.isprintable() and c not in '"\\')[:80]


def url(text: str) -> Any:
    """A SIP address. Raises ValueError."""
    try:
        return SipURL(text)
    except Exception as error:  # sippy's parser raises what it meets
        raise ValueError("not an address") from error
