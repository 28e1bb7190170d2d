"""Handles: the addresses and numbers under which a customer reaches us, in the one spelling we store and compare."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import idna
import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

NO_BREAK_SPACE = "\u00a0"
MAIL_LIMIT = 254
"""Octets of an address: RFC 5321 §4.5.3.1.3 gives a path 256 of them, two of which are its angle brackets."""
_PHONE_TEXT_LIMIT = 64
_SOCIAL_LIMIT = 200

# The shared French plan (ARCEP): ten digits from 0, dialled alike everywhere, though five country codes stand behind.
_OVERSEAS = ("GP", "MQ", "GF", "RE", "YT")
_FRENCH_REGIONS = frozenset({"FR", "BL", "MF", *_OVERSEAS})
_FRENCH_CODES = frozenset({33, 590, 594, 596, 262})
_OVERSEAS_PREFIXES = {
    590: ("590", "690", "691"),
    594: ("594", "694"),
    596: ("596", "696", "697"),
    262: ("262", "263", "269", "692", "693"),
}
_CODE_OF_PREFIX = {prefix: code for code, prefixes in _OVERSEAS_PREFIXES.items() for prefix in prefixes}

_ATOM = r"[^\s\"(),:;<>@\[\\\]]+"
_LOCAL_PART = re.compile(_ATOM)
_QUOTED = re.compile(r'"(' + _ATOM + r')"')
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NETWORK = re.compile(r"[a-z][a-z0-9_-]{0,29}")
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK = re.compile(r"\s")
_PHONE_LABEL = re.compile(r"tel:", re.IGNORECASE)


class Kind(StrEnum):
    """What sort of address a handle is."""

    MAIL = "mail"
    PHONE = "phone"
    SOCIAL = "social"


class Reason(StrEnum):
    """Why a text is no handle; stable words that screens translate and imports count."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    CONTROL = "control"
    NO_AT = "no_at"
    LOCAL_PART = "local_part"
    DOMAIN = "domain"
    NOT_A_NUMBER = "not_a_number"
    COUNTRY = "country"
    SHORT_CODE = "short_code"
    EXTENSION = "extension"
    IMPOSSIBLE = "impossible"
    NETWORK = "network"


