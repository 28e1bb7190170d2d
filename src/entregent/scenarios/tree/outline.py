"""A tree as an outline: each node once, where the shortest way leads to it; other ways that lead there only refer to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from entregent.scenarios.tree.form import Form

Way = tuple[str, str]
"""(node, one of its exits); ("", "start") and ("", "agent") are those of the tree itself, ("", "") leads to what is lost."""


@dataclass(frozen=True)
class Line:
    """A line: a node, and the way that leads to it. ``refers``: it stands elsewhere; ``missing``: there is no such node."""

    node: str
    depth: int
    owner: str
    exit: str
    refers: bool = False
    missing: bool = False


def places(form: Form) -> dict[str, Way]:
    """Node → the way through which it is reached in the fewest moves; nodes that nothing reaches come last."""
    found: dict[str, Way] = {}

    def spread(first: str, way: Way) -> None:
        if first not in form.nodes or first in found:
            return
        found[first] = way
        ahead = [first]
        for node in ahead:  # grows while it is read: breadth first
            for exit, to in form.nodes[node].exits():
                if to in form.nodes and to not in found:
                    found[to] = (node, exit)
                    ahead.append(to)

    spread(form.start, ("", "start"))
    if form.agent is not None:
        spread(form.agent, ("", "agent"))
    for node in _first_of_lost(form, found):
        spread(node, ("", ""))
    return found


def _first_of_lost(form: Form, found: dict[str, Way]) -> Iterator[str]:
    """Nodes that nothing reaches, those to which no other of them leads before the rest."""
    lost = [id for id in form.nodes if id not in found]
    led_to = {to for id in lost for _exit, to in form.nodes[id].exits() if to != id}
    yield from (id for id in lost if id not in led_to)
    yield from lost


def outline(form: Form) -> list[Line]:
    """The lines, from the start on. What comes next stands under a node at the same depth, other ways one deeper."""
    at = places(form)
    roots = [Line(node, 0, owner, exit) for node, (owner, exit) in at.items() if not owner]
    lines: list[Line] = []
    ahead = roots[::-1]
    while ahead:
        line = ahead.pop()
        lines.append(line)
        if not line.refers and not line.missing:
            ahead += reversed(list(_after(form, line, at)))
    return lines


def _after(form: Form, line: Line, at: dict[str, Way]) -> Iterator[Line]:
    exits = list(form.nodes[line.node].exits())
    for exit, to in sorted(exits, key=lambda one: one[0] == "next"):  # the main way goes on after the others
        depth = line.depth + (exit != "next")
        if to not in form.nodes:
            yield Line(to, depth, line.node, exit, missing=True)
        else:
            yield Line(to, depth, line.node, exit, refers=at[to] != (line.node, exit))
