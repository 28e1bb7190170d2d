"""Pure decisions about SMS."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberType

SEAL = "sms"
"""What secrets of providers are sealed for."""
MOST_A_DAY = 3
"""Links to one number: somebody else may have typed it."""
GOOD_FOR = timedelta(days=7)
"""How long a link leads somewhere."""
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_WORDS = {"fr": "Pour continuer par écrit\u202f:", "en": "To go on in writing:"}


def usual_template() -> dict[str, str]:
    """What is posted where nothing else was said."""
    return {"to": "{to}", "from": "{from}", "text": "{text}"}


def is_mobile(number: str) -> bool:
    """Whether a number (E.164) is that of a mobile telephone; in France those of 06 and 07 are (ARCEP, décision 2018-0881)."""
    if number.startswith(("+336", "+337")):
        return True
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE
    except phonenumbers.NumberParseException:
        return False


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """A template with ``{to}``, ``{from}``, ``{text}`` filled wherever they stand in its texts; nothing else changes."""
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace(f"{{{name}}}", value)
        return template
    if isinstance(template, dict):
        return {key: filled(value, values) for key, value in template.items()}
    return [filled(one, values) for one in template] if isinstance(template, list) else template


def lacks(template: Any) -> list[str]:
    """What a template would never tell the provider: to, text."""
    written = json.dumps(template, ensure_ascii=False)
    return [name for name in ("to", "text") if f"{{{name}}}" not in written]


def message(words: str, link: str, language: str) -> str:
    """What is read on the telephone."""
    own = language if language in _WORDS else "en"
    return f"{words.strip() or _WORDS[own]} {link}"
