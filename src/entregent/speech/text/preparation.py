"""A text as it is written → the same as it is read aloud: words and punctuation, nothing else."""

import re
import unicodedata
from re import Match

from entregent.speech.text.moments import with_dates, with_telephones, with_times
from entregent.speech.text.quantities import with_amounts, with_measures, with_numbers, with_ordinals
from entregent.speech.text.spelling import letters, reference

Lexicon = tuple[tuple[str, str], ...]
"""(as it is written, as it is said): a brand's own words."""

LONGEST = 5000
"""Characters of a text that is said."""
_BREATH = 300
"""Characters after which a sentence is cut at a comma, or between words: engines lose themselves in longer ones."""

_SHORT = {
    "fr": {
        "M.": "monsieur", "MM.": "messieurs", "Mme": "madame", "Mmes": "mesdames", "Mlle": "mademoiselle", "Dr": "docteur",
        "Pr": "professeur", "Me": "maître", "n°": "numéro", "N°": "numéro", "nº": "numéro", "etc.": "et cetera",
        "p. ex.": "par exemple", "c.-à-d.": "c’est-à-dire", "av.": "avenue", "bd": "boulevard", "bld": "boulevard",
        "tél.": "téléphone", "Tél.": "téléphone", "env.": "environ", "svp": "s’il vous plaît", "SVP": "s’il vous plaît",
        "RDV": "rendez-vous", "rdv": "rendez-vous", "TTC": "toutes taxes comprises", "HT": "hors taxes", "réf.": "référence",
        "Réf.": "référence", "max.": "maximum", "St": "saint", "Ste": "sainte", "&": "et", "vs": "contre", "/mois": " par mois",
        "/an": " par an", "/jour": " par jour", "et/ou": "et ou",
    },
    "en": {
        "Mr.": "mister", "Mr": "mister", "Mrs.": "missus", "Mrs": "missus", "Ms.": "miss", "Dr.": "doctor", "Dr": "doctor",
        "no.": "number", "No.": "number", "etc.": "et cetera", "e.g.": "for example", "i.e.": "that is", "&": "and",
        "approx.": "about", "/month": " a month", "/year": " a year", "and/or": "and or",
    },
}  # fmt: skip
_TITLES = {"M.", "MM.", "Dr", "Pr", "Me", "St", "Ste", "Mr", "Mr."}
"""Short forms only before a name: « 5 M. » and « me » are something else."""


def _short_rule(short: str, full: str) -> tuple[re.Pattern[str], str]:
    before = r"(?<!\w)" if short[0].isalnum() else ""
    if short in _TITLES:
        return re.compile(rf"{before}{re.escape(short)}\.?(?=[\s-]+[A-ZÀ-Ý])"), full
    after = r"(?!\w)" if short[-1].isalnum() else ""
    return re.compile(before + re.escape(short) + after), full


