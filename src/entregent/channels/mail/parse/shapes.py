"""What a parsed mail is made of: frozen words, no behaviour beyond look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a mail goes to quarantine instead of being read."""

    EMPTY = "empty"
    NO_HEADERS = "no-headers"
    TOO_MANY_HEADERS = "too-many-headers"
    TOO_DEEP = "too-deep"
    TOO_MANY_PARTS = "too-many-parts"
    TOO_LARGE = "too-large"
    INTERNAL = "internal"


class Unparseable(Exception):
    """The mail cannot be read within the limits. `reason` is a stable code that may be stored and shown."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a hostile mail cheap. Sizes in bytes unless the name says otherwise."""

    max_depth: int = 30
    max_parts: int = 1_000
    max_header_bytes: int = 2_000_000
    max_headers: int = 20_000
    max_decoded_bytes: int = 64 * 1024 * 1024
    max_body_bytes: int = 2_000_000
    max_recipients: int = 200
    max_subject_chars: int = 500
    max_references: int = 50


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. `name` is decoded and may be empty; the domain of `address` is lower case."""

    name: str
    address: str

    @property
    def local(self) -> str:
        """What stands before the last @."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands after the last @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Recipients:
    """The first addresses of a To or Cc header, and how many there were in all (an estimate past the limit)."""

    addresses: tuple[Address, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body. `inline` means that the HTML body shows it through `cid:content_id`."""

    filename: str
    content_type: str
    declared_type: str
    data: bytes
    content_id: str | None = None
    disposition: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """The summary of one VEVENT. Times are aware when their zone is known; `zone` keeps the name as written."""

    method: str
    uid: str
    summary: str
    start: datetime | date | None
    end: datetime | date | None
    zone: str
    organizer: str
    location: str
    status: str
    recurring: bool


@dataclass(frozen=True, slots=True)
class VCard:
    """The summary of one visiting card."""

    name: str
    organisation: str
    phones: tuple[str, ...]
    mails: tuple[str, ...]


Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Original:
    """What a report tells of the mail it is about; empty strings when unknown."""

    message_id: str = ""
    subject: str = ""
    to: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A machine-readable report: `kind` is delivery-status (RFC 3464), disposition-notification (RFC 8098) or
    feedback-report (RFC 5965). `message` and `recipients` hold fields by lower-case name."""

    kind: str
    message: Fields
    recipients: tuple[Fields, ...]
    original: Original


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail, read. Every string is free of NUL and lone surrogates, so it can be stored in PostgreSQL as it is.

    `headers` holds every top-level header by lower-case name, in order, raw words decoded from bytes but not from RFC
    2047.
    `text` is the plain body with LF line ends (taken from the HTML when there is no plain part); `html` is raw, never
    show
    it without `html.clean`.
    """

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: Recipients
    cc: Recipients
    date: datetime | None
    headers: Mapping[str, tuple[str, ...]]
    content_type: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    events: tuple[CalendarEvent, ...] = ()
    vcards: tuple[VCard, ...] = ()
    report: Report | None = None

    def header(self, name: str) -> str:
        """The first value of a header, by lower-case name; an empty string when it is absent."""
        values = self.headers.get(name)
        return values[0] if values else ""

    @property
    def auto_headers(self) -> dict[str, str]:
        """The headers by which a robot makes itself known."""
        return {name: self.header(name) for name in AUTO_HEADERS if name in self.headers}

    @property
    def list_headers(self) -> dict[str, str]:
        """The headers of a mailing list (RFC 2369, RFC 2919)."""
        return {name: values[0] for name, values in self.headers.items() if name.startswith("list-")}


AUTO_HEADERS = (
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-response-suppress",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autogenerated",
    "x-fc-machinegenerated",
    "x-failed-recipients",
    "feedback-id",
)
