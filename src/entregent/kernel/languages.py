"""In which language a text is written, from the little words that no text goes without. Silent where it is not sure."""

import re
from collections import Counter

_WORDS = {
    "fr": "le la les un une des du de et est je vous nous il elle mon ma mes votre vos pas que qui pour dans sur avec merci",
    "en": "the a an of and is i you we he she my your not that who for in on with to it this are have hello thanks please",
    "de": "der die das ein eine und ist ich sie wir er mein meine ihr nicht dass wer für mit zu im auf haben guten danke bitte",
    "it": "il lo gli una dei della e sono io voi noi lei mio mia vostro non che chi per nel con buongiorno grazie prego",
    "es": "el los las una del y es yo usted nosotros ella mi mis su no que quien para en con hola gracias por favor",
}  # fmt: skip
_OF: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_READ = 2_000
"""Letters that are looked at: a language shows in the first lines."""
LEAST = 3
"""Little words below which nothing is said."""


def guess(text: str) -> str | None:
    """The language of a text (fr, en, de, it, es), None when it is too short or could be two."""
    words = Counter(_WORD.findall(text[:_READ].casefold()))
    found = sorted(((sum(words[word] for word in known), language) for language, known in _OF.items()), reverse=True)
    (most, language), (second, _) = found[0], found[1]
    return language if most >= LEAST and most > second * 1.5 else None