_SHORT_RULES = {
    language: [
        (re.compile(r"(?<!\w)etc\.(?=\s+[A-ZÀ-Ý]|\s*$)"), "et cetera."),
        *(_short_rule(short, full) for short, full in forms.items()),
    ]
    for language, forms in _SHORT.items()
}
_ADDRESS_SIGNS = {
    "fr": {"@": "arobase", ".": "point", "-": "tiret", "_": "tiret bas", "+": "plus"},
    "en": {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"},
}
_SPELLED = frozenset(["SAV", "TVA", "RIB", "BIC", "SVI", "URL", "EDF", "USB"])
"""Acronyms with a vowel that are spelled all the same; those without one always are."""

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>()]+[^\s<>().,;:!?»”\"']", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE = re.compile(
    r"(?<![\w-])(?=[A-Z\d-]*\d)[A-Z]{2,6}(?:-[A-Z\d]+)+(?![\w-])|(?<![\w-])[A-Z]{2,6}\d[A-Z\d]*(?![\w-])|#(\d+)"
)
_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{2,5}(?![\w-])")
_LIST = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+", re.MULTILINE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|^\s*>\s?", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`+|~~)(?=\S)(.+?)(?<=\S)\1")
_END = re.compile(r"(?<=[.!?…])\s+")


def spoken(text: str, language: str, lexicon: Lexicon = ()) -> str:
    """The text as a voice should read it, in one line; empty when it holds no word. Cut at ``LONGEST``.

    French and English are read out to the last figure; of other languages the marks are taken off, and a voice of theirs
    reads the rest as it can.
    """
    text = _unmarked(unicodedata.normalize("NFC", text[:LONGEST]))
    text = _with_lexicon(text, lexicon)
    if language not in _SHORT:
        return _tidy(text)
    text = _with_addresses(text, language)
    text = with_telephones(text, language)
    text = with_dates(text, language)
    text = with_times(text, language)
    text = with_amounts(text, language)
    text = _REFERENCE.sub(lambda found: reference(found[0], language), text)
    text = _with_short_forms(text, language)
    text = with_measures(text, language)
    text = with_ordinals(text, language)
    text = with_numbers(text, language)
    text = _with_acronyms(text, language)
    return _tidy(text)


def sentences(said: str) -> list[str]:
    """A prepared text cut where a voice takes breath: what is synthesised and kept one by one."""
    return [part for sentence in _END.split(said) for part in _breaths(sentence.strip()) if any(map(str.isalnum, part))]


def _breaths(sentence: str) -> list[str]:
    parts = []
    while len(sentence) > _BREATH:
        cut = max(sentence.rfind(mark, 0, _BREATH) for mark in (", ", "; ", ": "))
        cut = cut + 1 if cut > _BREATH // 3 else sentence.rfind(" ", 0, _BREATH)
        cut = cut if cut > 0 else _BREATH
        parts.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip()
    return [*parts, sentence]


def _unmarked(text: str) -> str:
    """Without Markdown; typographic spaces and apostrophes made plain; a line that ends is a sentence that ends."""
    text = _LINK.sub(r"\1", text)
    text = _HEADING.sub("", _LIST.sub("", text))
    text = _EMPHASIS.sub(r"\2", text)
    text = re.sub(r"['`´ʼ‘]", "’", text)
    lines = [" ".join(line.split()) for line in re.sub(r"[^\S\n]", " ", text).splitlines()]
    return (
        " ".join(line if line[-1] in ".!?…,;:" else f"{line}." for line in lines if line) if len(lines) > 1 else "".join(lines)
    )


def _with_lexicon(text: str, lexicon: Lexicon) -> str:
    said = {written.casefold(): words for written, words in lexicon if written.strip()}
    if not said:
        return text
    known = "|".join(re.escape(written) for written in sorted(said, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{known})(?!\w|-\d)", re.IGNORECASE)
    return pattern.sub(lambda found: said.get(found[0].casefold(), found[0]), text)


def _with_addresses(text: str, language: str) -> str:
    signs = _ADDRESS_SIGNS[language]

    def read(address: str) -> str:
        parts = re.findall(r"\d+|[^\W\d_]+|[@._+-]", address)
        return " ".join(signs.get(part) or (reference(part, language) if part.isdecimal() else part.lower()) for part in parts)

    def site(found: Match[str]) -> str:
        host = _HOST.match(found[0])
        return read(host[1]) if host else ""

    return _URL.sub(site, _MAIL.sub(lambda found: read(found[0]), text))


def _with_short_forms(text: str, language: str) -> str:
    for pattern, full in _SHORT_RULES[language]:
        text = pattern.sub(full, text)
    return text


def _with_acronyms(text: str, language: str) -> str:
    capitals = [letter for letter in text if letter.isalpha()]
    if sum(map(str.isupper, capitals)) > 0.7 * len(capitals) and len(capitals) > 8:
        return text.lower()  # a text that shouts is no row of acronyms

    def said(found: Match[str]) -> str:
        word = found[0]
        return letters(word, language) if word in _SPELLED or not set(word) & set("AEIOUY") else word

    return _CAPITALS.sub(said, text)


def _tidy(text: str) -> str:
    text = re.sub(r"[«»“”„\"]", " ", text)
    text = re.sub(r"\s[–—-]\s|[()\[\]{}—–]", ", ", text)
    text = text.replace("…", "...")
    kept = (c for c in text if c in "\u2019.,;:!?'-+=/% " or unicodedata.category(c)[0] in "LMN")
    text = "".join(kept).replace("+", " plus ").replace("=", " égale ").replace("/", " ").replace("%", " ")
    text = re.sub(r"\s+([.,])", r"\1", " ".join(text.split()))
    text = re.sub(r"\.{2,}", ".", text)
    text = re.sub(r"(?:[,;:] ?)+(?=[.!?])|(?:, ?){2,}", lambda found: ", " if found[0].count(",") > 1 else "", text)
    return text.strip(" ,;:-")
