"""What came back: a bounce read into a verdict on one address.

Three kinds, because they call for different deeds: a dead address is no longer written to, a passing trouble is tried
again, a block aimed at our server's reputation says nothing about the address. Codes: RFC 3463 and the IANA registry.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from entregent.channels.mail.parse import ParsedMail
from entregent.channels.mail.parse.shapes import Fields


class BounceKind(StrEnum):
    """What a bounce says of the address."""

    HARD = "hard"
    SOFT = "soft"
    REPUTATION = "reputation-block"


@dataclass(frozen=True, slots=True)
class Bounce:
    """One failed recipient. `status` is an enhanced code such as 5.1.1, or empty; `original_message_id` is ours, with
    its
    brackets, or empty when the report does not tell."""

    kind: BounceKind
    recipient: str
    status: str
    diagnostic: str
    original_message_id: str
    action: str = "failed"


_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_BLOCKED = re.compile(
    r"black ?list|block ?list|blocklisted|\bblocked\b|\bRBL\b|DNSBL|spamhaus|spamcop|barracuda|sorbs|reputation|\bspam\b|"
    r"\bDMARC\b|\bSPF\b|\bDKIM\b|unsolicited|rate limit|too many (?:messages|connections)|policy (?:reasons|violation)|"
    r"liste noire|indésirable|poor sender",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"user unknown|unknown (?:user|recipient|mailbox)|no such (?:user|recipient|mailbox|person)|"
    r"(?:user|recipient|mailbox|account|address)\b.{0,60}(?:does ?n[o']t exist|not found|unknown|disabled|inactive)|"
    r"recipnotfound|invalid (?:recipient|mailbox)|unrouteable address|host(?: or domain)? (?:name )?not found|NXDOMAIN|"
    r"utilisateur inconnu|adresse (?:inconnue|introuvable|inexistante)|n['’]existe pas|destinataire inconnu",
    re.IGNORECASE,
)
_FULL = re.compile(r"(?:mailbox|quota|boîte).{0,40}(?:full|exceeded|pleine|dépassé)|over ?quota|out of storage", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>;,:\"()\[\]]{1,200}@[^\s<>;,:\"()\[\]]{1,250}")
_COPIED_ID = re.compile(r"^[> ]*Message-ID:\s*(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)
_ROBOT_SENDERS = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|maildaemon|microsoftexchange[0-9a-f]+|bounces?)@", re.IGNORECASE
)
_SUBJECTS = re.compile(
    r"undeliver|delivery (?:status|failure|has failed)|mail delivery|returned mail|failure notice|"
    r"non[ -]remis|non distribu|échec de (?:la )?(?:remise|distribution)|message non délivré|warning: .*delayed",
    re.IGNORECASE,
)
_MAX_FALLBACK_BYTES = 256_000


def classify(status: str, diagnostic: str) -> BounceKind:
    """The kind of a failure from its enhanced status and what the other server said.

    The words win over the code, for servers answer 5.7.1 to an unknown user and 5.1.1 to a listed server. What gives no
    evidence of a dead address is not hard.
    """
    inner = _STATUS.search(diagnostic)
    code = inner[1] if inner and (not status or status[1:] == ".0.0") else status
    reply = _REPLY.search(diagnostic)
    temporary = code.startswith("4") or (not code and reply is not None and reply[1][0] == "4")
    if _BLOCKED.search(diagnostic):
        return BounceKind.REPUTATION
    if temporary:
        return BounceKind.SOFT
    if _FULL.search(diagnostic):
        return BounceKind.SOFT
    if _UNKNOWN.search(diagnostic):
        return BounceKind.HARD
    if code.startswith("5.7.") or code in ("5.1.7", "5.1.8"):
        return BounceKind.REPUTATION
    if code.startswith("5.1.") or code in ("5.2.0", "5.2.1", "5.4.1", "5.4.4"):
        return BounceKind.HARD
    if code == "5.0.0" or not code:
        return BounceKind.HARD if reply is not None and reply[1] in ("550", "551", "553") else BounceKind.SOFT
    return BounceKind.SOFT


def read_bounces(parsed: ParsedMail, raw: bytes, envelope_sender: str | None) -> tuple[Bounce, ...]:
    """The failures that a mail reports; empty when it is not a bounce. Never raises.

    RFC 3464 first, then what Exim and old servers write for people (by `flufl.bounce`), the latter only for mails
    that a
    mail server may have sent. `envelope_sender` is an empty string for the null sender, None when unknown.
    """
    if parsed.report is not None and parsed.report.kind == "delivery-status":
        return _from_report(parsed)
    if not _may_be_bounce(parsed, envelope_sender):
        return ()
    failed = _ADDRESS.findall(parsed.header("x-failed-recipients")[:5_000])[:20]
    kinds = dict.fromkeys(failed, BounceKind.HARD)
    if not kinds:
        kinds = _by_flufl(raw, parsed.sender.address if parsed.sender else "unknown@invalid")
    original = original_message_id(parsed)
    bounces = []
    for recipient, kind in kinds.items():
        diagnostic = _diagnostic(parsed.text, recipient)
        found = _STATUS.search(diagnostic)
        told = classify(found[1] if found else "", diagnostic)
        if kind is BounceKind.SOFT or not (found or _REPLY.search(diagnostic) or _BLOCKED.search(diagnostic)):
            told = kind
        bounces.append(Bounce(told, recipient, found[1] if found else "", diagnostic, original))
    return tuple(bounces)


def original_message_id(parsed: ParsedMail) -> str:
    """The Message-ID of the mail that a report is about: from its copy, or as quoted in the text; else empty."""
    if parsed.report is not None and parsed.report.original.message_id:
        return parsed.report.original.message_id
    copied = _COPIED_ID.search(parsed.text)
    return copied[1] if copied else (parsed.in_reply_to or "")


def _from_report(parsed: ParsedMail) -> tuple[Bounce, ...]:
    original = original_message_id(parsed)
    found = []
    for fields in parsed.report.recipients if parsed.report else ():
        action = fields.get("action", "failed").strip().lower().partition(" ")[0]
        if action not in ("failed", "delayed"):
            continue
        status = (_STATUS.search(fields.get("status", "")) or [""])[0]
        diagnostic = _after_type(fields.get("diagnostic-code", ""))
        kind = BounceKind.SOFT if action == "delayed" else classify(status, diagnostic)
        found.append(Bounce(kind, _recipient(fields), status, diagnostic, original, action))
    return tuple(found)


def _recipient(fields: Fields) -> str:
    """The address as we wrote it where the report tells it, else where it ended."""
    for name in ("original-recipient", "final-recipient"):
        address = _ADDRESS.search(_after_type(fields.get(name, "")))
        if address:
            local, _, domain = address[0].rpartition("@")
            return f"{local}@{domain.lower()}"
    return ""


def _after_type(value: str) -> str:
    """`rfc822; x@example.org` and `smtp; 550 …` without their type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and kind.strip().isascii() and len(kind) < 20 else value.strip()