class InvalidHandle(ValueError):
    """The text is no usable handle. `reason` says why; the message never repeats the text, which is personal data."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"not a usable handle: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True, order=True)
class Handle:
    """An address in its stored spelling. Make it with `mail_handle`, `phone_handle` or `social_handle`."""

    kind: Kind
    value: str

    @property
    def root(self) -> "Handle":
        """The same mailbox without its "+tag" (RFC 5233), for matching only: replies go to the address that wrote."""
        if self.kind is not Kind.MAIL:
            return self
        local, _, domain = self.value.rpartition("@")
        bare, plus, _ = local.partition("+")
        return Handle(Kind.MAIL, f"{bare}@{domain}") if plus and bare else self


def mail_handle(text: str) -> Handle:
    """The handle of a bare mail address (no display name), e.g. "Jean@Exemple.FR" → jean@exemple.fr.

    The domain is stored in lower-case ASCII (IDNA 2008 with the UTS 46 mapping), the local part in lower-case NFC: the
    RFC lets servers tell "Jean" from "jean", none that serves people does. Doubled dots, which some carriers gave out,
    are kept. Raises InvalidHandle.
    """
    if _has_unsafe(text):
        raise InvalidHandle(Reason.CONTROL)
    local, domain = _split_mail(text)
    quoted = _QUOTED.fullmatch(local)
    if quoted:
        local = quoted.group(1)
    if not _LOCAL_PART.fullmatch(local):
        raise InvalidHandle(Reason.LOCAL_PART)
    value = f"{_lower(local)}@{_ascii_domain(domain)}"
    if len(value.encode()) > MAIL_LIMIT:
        raise InvalidHandle(Reason.TOO_LONG)
    return Handle(Kind.MAIL, value)


def phone_handle(text: str, region: str) -> Handle:
    """The handle of a telephone number in E.164, e.g. ("06 39 98 01 02", "FR") → +33639980102.

    region: the ISO 3166 country (or overseas territory) whose national spelling is assumed when no country code is
    written. Numbers of the French plan find their own country code (0692… is +262 even typed in Lille or as +33692…).
    A number need not be attributed yet, only possible: new ranges and ARCEP's fictional ones are accepted. Short codes,
    extensions and letters are refused. Raises InvalidHandle; ValueError for a region that does not exist.
    """
    if not phonenumbers.country_code_for_region(region):
        raise ValueError("unknown region")
    digits = _phone_text(text)
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException as refused:
        raise InvalidHandle(_PARSE_REASONS.get(refused.error_type, Reason.NOT_A_NUMBER)) from None
    if number.extension:
        raise InvalidHandle(Reason.EXTENSION)
    if number.country_code in _FRENCH_CODES:
        number = _french_number(number)
    _refuse_impossible(number, region)
    return Handle(Kind.PHONE, phonenumbers.format_number(number, PhoneNumberFormat.E164))


def social_handle(network: str, account: str) -> Handle:
    """The handle of an account on a network: ("mastodon", "@Jeanne@exemple.org") → mastodon:@jeanne@exemple.org.

    A name people type starts with "@" and is stored in lower case; anything else is the network's own opaque identifier
    and keeps its case. Raises InvalidHandle.
    """
    place, name = network.strip().lower(), unicodedata.normalize("NFC", account.strip(" "))
    if not _NETWORK.fullmatch(place):
        raise InvalidHandle(Reason.NETWORK)
    if name in ("", "@"):
        raise InvalidHandle(Reason.EMPTY)
    if _has_unsafe(name):
        raise InvalidHandle(Reason.CONTROL)
    if len(name) > _SOCIAL_LIMIT:
        raise InvalidHandle(Reason.TOO_LONG)
    return Handle(Kind.SOCIAL, f"{place}:{_lower(name) if name.startswith('@') else name}")


def display(handle: Handle, region: str) -> str:
    """The handle as people of that region write it, its blanks being no-break spaces.

    Phone: national format for the region's own country (and within the French plan, dialled alike), international
    otherwise: +33639980102 in FR → "06 39 98 01 02". Mail: the domain in its own script. Social: without the network.
    """
    if handle.kind is Kind.PHONE:
        return _display_phone(handle.value, region)
    if handle.kind is Kind.MAIL:
        local, _, domain = handle.value.rpartition("@")
        return f"{local}@{_readable_domain(domain)}"
    return handle.value.partition(":")[2]


def _has_unsafe(text: str) -> bool:
    return any(unicodedata.category(c) in _UNSAFE for c in text)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def _split_mail(text: str) -> tuple[str, str]:
    bare = text.strip()
    if not bare:
        raise InvalidHandle(Reason.EMPTY)
    if len(bare) > MAIL_LIMIT:
        raise InvalidHandle(Reason.TOO_LONG)
    local, at, domain = bare.rpartition("@")
    if not at:
        raise InvalidHandle(Reason.NO_AT)
    return local, domain


def _ascii_domain(domain: str) -> str:
    if domain.isascii() and "xn--" not in domain.lower():
        plain = domain.lower()
    else:
        try:
            plain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise InvalidHandle(Reason.DOMAIN) from None
    labels = plain.removesuffix(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidHandle(Reason.DOMAIN)
    return ".".join(labels)


def _readable_domain(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


_PARSE_REASONS = {
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: Reason.COUNTRY,
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: Reason.TOO_SHORT,
    phonenumbers.NumberParseException.TOO_SHORT_NSN: Reason.TOO_SHORT,
    phonenumbers.NumberParseException.TOO_LONG: Reason.TOO_LONG,
}


def _phone_text(text: str) -> str:
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise InvalidHandle(Reason.CONTROL)
    # Telephones wrap the numbers they copy in invisible direction marks.
    shown = "".join(c for c in _BLANK.sub(" ", text) if unicodedata.category(c) != "Cf").strip()
    if not shown:
        raise InvalidHandle(Reason.EMPTY)
    if len(shown) > _PHONE_TEXT_LIMIT:
        raise InvalidHandle(Reason.TOO_LONG)
    shown = _PHONE_LABEL.sub("", shown, count=1) if _PHONE_LABEL.match(shown) else shown
    if re.fullmatch(r".*\d\s*(;ext=|ext\.?|poste|x|#)\s*\d{1,7}", shown, re.IGNORECASE):
        raise InvalidHandle(Reason.EXTENSION)
    if any(c.isalpha() for c in shown):
        raise InvalidHandle(Reason.NOT_A_NUMBER)
    return shown


def _french_number(number: PhoneNumber) -> PhoneNumber:
    digits = phonenumbers.national_significant_number(number)
    if len(digits) != 9:
        return number
    return PhoneNumber(country_code=_french_code(digits), national_number=int(digits))


def _french_code(digits: str) -> int:
    """The country code behind nine digits of the French plan; +33 for what is attributed nowhere (new or fictional)."""
    if digits[0] == "8":
        return 33
    if digits[:3] in _CODE_OF_PREFIX:
        return _CODE_OF_PREFIX[digits[:3]]
    for region in _OVERSEAS:
        code = phonenumbers.country_code_for_region(region)
        if phonenumbers.is_valid_number_for_region(PhoneNumber(code, int(digits)), region):
            return code
    return 33


def _refuse_impossible(number: PhoneNumber, region: str) -> None:
    outcome = phonenumbers.is_possible_number_with_reason(number)
    digits = phonenumbers.national_significant_number(number)
    valid = phonenumbers.is_valid_number(number)
    if len(digits) <= 6 and not valid and phonenumbers.is_possible_short_number_for_region(number, region):
        raise InvalidHandle(Reason.SHORT_CODE)
    if outcome == ValidationResult.TOO_SHORT:
        raise InvalidHandle(Reason.TOO_SHORT)
    if outcome == ValidationResult.TOO_LONG:
        raise InvalidHandle(Reason.TOO_LONG)
    if outcome != ValidationResult.IS_POSSIBLE:
        raise InvalidHandle(Reason.IMPOSSIBLE)


def _display_phone(value: str, region: str) -> str:
    number = phonenumbers.parse(value, None)
    own = number.country_code == phonenumbers.country_code_for_region(region)
    french = number.country_code in _FRENCH_CODES and region in _FRENCH_REGIONS
    form = PhoneNumberFormat.NATIONAL if own or french else PhoneNumberFormat.INTERNATIONAL
    text = phonenumbers.format_number(number, form)
    if french and len(digits := re.sub(r"\D", "", text)) == 10:
        text = " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    return text.replace(" ", NO_BREAK_SPACE)
