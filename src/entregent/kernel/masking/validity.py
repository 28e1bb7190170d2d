"""Whether a bare number is a payment card's, a French social security number or an IBAN: prefixes, lengths and keys."""

import re
from functools import lru_cache

from stdnum import numdb
from stdnum.no import kontonr

CARD_LENGTHS = (16, 15, 14, 19, 18, 17, 13)
"""The lengths of card numbers (ISO/IEC 7812), the usual ones first."""
NIR_LENGTH = 15

# (first prefix, last prefix, lengths) of the issuers; Maestro's rare 12 to 15 digits are left out, as barcodes share them.
_ISSUERS = (
    (2200, 2204, (16, 17, 18, 19)),  # Mir
    (2221, 2720, (16,)),  # Mastercard
    (300, 305, (14, 16)),  # Diners Club
    (3095, 3095, (14, 16)),
    (34, 34, (15,)),  # American Express
    (3528, 3589, (16, 17, 18, 19)),  # JCB
    (36, 36, (14, 16)),
    (37, 37, (15,)),
    (38, 39, (14, 16)),
    (4, 4, (13, 16, 19)),  # Visa
    (50, 50, (16, 17, 18, 19)),  # Maestro
    (51, 55, (16,)),
    (56, 58, (16, 17, 18, 19)),
    (6, 6, (16, 17, 18, 19)),  # Maestro, Discover, UnionPay, RuPay
    (9792, 9792, (16,)),  # Troy
)
_ISSUERS_OF = {digit: [one for one in _ISSUERS if str(one[0])[0] <= digit <= str(one[1])[0]] for digit in "0123456789"}
_DOUBLED = {digit: sum(divmod(2 * int(digit), 10)) for digit in "0123456789"}
_CORSICA = {"2A": "19", "2B": "18"}
_STRUCTURE = re.compile(r"(\d+)!([nac])")
_CHARACTERS = {"n": "[0-9]", "a": "[A-Za-z]", "c": "[0-9A-Za-z]"}


def is_card(digits: str) -> bool:
    """Whether ASCII digits are a payment card number: an issuer's prefix, a length it uses, and the Luhn key."""
    for first, last, lengths in _ISSUERS_OF[digits[0]]:
        if len(digits) in lengths and first <= int(digits[: len(str(first))]) <= last:
            return _passes_luhn(digits)
    return False


def is_nir(number: str) -> bool:
    """Whether 15 characters (digits, 2A or 2B for Corsica) are a social security number: sex, month and key."""
    # Sex 3, 4, 7 and 8 are given to people still being registered; months past 12 to unknown or doubled births.
    month = int(number[3:5])
    if number[0] not in "123478" or not (1 <= month <= 12 or 20 <= month <= 42 or month >= 50):
        return False
    born = _CORSICA.get(number[5:7], number[5:7])
    return int(number[13:]) == 97 - int(number[:5] + born + number[7:13]) % 97


def is_iban(number: str) -> bool:
    """Whether letters and digits that look like a country's IBAN (`iban_pattern`) have the ISO 7064 key of one."""
    number = number.upper()
    if int("".join([str(int(c, 36)) for c in number[4:] + number[:4]])) % 97 != 1:
        return False
    # Numbers are often written after the word "no", which is also Norway: its own key is asked for too.
    return not number.startswith("NO") or kontonr.is_valid(number[4:])


@lru_cache(maxsize=1024)
def iban_pattern(country: str, separator: str) -> re.Pattern[str] | None:
    """How that country's IBANs look, a separator pattern being allowed anywhere; None for a country without IBAN."""
    structure = numdb.get("iban").info(country)[0][1].get("bban")
    if not structure:
        return None
    parts = [(2, "[A-Za-z]"), (2, "[0-9]")] + [(int(n), _CHARACTERS[kind]) for n, kind in _STRUCTURE.findall(structure)]
    return re.compile(separator.join(character for count, character in parts for _ in range(count)))


def _passes_luhn(digits: str) -> bool:
    return (sum(map(int, digits[-1::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0