def _may_be_bounce(parsed: ParsedMail, envelope_sender: str | None) -> bool:
    if "x-failed-recipients" in parsed.headers:
        return True
    if parsed.sender is not None and _ROBOT_SENDERS.match(parsed.sender.address):
        return True
    null = envelope_sender == "" or parsed.header("return-path").strip() == "<>"
    return null and _SUBJECTS.search(parsed.subject) is not None


def _by_flufl(raw: bytes, sender: str) -> dict[str, BounceKind]:
    """Its detectors stumble (and log a trace each) on headers in eight bits and on a From that is not one: they get neither."""
    plain = raw[:_MAX_FALLBACK_BYTES].decode("ascii", "replace").encode("ascii", "replace")
    try:
        message: Message = message_from_bytes(plain)
        del message["From"]
        message["From"] = sender.encode("ascii", "replace").decode("ascii")
        temporary, permanent = all_failures(message)
    except Exception:  # a third party's guesses on hostile bytes: no answer is an answer
        return {}
    kinds = {address.decode("utf-8", "replace"): BounceKind.SOFT for address in sorted(temporary)[:20]}
    kinds.update({address.decode("utf-8", "replace"): BounceKind.HARD for address in sorted(permanent)[:20]})
    return {address: kind for address, kind in kinds.items() if _ADDRESS.fullmatch(address)}


def _diagnostic(text: str, recipient: str) -> str:
    """The lines after the recipient's address in a report written for people."""
    position = text.find(recipient)
    if position < 0:
        return ""
    return " ".join(text[position + len(recipient) : position + len(recipient) + 500].partition("------")[0].split())[:300]
