"""A tree tried without a trace: for its editor, who plays the customer and says what each lookup brings. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import Input, Means
from entregent.scenarios.tree.state import Manner
from entregent.scenarios.tree.step import begin, step
from entregent.scenarios.tree.variables import Value

OWN: Mapping[type, tuple[str, ...]] = {
    out.GiveCode: ("given",), out.FindTimes: ("offered", "failed"), out.CallBack: ("accepted", "taken", "failed")
}  # fmt: skip
"""What the host brings of an effect that names no exit of its node."""


@dataclass(frozen=True)
class Simulated:
    """What a step gives: the state to send back with the next input, the nodes entered, what comes out.

    ``pending``: what the host would perform; its author chooses one of ``exits``, sent back as a ``Result`` with ``serial``.
    """

    state: Mapping[str, Any]
    effects: Sequence[out.Effect]
    pending: out.Performed | None = None
    exits: tuple[str, ...] = ()


def simulate(
    tree: Tree, manner: Manner, state: Mapping[str, Any] | None, input: Input | None, means: Means, *, language: str = "",
    variables: Mapping[str, Value] | None = None,
) -> Simulated:  # fmt: skip
    """Begin (no state yet) in a language, with what is known; or take an input.

    Raises ValueError, KeyError, TypeError for a state that is none.
    """
    if state is None or input is None:
        after, effects = begin(tree, manner, language=language, variables=variables, means=means)
    else:
        after, effects = step(tree, states.from_json(state), input, means)
    last = effects[-1] if effects else None
    if not isinstance(last, out.PERFORMED):
        return Simulated(states.to_json(after), effects)
    node = tree.of(after.scenario).nodes[after.node]
    exits = OWN.get(type(last)) or tuple(dict.fromkeys(name for name, _to in node.exits()))
    wanted = {"found", "missing", "failed", "open", "closed", "short", "long", "next", "accepted", "given", "offered", "taken"}
    return Simulated(states.to_json(after), effects, last, tuple(name for name in exits if name in wanted))
