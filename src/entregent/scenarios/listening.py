"""What the house understands of an answer before the tree sees it: intents where options name some, things that are asked."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import Answer
from entregent.scenarios.tree.matching import by_label
from entregent.scenarios.tree.nodes import Asked, Callback, Choice, Collect
from entregent.scenarios.tree.state import State
from entregent.understanding.entities import find
from entregent.understanding.queries import guess


def understood(tree: Tree, state: State, answer: Answer, brand: Brand, now: datetime) -> Answer:
    """The answer with what was guessed of it; only what its question can use is asked for."""
    if not answer.text or state.waits not in ("answer", "number"):
        return answer
    node = tree.of(state.scenario).nodes.get(state.node)
    if isinstance(node, Choice) and any(option.intent for option in node.options):
        if by_label(answer.text, node.options, state.language) is None:
            return _guessed(answer, brand, state.language)
    elif isinstance(node, Callback) or (isinstance(node, Collect) and node.what is not Asked.TEXT):
        return replace(answer, entities=_found(answer.text, state.language, brand, now))
    return answer


def _guessed(answer: Answer, brand: Brand, language: str) -> Answer:
    found = guess(brand.id, language, answer.text)
    names = tuple(likely.name for likely in found.intents)
    if found.verdict == "sure":
        return replace(answer, intents=names[:1])
    return replace(answer, between=names[:2]) if found.verdict == "between" else answer


def _found(text: str, language: str, brand: Brand, now: datetime) -> tuple[tuple[str, str], ...]:
    return tuple((one.kind, one.value) for one in find(text, language, timezone.localdate(now), region=brand.region))
