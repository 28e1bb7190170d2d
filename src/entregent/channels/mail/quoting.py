"""What is new in a mail, what repeats earlier ones, and the signature: folded, never lost.

A split is a list of segments whose texts, joined, are the body again to the letter. The phrases are those that mail
programs write in French and English, and for the commonest mark (`… a écrit :`) in the neighbours' languages.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a segment of a body is. Forwarded text was sent on purpose: it is shown, not folded."""

    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the body, as it is written."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Split:
    """A body in segments; their texts joined are the whole body."""

    segments: tuple[Segment, ...]

    def only(self, *kinds: Kind) -> str:
        """The text of the segments of these kinds, joined."""
        return "".join(segment.text for segment in self.segments if segment.kind in kinds)

    @property
    def new(self) -> str:
        """What the sender wrote or forwarded this time."""
        return self.only(Kind.NEW, Kind.FORWARDED)

    @property
    def quoted(self) -> str:
        """What repeats earlier mails."""
        return self.only(Kind.QUOTED)

    @property
    def signature(self) -> str:
        """The signatures."""
        return self.only(Kind.SIGNATURE)


_SPACE = r"[ \t\xa0\u202f]"
_WROTE = re.compile(
    rf"(?:"
    rf"(?:Le|En date du|Am|On|El|Il giorno|Il|Em|Op)\b.{{4,300}}?"
    rf"(?:a{_SPACE}écrit|ont{_SPACE}écrit|wrote|schrieb\b.{{0,150}}|escribió|ha{_SPACE}scritto|escreveu|schreef\b.{{0,150}})"
    rf"|[^<>]{{3,200}}<[^<>\s@]{{1,100}}@[^<>\s@]{{3,200}}>{_SPACE}(?:a{_SPACE}écrit|wrote)(?:{_SPACE}(?:le|on)\b.{{4,60}})?"
    rf"){_SPACE}*:",
    re.DOTALL | re.IGNORECASE,
)
_DATED = re.compile(r"\d{4}|\d{1,2}[/:h]\d\d|@")
_WROTE_END = re.compile(r"(?:écrit|wrote|escribió|scritto|escreveu|schrieb|schreef)", re.IGNORECASE)
_WROTE_START = re.compile(r"(?:Le|En date du|Am|On|El|Il|Em|Op)\b|.*<[^<>\s]+@", re.IGNORECASE)
ORIGINAL = re.compile(
    rf"-{{2,}}{_SPACE}*(?:Message d[’']origine|Message original|Mail original|Original Message|Original Appointment|"
    rf"Ursprüngliche Nachricht|Mensaje original|Messaggio originale|E-?mail d[’']origine|Courriel original)"
    rf"{_SPACE}*-{{2,}}",
    re.IGNORECASE,
)
FORWARD = re.compile(
    rf"-{{2,}}{_SPACE}*(?:Forwarded message|Message transféré|Mail transféré|Message transmis|Weitergeleitete Nachricht|"
    rf"Mensaje reenviado|Messaggio inoltrato){_SPACE}*-{{2,}}"
    rf"|(?:Begin forwarded message|Début du message (?:réexpédié|transféré)){_SPACE}*:",
    re.IGNORECASE,
)
_HEAD_FROM = re.compile(rf"\*?(?:De|From|Von|Van|Da){_SPACE}*:\*?{_SPACE}*\S", re.IGNORECASE)
_HEAD_OTHER = re.compile(
    rf"\*?(Envoyé(?: le)?|Sent|Date|À|A|To|Objet|Subject|Cc|Gesendet|An|Betreff|Verzonden|Aan|Onderwerp|Inviato|"
    rf"Oggetto|Enviado(?: el)?|Enviada em|Para|Asunto|Assunto|Répondre à|Reply-To){_SPACE}*:",
    re.IGNORECASE,
)
_HEAD_SENT = re.compile(rf"(?:Envoyé|Sent){_SPACE}*:{_SPACE}*\S", re.IGNORECASE)
"""Some French webmails begin the head with the date."""
MESSAGE_OF = re.compile(rf"(?:>{_SPACE}*)?Message du \d\d/\d\d/\d{{2,4}}{_SPACE}+\d{{1,2}}:\d\d{_SPACE}*(?:\n|\Z)")
# `De : Paris / À : Lyon / Date : lundi` is a journey, not the head of a mail.
_HEAD_PROOFS = (
    "envoyé", "sent", "objet", "subject", "gesendet", "betreff", "verzonden", "onderwerp", "inviato", "oggetto", "enviad",
    "asunto", "assunto",
)  # fmt: skip
MOBILE = re.compile(
    r"(?:Envoyé|Sent|Obtenir|Obtenez|Get|Télécharger|Provenance|Gesendet|Expédié)\b.{0,10}?"
    r"(?:de mon|depuis mon|depuis l|à partir de mon|à partir de|à partir d[’']|from my|from|depuis|avec|with|via|using|"
    r"Outlook|: Courrier|von meinem)"
    r".{0,80}(?:iPhone|iPad|iOS|Android|Samsung|Galaxy|Huawei|Xiaomi|Outlook|Yahoo|Windows|mobile|smartphone|téléphone|"
    r"Mail|messagerie|BlackBerry|Orange|SFR|Proton)\b.{0,60}",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{10,}\s*$|\*{10,}\s*$")
_QUOTE_MARK = re.compile(r"[ \t]{0,3}(?:>|\|(?= ))")
_MAX_SIGNATURE_LINES = 15


def split_text(body: str) -> Split:
    """Split a plain body (LF line ends) into new text, quotation, signature. Linear; joining the segments gives
    `body`."""
    lines = body.splitlines(keepends=True)
    kinds: list[Kind] = []
    forced: Kind | None = None
    signing = False
    while len(kinds) < len(lines):
        index = len(kinds)
        line = lines[index]
        found = forced or _whole_rest(lines, index)
        if found is not None:
            forced = found
            kinds.append(found)
        elif _QUOTE_MARK.match(line):
            signing = False
            kinds.append(Kind.QUOTED)
        elif length := _introduction(lines, index):
            signing = False
            kinds.extend([Kind.QUOTED] * length)
            if not _quote_follows(lines, index + length):
                forced = Kind.QUOTED
        elif signing or _starts_signature(lines, index):
            signing = True
            kinds.append(Kind.SIGNATURE)
        else:
            kinds.append(Kind.NEW)
    return joined(zip(kinds, lines, strict=True))


def joined(pieces: Iterable[tuple[Kind, str]], blank: Callable[[str], bool] = lambda text: not text.strip()) -> Split:
    """Pieces of one kind that follow each other become one segment; blank ones go with what stands before them.

    When nothing is new (a bare forward by Outlook, a reply above which nothing was written), what would be folded is
    shown as forwarded."""
    segments: list[tuple[Kind, list[str]]] = []
    for kind, text in pieces:
        if segments and (segments[-1][0] is kind or blank(text)):
            segments[-1][1].append(text)
        else:
            segments.append((kind, [text]))
    merged = [Segment(kind, "".join(texts)) for kind, texts in segments]
    if all(segment.kind in (Kind.QUOTED, Kind.SIGNATURE) or blank(segment.text) for segment in merged):
        merged = [Segment(Kind.FORWARDED, s.text) if s.kind is Kind.QUOTED else s for s in merged]
    return Split(tuple(merged))


def _whole_rest(lines: list[str], index: int) -> Kind | None:
    """The kind of everything from this line on, when the line opens a copy of a whole mail."""
    line = lines[index].strip()
    if not line:
        return None
    if line[0] == "-" and ORIGINAL.match(line):
        return Kind.QUOTED
    if MESSAGE_OF.match(line):
        return Kind.QUOTED
    if FORWARD.match(line):
        return Kind.FORWARDED
    if line[0] in "_*" and _RULE.match(line):
        following = next((i for i in range(index + 1, min(index + 3, len(lines))) if lines[i].strip()), None)
        return Kind.QUOTED if following is not None and is_header_block(lines[following : following + 7]) else None
    return Kind.QUOTED if is_header_block(lines[index : index + 7]) else None


def is_header_block(lines: list[str]) -> bool:
    """Whether these lines begin as Outlook copies a head: `De :`, then `Envoyé :`, `À :`, `Objet :`…"""
    if not lines:
        return False
    sent_first = _HEAD_SENT.match(lines[0].lstrip()) and any(_HEAD_FROM.match(line.lstrip()) for line in lines[1:])
    if not sent_first and not _HEAD_FROM.match(lines[0].lstrip()):
        return False
    others = [match[1].lower() for line in lines[1:] if (match := _HEAD_OTHER.match(line.lstrip()))]
    return len(others) >= 2 and any(other.startswith(_HEAD_PROOFS) for other in others)


def _introduction(lines: list[str], index: int) -> int:
    """How many lines (1 to 4) say `Le … a écrit :` from here; 0 when they do not."""
    if not _WROTE_START.match(lines[index].lstrip()[:400]):
        return 0
    for length in range(1, min(4, len(lines) - index) + 1):
        last = lines[index + length - 1].rstrip()
        if not last:
            return 0
        if last.endswith(":"):
            return length if is_introduction("".join(lines[index : index + length])) else 0
    return 0


def is_introduction(text: str) -> bool:
    """Whether a text (of one or several lines) is `Le 6 janvier 2025 à 10:12, X <x@example.org> a écrit :` and no
    more."""
    text = text.strip()
    if len(text) > 600 or not text.endswith(":") or not _WROTE_END.search(text[-250:]):
        return False
    return _WROTE.fullmatch(text) is not None and _DATED.search(text) is not None


def _quote_follows(lines: list[str], index: int) -> bool:
    """Whether the next line with text bears a quotation mark: then what comes after the quotation may be new again."""
    return next((bool(_QUOTE_MARK.match(line)) for line in lines[index : index + 20] if line.strip()), True)


def _starts_signature(lines: list[str], index: int) -> bool:
    line = lines[index].rstrip("\r\n")
    if line == "-- ":
        return True
    if line in ("--", "—", "--\xa0"):
        return sum(1 for other in lines[index + 1 : index + _MAX_SIGNATURE_LINES + 2] if other.strip()) <= _MAX_SIGNATURE_LINES
    return len(line) <= 160 and is_mobile_signature(line)


def is_mobile_signature(text: str) -> bool:
    """Whether a line is what a telephone's mail program adds, such as « Envoyé de mon iPhone »."""
    return MOBILE.fullmatch(text.strip()) is not None
