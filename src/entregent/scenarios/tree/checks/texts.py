"""What a tree says: in every language, for every medium, on every button, in how many seconds."""

from collections.abc import Mapping

from entregent.scenarios.tree import numbers
from entregent.scenarios.tree.checks.finding import Findings, Surroundings, error, warning
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.matching import names_of
from entregent.scenarios.tree.nodes import (
    Choice,
    Option,
)
from entregent.scenarios.tree.phrases import OWN_LANGUAGES
from entregent.scenarios.tree.spoken import Lengths, lengths, unspeakable
from entregent.scenarios.tree.texts import Text, variants, written

SPEAKING = frozenset({"phone", "script"})
"""Media on which a text is heard, said by a voice or read out by an agent."""


LONGEST_BUTTON = 40


LONGEST_WAY = 240.0
LONGEST_QUESTION = 30.0
"""Seconds. Limits of ours, beyond which people are lost: they warn, they do not stop."""


def texts(form: Form, around: Surroundings) -> Findings:
    """A text for every language, that a voice can say, without a number that costs more than a call."""
    for language in around.languages:
        if language not in form.languages:
            yield error("", "brand_language", language=language)
    for language in form.languages:
        if language.partition("-")[0] not in OWN_LANGUAGES:
            yield warning("", "our_language", language=language)
    for medium in form.media:
        if medium not in around.media:
            yield error("", "medium", medium=medium)
    heard = not SPEAKING.isdisjoint(form.media)
    for id, node in form.nodes.items():
        for place, text in node.texts():
            yield from _text(form, id, place, text, heard, around.region)
    for one in form.objections.values():
        yield from _text(form, "", one.title, one.answer, heard, around.region)


def _text(form: Form, id: str, place: str, text: Text, heard: bool, region: str) -> Findings:
    for language in form.languages:
        if language not in text:
            yield error(id, "text_missing", place=place, language=language)
        elif heard and (what := unspeakable(text, language)):
            yield error(id, "unspeakable", place=place, language=language, what=what)
    for language in text:
        if language not in form.languages:
            yield warning(id, "text_unused", place=place, language=language)
    for number in sorted({found for _language, words in variants(text) for found in numbers.premium(words, region)}):
        yield error(id, "premium", place=place, number=number)


def options(form: Form, around: Surroundings) -> Findings:
    """Keys and names that two options share, labels too long for a button, choices that may offer nothing."""
    for id, node in form.nodes.items():
        if not isinstance(node, Choice):
            continue
        keys = [option.key for option in node.options]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield error(id, "key_twice", key=key)
        for key in keys if "phone" in form.media else ():
            if len(key) > 1:
                yield error(id, "key_long", key=key)
        for language in form.languages:
            yield from _names(id, node.options, language)
        if all(option.when is not None for option in node.options) and node.lost is None:
            yield warning(id, "no_option", options=len(keys))


def _names(id: str, options: tuple[Option, ...], language: str) -> Findings:
    seen: dict[str, str] = {}
    for option in options:
        label = written(option.label, language)
        if len(label) > LONGEST_BUTTON and not _has_short(option.label, language):
            yield warning(id, "label_long", key=option.key, language=language)
        for name in names_of(option, language):
            if seen.setdefault(name, option.key) != option.key:
                yield warning(id, "name_twice", name=name, keys=[seen[name], option.key], language=language)


def _has_short(text: Text, language: str) -> bool:
    found = text.get(language)
    return found is not None and not isinstance(found, str) and found.short is not None


def heard_in(form: Form, around: Surroundings) -> dict[str, Lengths]:
    """How long it takes to hear in each language; nothing where nobody hears it."""
    if SPEAKING.isdisjoint(form.media):
        return {}
    return {language: lengths(form, language, around.trees) for language in form.languages}


def too_long(found: Mapping[str, Lengths]) -> Findings:
    """What is beyond our limits of it."""
    for language, one in found.items():
        if one.way > LONGEST_WAY:
            yield warning("", "long_way", seconds=round(one.way), language=language, nodes=list(one.nodes))
        for id, seconds in one.questions.items():
            if seconds > LONGEST_QUESTION:
                yield warning(id, "long_question", seconds=round(seconds), language=language)
