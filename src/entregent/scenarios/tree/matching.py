"""Which option, yes or no, or interruption somebody means."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from entregent.kernel.text import fold
from entregent.scenarios.tree import phrases
from entregent.scenarios.tree.nodes import Option
from entregent.scenarios.tree.texts import short, spoken, written

Interruption = Literal["agent", "repeat", "back"]


def plain(said: str, choices: Sequence[str]) -> str | None:
    """The choice that was said, whatever its accents and its case; the host may lend a better one, which forgives slips."""
    key = _key(said)
    return next((choice for choice in choices if _key(choice) == key), None) if key else None


def digits_of(said: str, language: str) -> str:
    """The key that was said or typed in words ("deux", "le 2"), or ""."""
    words = _key(said).split()
    if len(words) == 2 and words[0] in {"le", "la", "numero", "number", "option", "choix", "touche"}:
        words = words[1:]
    if len(words) != 1:
        return ""
    word = words[0]
    return word if word.isdecimal() and len(word) <= 2 else phrases.DIGITS[phrases.own(language)].get(word, "")


def by_label(said: str, options: Iterable[Option], language: str) -> Option | None:
    """The option whose label or synonym was said word for word."""
    key = _key(said)
    return next((option for option in options if key and key in map(_key, _names(option, language))), None)


def by_intent(intents: Iterable[str], options: Sequence[Option]) -> Option | None:
    """The option of the first intent that one names."""
    for intent in intents:
        for option in options:
            if option.intent and option.intent == intent:
                return option
    return None


def by_words(said: str, options: Sequence[Option], language: str) -> Option | None:
    """The only option one of whose synonyms (or label) stands among the words of a sentence."""
    sentence = f" {_key(said)} "
    found = [
        option for option in options if any(f" {name} " in sentence for name in map(_key, _names(option, language)) if name)
    ]
    return found[0] if len(found) == 1 else None


def names(options: Iterable[Option], language: str) -> Mapping[str, Option]:
    """Everything by which these options may be called; what two of them share calls none."""
    found: dict[str, Option | None] = {}
    for option in options:
        for name in _names(option, language):
            found[name] = None if name in found and found[name] is not option else option
    return {name: option for name, option in found.items() if option is not None}


def names_of(option: Option, language: str) -> set[str]:
    """How an option may be called, folded."""
    return {name for name in map(_key, _names(option, language)) if name}


def agreed(said: str, key: str, language: str) -> bool | None:
    """Yes (or key 1), no (or key 2), or neither."""
    if key in {"1", "2"}:
        return key == "1"
    own = phrases.own(language)
    folded = _key(said)
    if folded in map(_key, phrases.YES[own]) or folded == "1":
        return True
    if folded in map(_key, phrases.NO[own]) or folded == "2":
        return False
    first = folded.partition(" ")[0]
    return {_key(phrases.YES[own][0]): True, _key(phrases.NO[own][0]): False}.get(first)


def interruption(said: str, language: str) -> Interruption | None:
    """What is asked for by one of the set phrases."""
    folded = _key(said)
    if not folded:
        return None
    found: tuple[Interruption, ...] = ("agent", "repeat", "back")
    for what in found:
        if folded in map(_key, phrases.INTERRUPTS[phrases.own(language)][what]):
            return what
    return None


def wants_agent(said: str, language: str) -> bool:
    """Whether a sentence that answers nothing else asks for an agent."""
    return not phrases.AGENT_WORDS[phrases.own(language)].isdisjoint(_key(said).split())


def _names(option: Option, language: str) -> list[str]:
    label = option.label
    synonyms = option.synonyms.get(language) or option.synonyms.get(language.partition("-")[0]) or ()
    return [written(label, language), short(label, language), spoken(label, language), *synonyms]


@lru_cache(maxsize=16384)
def _key(text: str) -> str:
    """The words alone. Labels and synonyms come back at each answer: they are folded once."""
    folded = fold(text)
    for sign in "'-.,;:!?…«»\"()/":
        folded = folded.replace(sign, " ")
    return " ".join(folded.split())
