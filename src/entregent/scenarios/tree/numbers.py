"""Telephone numbers in texts that cost more than a call: none may be given for what follows a contract or for a complaint
(Code de la consommation, art. L. 121-16)."""

import re

import phonenumbers
from phonenumbers import PhoneNumberMatcher, PhoneNumberType, shortnumberinfo

_COSTLY = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}
_SHORT = re.compile(
    r"\b(?:au|le|numéro|numero|composez|appelez|tél\.?|call|dial|number)\s+(3\d{3}|3\d \d{2}|118\s?\d{3})\b", re.IGNORECASE
)
_PREMIUM = 2
"""``ShortNumberCost.PREMIUM_RATE`` of phonenumbers."""


def premium(words: str, region: str) -> list[str]:
    """The numbers of a text that are surcharged or shared-cost in this country, as they are written there."""
    found = [
        match.raw_string for match in PhoneNumberMatcher(words, region) if phonenumbers.number_type(match.number) in _COSTLY
    ]
    for match in _SHORT.finditer(words):
        number = phonenumbers.PhoneNumber(country_code=_code(region), national_number=int(re.sub(r"\s", "", match[1])))
        if shortnumberinfo.expected_cost_for_region(number, region) == _PREMIUM:
            found.append(match[1])
    return found


def _code(region: str) -> int:
    return int(phonenumbers.country_code_for_region(region))
