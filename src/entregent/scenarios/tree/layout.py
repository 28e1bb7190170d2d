"""A tree as a drawing: where each box stands and each line runs. Left to right, a column a move away from the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.outline import places

WIDTH, HEIGHT = 190, 46
COLUMN, ROW = 300, 68
MARGIN = 24


@dataclass(frozen=True)
class Box:
    """A node: its upper left corner."""

    node: str
    x: int
    y: int


@dataclass(frozen=True)
class Edge:
    """A way from a node to another. ``aside``: it joins a node that is drawn at the end of another way."""

    owner: str
    exit: str
    to: str
    path: str
    aside: bool


@dataclass(frozen=True)
class Layout:
    """The drawing and its size."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def laid_out(form: Form) -> Layout:
    """The same tree is always drawn the same way."""
    at = places(form)
    below: dict[str, list[str]] = {id: [] for id in form.nodes}
    column: dict[str, int] = {}
    for node, (owner, _exit) in at.items():
        column[node] = column[owner] + 1 if owner else 0
        if owner:
            below[owner].append(node)
    row = _rows([node for node, (owner, _exit) in at.items() if not owner], below)
    boxes = {id: Box(id, MARGIN + column[id] * COLUMN, MARGIN + round(row[id] * ROW)) for id in at}
    edges = tuple(
        Edge(id, exit, to, _path(boxes[id], boxes[to]), at[to] != (id, exit))
        for id in boxes
        for exit, to in form.nodes[id].exits()
        if to in boxes
    )
    width = max(box.x for box in boxes.values()) + WIDTH + MARGIN
    height = max(box.y for box in boxes.values()) + HEIGHT + MARGIN
    return Layout(tuple(boxes.values()), edges, width, height)


def _rows(roots: list[str], below: Mapping[str, list[str]]) -> dict[str, float]:
    """Whoever leads nowhere new takes the next row; the others stand in the middle of what they lead to."""
    rows: dict[str, float] = {}
    free = 0
    ahead = [(root, False) for root in reversed(roots)]
    while ahead:
        node, seen = ahead.pop()
        if not below[node]:
            rows[node] = free
            free += 1
        elif seen:
            rows[node] = (rows[below[node][0]] + rows[below[node][-1]]) / 2
        else:
            ahead.append((node, True))
            ahead += [(one, False) for one in reversed(below[node])]
    return rows


def _path(start: Box, end: Box) -> str:
    x, y, to_x, to_y = start.x + WIDTH, start.y + HEIGHT // 2, end.x, end.y + HEIGHT // 2
    if to_x > x:
        bend = (to_x - x) // 2
        return f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
    far = 70 + abs(to_y - y) // 6  # back: out to the right, round, in from the left
    return f"M{x} {y}C{x + far} {y + ROW // 2} {to_x - far} {to_y - ROW // 2} {to_x} {to_y}"
