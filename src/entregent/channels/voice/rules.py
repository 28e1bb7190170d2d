"""Pure decisions of the telephone."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime, time, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID
from zoneinfo import ZoneInfo

LISTENED_AT_MOST = timedelta(days=31)
"""Of one announced period: listening is never permanent (CNIL, « L’écoute et l’enregistrement des appels »)."""

ABANDONED_SHORT = 5.0
"""Seconds of waiting under which an abandon is counted apart."""

SERVED_BY = frozenset({"ended"})


def outcome_of(
    *, direction: str, answered: bool, queued: bool, closed: bool, deflected: bool, overflowed: bool, session: str, detail: str
) -> str:
    """What became of a call that is over: one of ``models.Call.Outcome``, the first that holds.

    ``session`` is how the scenario ended (ended, handed, left, "" without one), ``detail`` what its author called that end:
    people fall silent in a menu as they leave it. Incoming calls are a partition: their outcomes add up to those received.
    """
    if answered:
        return "answered"
    if direction == "out":
        return "no_answer"
    for holds, outcome in ((deflected, "deflected"), (overflowed, "overflowed"), (closed, "closed"), (queued, "abandoned")):
        if holds:
            return outcome
    return "served" if session in SERVED_BY and detail not in LEFT else "left_menu"


LEFT: Collection[str] = frozenset({"silent", "unheard"})
"""Ends of a tree that nobody chose: nobody answered any more, a mention was not heard."""


def cannot_wait(
    *, open: bool, staffed: bool, waiting: int, expected: int | None, most_waiting: int | None, most_expected: int | None
) -> str:
    """Why one more caller cannot wait in a queue: closed, nobody, full; "" where they can.

    ``staffed``: somebody who serves it is at work with a telephone; ``expected`` in seconds, None when nobody can tell: that
    alone sends nobody away.
    """
    if not open:
        return "closed"
    if not staffed:
        return "nobody"
    too_many = most_waiting is not None and waiting >= most_waiting
    too_long = most_expected is not None and expected is not None and expected > most_expected
    return "full" if too_many or too_long else ""


def hearing_right(*, own: bool, agents_hear: bool, supervises: bool, announced: bool, reason: bool) -> str:
    """By what right somebody listens to a recording: own, announced, reason; "" where they may not, or not before they write
    down why.

    Agents hear their own calls where the brand allows it. Who supervises hears those of others as they hear them live: in a
    period that was announced to the agent (C. trav. L.1222-4); else for a reason that the register keeps.
    """
    if own and agents_hear:
        return "own"
    if not supervises:
        return ""
    return "announced" if announced else "reason" if reason else ""


def may_qualify(had: UUID | None, asks: UUID, ended: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody may say how a call ended, or say otherwise: who had it last (``had``), while it lasts and until the end
    of the day after it, where the brand is."""
    if had != asks:
        return False
    return ended is None or now < qualified_until(ended, zone)


def qualified_until(ended: datetime, zone: ZoneInfo) -> datetime:
    """The end of the day after a call's."""
    return datetime.combine(ended.astimezone(zone).date() + timedelta(days=2), time(), zone)


def spelled(number: str, region_code: str) -> str:
    """A number as operators send it, made E.164: ``+33…``, ``0033…``, ``33…`` and national ones of the line's country.

    ``region_code`` is the country's calling code, without plus. What is no number of anybody (anonymous, a name) is "".
    """
    digits = "".join(letter for letter in number if letter.isdigit())
    if not digits or len(digits) < MIN_DIGITS:
        return ""
    if number.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+{region_code}{digits[1:]}"
    return f"+{digits}"


MIN_DIGITS = 6
"""Shorter ones are of services and of internal lines."""


PREMIUM = {
    "33": ("+3381", "+3382", "+3389", "+33118"), "44": ("+449", "+4487", "+4470"), "41": ("+41900", "+41901", "+41906"),
    "32": ("+3290",), "49": ("+49900", "+49137"), "1": ("+1900",),
}  # fmt: skip
"""Beginnings of numbers that cost more than a call, by country: numbering plans of ARCEP (décision 2018-0881), Ofcom, OFCOM,
IBPT, BNetzA, NANPA. Fraudsters have them called."""
NOWHERE = ("+881", "+882", "+883", "+870", "+878", "+979", "+888")
"""Satellites, global networks, international premium rate (ITU-T E.164.1)."""


def refused_destination(number: str, home: str, allowed: Collection[str] = ()) -> str:
    """Why the house does not call a number (E.164): no_number, premium, abroad; "" where it does.

    ``home`` is the calling code of the brand's country, ``allowed`` those of others that may be called.
    """
    if not number.startswith("+") or not number[1:].isdigit() or not 8 <= len(number) <= 16:
        return "no_number"
    if number.startswith(NOWHERE) or any(number.startswith(beginnings) for beginnings in PREMIUM.values()):
        return "premium"
    return "" if any(number.startswith(f"+{code}") for code in (home, *allowed)) else "abroad"


SHARE_WITHOUT_REASON = 50
"""Percent of calls: recording is never permanent nor systematic (CNIL, L'écoute et l'enregistrement des appels); whoever keeps
more than half writes down why."""
LONGEST_KEPT = 180
"""Days: six months (CNIL, same)."""


def drawn(call: UUID, share: int) -> bool:
    """Whether a call is among the ``share`` percent that are recorded; a call's lot never changes."""
    lot = int.from_bytes(hashlib.sha256(b"recording" + call.bytes).digest()[:8])
    return lot * 100 < share << 64


def turn_pass(secret: str, until: int) -> tuple[str, str]:
    """A user and a password of a TURN server, good until then (seconds since 1970): draft-uberti-behave-turn-rest, as coturn's
    ``use-auth-secret`` checks them."""
    user = f"{until}:entregent"
    return user, b64encode(hmac.digest(secret.encode(), user.encode(), "sha1")).decode()


def digest(user: str, password: str, realm: str = "entregent") -> str:
    """What a telephone proves that it knows: MD5 of user:realm:password (RFC 2617, §3.2.2.2)."""
    return hashlib.md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def calling_from(lines: str) -> tuple[list[str], list[str]]:
    """Addresses and networks of an operator, one a line: those that hold, as they are compared, and those that do not.

    A network that everybody is in is none: whoever finds the port would call as the operator.
    """
    good: list[str] = []
    bad: list[str] = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        try:
            written = str(ip_network(line)) if "/" in line else str(ip_address(line))
        except ValueError:
            bad.append(line)
            continue
        (bad if written.endswith("/0") else good).append(written)
    return list(dict.fromkeys(good)), bad
