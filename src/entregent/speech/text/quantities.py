"""Amounts, percentages, measures, ordinals and plain numbers as they are read aloud."""

import re
from re import Match

from entregent.speech.text.numerals import LARGEST, cardinal, one_by_one, ordinal
from entregent.speech.text.spelling import reference

_NUMBER = {
    "fr": r"(?<![\w.,])(?:\d{1,3}(?: \d{3})+|\d{1,3}(?:’\d{3})+|\d+)(?:[.,]\d+)?",
    "en": r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?",
}
_CURRENCIES = {
    "fr": {"€": ("euro", "centime"), "chf": ("franc", "centime"), "$": ("dollar", "cent"), "£": ("livre", "penny")},
    "en": {"€": ("euro", "cent"), "chf": ("franc", "centime"), "$": ("dollar", "cent"), "£": ("pound", "penny")},
}
_SIGNS = {"eur": "€", "euro": "€", "euros": "€", "usd": "$", "gbp": "£", "francs": "chf", "fr.": "chf"}
_SIGN = r"€|EUR|euros?|CHF|\$|USD|£|GBP"
_UNITS = {
    "fr": {
        "%": "pour cent", "km/h": "kilomètres-heure", "km": "kilomètres", "m²": "mètres carrés", "m³": "mètres cubes",
        "cm": "centimètres", "mm": "millimètres", "kg": "kilos", "°C": "degrés", "°": "degrés", "min": "minutes",
        "kWh": "kilowattheures", "Go": "gigaoctets", "Mo": "mégaoctets", "Mb/s": "mégabits par seconde", "m": "mètres",
        "g": "grammes", "l": "litres", "L": "litres", "s": "secondes", "j": "jours",
    },
    "en": {
        "%": "per cent", "km/h": "kilometres an hour", "km": "kilometres", "m²": "square metres", "m³": "cubic metres",
        "cm": "centimetres", "mm": "millimetres", "kg": "kilos", "°C": "degrees", "°": "degrees", "min": "minutes",
        "kWh": "kilowatt hours", "GB": "gigabytes", "MB": "megabytes", "m": "metres", "g": "grams", "l": "litres",
    },
}  # fmt: skip
_FEMININE = re.compile(
    r" (?:minute|seconde|personne|journée|semaine|année|fois|commande|facture|demande|réponse|question|page|boutique|agence|"
    r"touche|pièce|place|livraison|échéance|mensualité|étape|heure)s?\b"
)
_SUFFIX = re.compile(r"\b(\d{1,3})(er|re|ère|e|è|ème|eme|nd|nde)\b")
_ENGLISH_SUFFIX = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b")
_LONG = re.compile(r"(?<![\w.,])\d{7,}(?![\w]|[.,]\d)|(?<![\w.,])0\d+(?![\w]|[.,]\d)")


def with_amounts(text: str, language: str) -> str:
    """« 1 234,56 € » → « mille deux cent trente-quatre euros et cinquante-six centimes »."""
    number = _NUMBER[language]
    after = re.compile(rf"({number}) ?({_SIGN})(?!\w)", re.IGNORECASE)
    before = re.compile(rf"(?<!\w)({_SIGN}) ?({number})(?!\w)", re.IGNORECASE)
    text = after.sub(lambda found: _amount(found[1], found[2], language), text)
    return before.sub(lambda found: _amount(found[2], found[1], language), text)


def with_measures(text: str, language: str) -> str:
    """« 20 % » → « vingt pour cent », « 5 km » → « cinq kilomètres »."""
    units = _UNITS[language]
    known = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))

    def said(found: Match[str]) -> str:
        unit = units[found[2]]
        one = _plain(found[1], language) in ("1", "0")
        if one and found[2] != "%":
            head, _, rest = unit.partition(" ")
            unit = f"{head.removesuffix('s')} {rest.removesuffix('s')}".strip()
        return f"{_number(found[1], language, feminine=unit in ('minute', 'seconde', 'minutes', 'secondes'))} {unit}"

    return re.sub(rf"({_NUMBER[language]}) ?({known})(?![\w/])", said, text)


def with_ordinals(text: str, language: str) -> str:
    """« 2e » → « deuxième »."""
    if language == "fr":
        return _SUFFIX.sub(lambda found: ordinal(int(found[1]), "fr", feminine=found[2] in ("re", "ère")), text)
    return _ENGLISH_SUFFIX.sub(lambda found: ordinal(int(found[1]), "en"), text)


def with_numbers(text: str, language: str) -> str:
    """What is left of figures: long ones, and those that begin with a zero, figure by figure."""
    text = _LONG.sub(lambda found: reference(found[0], language), text)

    def said(found: Match[str]) -> str:
        feminine = language == "fr" and _FEMININE.match(text, found.end()) is not None
        return _number(found[0], language, feminine=feminine)

    text = re.sub(rf"{_NUMBER[language]}(?![\w]|[.,]\d)", said, text)
    text = re.sub(r"(?<=\d)\.(?=\d)", " point " if language == "fr" else " dot ", text)  # of a version
    return re.sub(r"\d+", lambda found: f" {one_by_one(found[0], language)} ", text)  # what is stuck to letters


def _plain(written: str, language: str) -> str:
    """Without the marks between thousands, the decimals after a dot."""
    bare = written.replace(" ", "").replace("’", "")
    return bare.replace(",", ".") if language == "fr" else bare.replace(",", "")


def _number(written: str, language: str, *, feminine: bool = False) -> str:
    whole, _, decimals = _plain(written, language).partition(".")
    if int(whole) >= LARGEST:
        return reference(whole + decimals, language)
    said = cardinal(int(whole), language, feminine=feminine and not decimals)
    if not decimals:
        return said
    if language != "fr":
        return f"{said} point {one_by_one(decimals, 'en')}"
    mark = "virgule" if "," in written else "point"
    zeros = len(decimals) - len(decimals.lstrip("0"))
    tail = decimals[zeros:]
    rest = [one_by_one(decimals[:zeros], "fr"), cardinal(int(tail), "fr") if 0 < len(tail) <= 2 else one_by_one(tail, "fr")]
    return " ".join(part for part in (said, mark, *rest) if part)


def _amount(written: str, sign: str, language: str) -> str:
    lower = sign.lower()
    unit, part = _CURRENCIES[language][_SIGNS.get(lower, lower)]
    whole, _, decimals = _plain(written, language).partition(".")
    if len(decimals) > 2 or int(whole) >= LARGEST:
        return f"{_number(written, language)} {unit}s"
    cents = int(f"{decimals:0<2}") if decimals else 0
    said = [_counted(int(whole), unit, language)] if int(whole) or not cents else []
    if cents:
        said.append(_counted(cents, part, language))
    return (" et " if language == "fr" else " and ").join(said)


def _counted(count: int, unit: str, language: str) -> str:
    plural = "pence" if unit == "penny" else f"{unit}s"
    many = count >= 2 if language == "fr" else count != 1
    millions = language == "fr" and count >= 10**6 and count % 10**6 == 0
    link = " d’" if millions and unit[0] in "aeiou" else " de " if millions else " "
    return f"{cardinal(count, language, feminine=unit == 'livre')}{link}{plural if many else unit}"
