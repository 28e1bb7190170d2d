"""What the house understands of an answer before the tree sees it: intents where options name some, things that are asked."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.scenarios.performing.providers import PROVIDERS
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import Answer
from entregent.scenarios.tree.matching import by_label
from entregent.scenarios.tree.nodes import Callback, Choice, Collect
from entregent.scenarios.tree.state import State


def understood(tree: Tree, state: State, answer: Answer, brand: Brand, now: datetime) -> Answer:
    """The answer with what was guessed of it; only what its question can use is asked for."""
    if not answer.text or state.waits not in ("answer", "number"):
        return answer
    node = tree.of(state.scenario).nodes.get(state.node)
    if isinstance(node, Choice) and PROVIDERS.guess is not None and not answer.intents:
        wanted = any(option.intent for option in node.options)
        if wanted and by_label(answer.text, node.options, state.language) is None:
            return replace(answer, intents=PROVIDERS.guess(brand.id, state.language, answer.text))
    if isinstance(node, Collect | Callback) and PROVIDERS.entities is not None and not answer.entities:
        return replace(answer, entities=PROVIDERS.entities(answer.text, state.language, timezone.localdate(now)))
    return answer
