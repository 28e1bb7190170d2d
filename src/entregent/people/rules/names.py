"""Names as they arrive in headers of mails, files and forms."""

import re

_TITLES = {
    "m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mlle", "mademoiselle": "Mlle",
    "dr": "Dr", "docteur": "Dr", "me": "Me", "maître": "Me", "pr": "Pr", "professeur": "Pr",
    "mrs": "Mrs", "ms": "Ms", "miss": "Miss",
}  # fmt: skip
_FEMININE = {"Mme", "Mlle", "Mrs", "Ms", "Miss"}
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PARTICLES = {"de", "du", "des", "d'", "d’", "le", "la", "les", "l'", "van", "von", "der", "den", "di", "da", "el", "al", "ben"}


def cut_display_name(text: str) -> tuple[str, str, str]:
    """(title, given name, family name) of a display name; empty strings when it holds no name.

    "Le Goff, Jeanne" and "LE GOFF Jeanne" give their family name away; otherwise the first word is the given name.
    An address or a number standing as a name is no name.
    """
    plain = " ".join(_BRACKETS.sub(" ", text).strip().strip("'\"«» ").split())
    if "@" in plain or not any(c.isalpha() for c in plain):
        return "", "", ""
    title, plain = _cut_title(plain)
    family, comma, given = plain.partition(",")
    if comma and given.strip() and family.strip():
        return title, _fit(given.strip()), _fit(family.strip())
    words = plain.replace(",", " ").split()
    if not words:
        return title, "", ""
    capitals = [word for word in words if _is_capitals(word)]
    if capitals and len(capitals) < len(words):
        family_words = _with_particles(words, set(capitals))
        return title, _fit(" ".join(w for w in words if w not in family_words)), _fit(" ".join(family_words))
    if len(words) == 1:
        return title, ("" if title else _fit(words[0])), (_fit(words[0]) if title else "")
    if title and words[0].lower() in _PARTICLES:
        return title, "", _fit(" ".join(words))
    return title, _fit(words[0]), _fit(" ".join(words[1:]))


def form_of(title: str) -> str:
    """The form of a brand's word that fits someone with this title (``brands.rules.FORMS``): "feminine" or "singular"."""
    known = _TITLES.get(title.strip().lower().rstrip("."), title.strip())
    return "feminine" if known in _FEMININE else "singular"


def _cut_title(text: str) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    title = _TITLES.get(first.lower().rstrip("."), "")
    return (title, rest.strip()) if title and rest.strip() else ("", text)


def _is_capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _with_particles(words: list[str], capitals: set[str]) -> list[str]:
    """The family name's words: those in capitals, and the particles written small just before them."""
    chosen: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in capitals or (place > 0 and word.lower() in _PARTICLES and following in capitals):
            chosen.append(word)
    return chosen


def _fit(name: str) -> str:
    return name[:80].strip()
