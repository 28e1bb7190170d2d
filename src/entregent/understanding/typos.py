"""Which of the choices somebody meant, whatever the accents, the plurals and a slip of the finger or of the ear.

Pure. Never a guess: when two choices are as near, none is meant.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from entregent.kernel.text import fold

_NOT_WORD = re.compile(r"[\W_]+")
_NEGATIONS = {"pas", "sans", "jamais", "aucun", "aucune", "ni", "plus", "not", "no", "never", "without", "don", "non"}
_SOUNDS = (
    (re.compile("ph"), "f"),
    (re.compile("eaux?|aux?"), "o"),
    (re.compile("qu|ck|k"), "c"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("ai|ei|er$|ez$"), "e"),
    (re.compile("y"), "i"),
    (re.compile("an|am|en(?!$)|em"), "an"),
    (re.compile("(?<!c)h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=..)[estx]$"), ""),
)
"""Slips of the ear, a few of the most usual: « fotografie », « comende », « anuler »."""
_LITTLE = {"a", "au", "aux", "avec", "ce", "d", "de", "des", "du", "en", "et", "je", "l", "la", "le", "les", "ma", "mes", "mon",
           "pour", "s", "sur", "un", "une", "veux", "voudrais", "svp", "plait", "il", "te", "vous", "merci", "oui", "bonjour",
           "the", "my", "an", "to", "of", "i", "want", "please", "for", "yes", "hello"}  # fmt: skip
"""Words that say nothing of which choice."""
LONGEST = 200
KNOWN = 16384
"""Texts and words whose forms are kept: the same choices come back at each answer."""


def closest(text: str, choices: Sequence[str]) -> str | None:
    """The choice meant by a text, or None when none is, or several are as near.

    In turn, the first that gives one choice alone: the same words; the same but for a slip (``allowed`` changes a word);
    the choice said within a longer sentence without a negation; a part of the choice (« conseiller » of « Parler à un
    conseiller »).
    """
    said = _words(text[:LONGEST])
    if not said:
        return None
    keys = {choice: words for choice in choices if (words := _words(choice))}
    whole = {choice: _distance(said, words) for choice, words in keys.items() if len(words) == len(said)}
    if any(distance is not None for distance in whole.values()):
        return _only(whole)
    if _NEGATIONS & set(said):
        keys = {choice: words for choice, words in keys.items() if _NEGATIONS & set(words)}
    within = {choice: _within(said, words) for choice, words in keys.items()}
    if any(distance is not None for distance in within.values()):
        return _only(within)
    told = [word for word in said if word not in _LITTLE]
    return _only({choice: _part(told, words) for choice, words in keys.items()}) if told else None


def allowed(word: str) -> int:
    """How many letters of a word may be wrong: none up to three letters, one up to six, two beyond."""
    return 0 if len(word) <= 3 else 1 if len(word) <= 6 else 2


def distance(one: str, other: str, most: int) -> int | None:
    """Letters to add, take away, change or swap with their neighbour to go from one word to the other (optimal string
    alignment); None beyond ``most``."""
    if one == other:
        return 0
    if not most or abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return None  # each change brings one letter at most and takes one away
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


@lru_cache(maxsize=KNOWN)
def sound(word: str) -> str:
    """How a word sounds, roughly: « commandes » and « comende » meet."""
    for pattern, spelling in _SOUNDS:
        word = pattern.sub(spelling, word)
    return word


@lru_cache(maxsize=KNOWN)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _NOT_WORD.split(fold(text)) if word)


def _only(distances: dict[str, float | None]) -> str | None:
    """The nearest choice, unless another one is as near."""
    near = sorted((found, choice) for choice, found in distances.items() if found is not None)
    if not near or (len(near) > 1 and near[1][0] == near[0][0]):
        return None
    return near[0][1]


def _distance(said: Sequence[str], words: Sequence[str]) -> float | None:
    """The sum over the words, each within what is allowed."""
    total = 0.0
    for one, other in zip(said, words, strict=True):
        apart = _apart(one, other)
        if apart is None:
            return None
        total += apart
    return total


def _apart(said: str, meant: str) -> float | None:
    """0 the same, a quarter for a plural, a half for the same sound, then the letters that are wrong."""
    if said == meant:
        return 0
    if _singular(said) == _singular(meant):
        return 0.25
    if len(meant) > 3 and len(said) > 2 and sound(said) == sound(meant):
        return 0.5
    return distance(said, meant, allowed(meant))


@lru_cache(maxsize=KNOWN)
def _singular(word: str) -> str:
    return re.sub(r"(?<=..)(?:aux$|[sx]$)", lambda found: "al" if found.group() == "aux" else "", word)


def _within(said: Sequence[str], words: Sequence[str]) -> float | None:
    """The least distance of the choice to as many words of the sentence that follow one another."""
    spans = (said[start : start + len(words)] for start in range(len(said) - len(words) + 1))
    return min((found for span in spans if (found := _distance(span, words)) is not None), default=None)


def _part(told: Sequence[str], words: Sequence[str]) -> float | None:
    """The least distance of each word to one of the choice's."""
    total = 0.0
    for one in told:
        near = [apart for other in words if other not in _LITTLE and (apart := _apart(one, other)) is not None]
        if not near:
            return None
        total += min(near)
    return total
