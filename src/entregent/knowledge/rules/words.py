"""The words of a text as they are searched: folded, one form whatever the accents, in questions as in articles."""

import re

from entregent.kernel.text import fold

_NOT_WORD = re.compile(r"[\W_]+")
LONGEST_WORD = 40
MOST_ASKED = 60
"""Words of a question or of a message that are looked at; the later ones are not."""


def words_of(text: str) -> list[str]:
    """The folded words of a text in order, each once; single letters are left out, single figures are not."""
    found = (word[:LONGEST_WORD] for word in _NOT_WORD.split(fold(text)))
    return list(dict.fromkeys(word for word in found if len(word) > 1 or word.isdigit()))


def kept_words(text: str, longest: int = 120) -> str:
    """What is kept of a question somebody asked: its words, without anything that holds a figure or an address."""
    plain = " ".join(piece for piece in text.split() if "@" not in piece and not any(c.isdigit() for c in piece))
    return " ".join(word for word in words_of(plain) if word.isalpha())[:longest].rstrip()


def alternatives(words: list[str], groups: list[list[str]]) -> list[tuple[int, str]]:
    """For words of a question, what the brand's groups of synonyms put in their place: (place of the word, word or expression).

    A group holds words and expressions ("mot de passe"). One that is met in the question, its words side by side, brings the
    others, at the place of its first word.
    """
    met: list[tuple[int, str]] = []
    for group in groups:
        expressions = [words_of(one) for one in group]
        for expression in expressions:
            place = _place_of(expression, words)
            if place is None:
                continue
            met += [(place, " ".join(other)) for other in expressions if other and other != expression]
    return list(dict.fromkeys(met))


def _place_of(expression: list[str], words: list[str]) -> int | None:
    if not expression:
        return None
    size = len(expression)
    return next((n for n in range(len(words) - size + 1) if words[n : n + size] == expression), None)
