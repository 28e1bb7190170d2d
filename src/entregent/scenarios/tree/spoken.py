"""A tree as it is heard: how long its longest way is, how long its questions are, what a voice cannot say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from entregent.scenarios.tree import graph
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import AnyNode, Choice, Run
from entregent.scenarios.tree.phrases import phrase
from entregent.scenarios.tree.speech import seconds
from entregent.scenarios.tree.texts import Text, has_spoken, inside, spoken, written

_ADDRESS = re.compile(r"https?://|www\.|\[[^\]]*\]\(")
_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
DEEPEST = 8


@dataclass(frozen=True)
class Lengths:
    """In seconds: the longest way through a tree, the nodes on it, and each question with what is said before an answer."""

    way: float
    nodes: tuple[str, ...]
    questions: Mapping[str, float]


def lengths(form: Form, language: str, trees: Mapping[str, Form], depth: int = 0) -> Lengths:
    """How long a tree takes to say, without its retries. Values of variables count as a few words; what it runs is counted."""
    weights = {id: _heard(node, language, trees, depth) for id, node in form.nodes.items()}
    way, nodes = graph.longest(graph.links(form), form.start, weights)
    questions = {id: weights[id] for id, node in form.nodes.items() if node.waits}
    return Lengths(way, tuple(nodes), questions)


def unspeakable(text: Text, language: str) -> str:
    """What a voice cannot say in a text: ``address`` or ``picture``; or ""."""
    words = spoken(text, language) if has_spoken(text, language) else written(text, language)
    if _ADDRESS.search(words):
        return "address"
    return "picture" if _PICTURE.search(words) else ""


def constant(form: Form, language: str) -> list[str]:
    """All that a tree says on the telephone whoever calls: the texts in which no variable stands, its choices among them."""
    said = [
        spoken(text, language)
        for node in form.nodes.values()
        for place, text in node.texts()
        if not place.startswith("options/")
    ]
    for node in form.nodes.values():
        if isinstance(node, Choice):
            said += [_aloud(option.label, option.key, language) for option in node.options]
    return [words for words in said if words.strip() and not set("{}") & set(words)]


def _aloud(label: Text, key: str, language: str) -> str:
    if has_spoken(label, language):
        return spoken(label, language)
    return phrase("option", language).format(label=inside(written(label, language)), key=key)


def _heard(node: AnyNode, language: str, trees: Mapping[str, Form], depth: int) -> float:
    if isinstance(node, Run):
        below = trees.get(node.scenario)
        return lengths(below, language, trees, depth + 1).way if below is not None and depth < DEEPEST else 0.0
    said = sum(seconds(spoken(text, language), language) for place, text in node.texts() if place in ("text", "confirm"))
    if isinstance(node, Choice):
        said += sum(_offered(option.label, option.key, language) for option in node.options)
    return said


def _offered(label: Text, key: str, language: str) -> float:
    return seconds(_aloud(label, key, language), language)
