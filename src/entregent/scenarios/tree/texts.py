"""What is said: a text in each language, written, spoken and short, with the values of variables in it."""

import re
from collections.abc import Callable, Iterator

from entregent.scenarios.tree.part import Language, Line, Part, Words

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_.]*)(?:\|([^{}]*))?\}")
_GAP = re.compile(r"[ \t]{2,}")
_BEFORE_A_SIGN = re.compile(r"(?<=\w)[ \t]+(?=[,.](?:\s|$))")


class Wording(Part):
    """One text in one language. ``written`` stands for the others where they are left out."""

    written: Words
    spoken: Words | None = None
    """What a voice says instead: no links, numbers as they are read out."""
    short: Line | None = None
    """What stands on a button."""


Text = dict[Language, Words | Wording]
"""Language → the text; a plain string where it is the same however it is performed."""


def written(text: Text, language: str) -> str:
    """The text as it is read on a screen."""
    found = _in(text, language)
    return found if isinstance(found, str) else found.written


def spoken(text: Text, language: str) -> str:
    """The text as a voice says it."""
    found = _in(text, language)
    return found if isinstance(found, str) else found.spoken or found.written


def short(text: Text, language: str) -> str:
    """The text as it stands on a button."""
    found = _in(text, language)
    return found if isinstance(found, str) else found.short or found.written


def has_spoken(text: Text, language: str) -> bool:
    """Whether somebody wrote how a voice says it."""
    found = _in(text, language)
    return not isinstance(found, str) and found.spoken is not None


def variants(text: Text) -> Iterator[tuple[str, str]]:
    """(language, words) of every variant of a text."""
    for language, wording in text.items():
        if isinstance(wording, str):
            yield language, wording
        else:
            yield from ((language, words) for words in (wording.written, wording.spoken, wording.short) if words)


def names_in(words: str) -> set[str]:
    """The variables that a template shows."""
    return {match[1] for match in _PLACE.finditer(words) if match[1]}


def fill(words: str, value: Callable[[str], str]) -> str:
    """The words with the value of each variable in its place: ``{prenom}``, or ``{prenom|cher client}`` where it is not known.

    Braces that stand for themselves are doubled. What a value left empty leaves no gap between two words, nor before a comma.
    """
    if "{" not in words and "}" not in words:
        return words

    def put(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return value(match[1]) or match[2] or ""

    return _BEFORE_A_SIGN.sub("", _GAP.sub(" ", _PLACE.sub(put, words))).strip()


def inside(label: str) -> str:
    """A label as it stands inside a sentence: its capital goes, unless it begins a word in capitals."""
    return label[:1].lower() + label[1:] if not label[1:2].isupper() else label


def _in(text: Text, language: str) -> str | Wording:
    """In this language, else in its plain form (``fr`` for ``fr-CH``), else in the first there is."""
    found = text.get(language)
    if found is None:
        found = text.get(language.partition("-")[0])
    return found if found is not None else next(iter(text.values()), "")
