"""Where a tree leads: what can be reached, what comes to an end, which loops nobody can leave, and the longest way."""

from collections.abc import Iterable, Mapping

from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import AnyNode, Callback, Choice, Deflect, End, Hand, Question

Edges = Mapping[str, list[str]]


def links(form: Form) -> dict[str, list[str]]:
    """Node → the nodes to which its exits lead, those that do not exist left out."""
    return {id: [to for _exit, to in node.exits() if to in form.nodes] for id, node in form.nodes.items()}


def reached(edges: Edges, starts: Iterable[str]) -> set[str]:
    """Every node to which these lead, themselves included."""
    found: set[str] = set()
    ahead = [start for start in starts if start in edges]
    while ahead:
        node = ahead.pop()
        if node not in found:
            found.add(node)
            ahead += edges[node]
    return found


def ending(form: Form) -> set[str]:
    """Every node from which an end, or an agent, can be reached."""
    back: dict[str, list[str]] = {id: [] for id in form.nodes}
    for id, targets in links(form).items():
        for target in targets:
            back[target].append(id)
    return reached(back, [id for id, node in form.nodes.items() if isinstance(node, End | Hand)])


def automatic(form: Form) -> dict[str, list[str]]:
    """Node → where it may lead without anybody answering."""
    return {id: [to for to in _unasked(node) if to in form.nodes] for id, node in form.nodes.items()}


def _unasked(node: AnyNode) -> list[str]:
    if isinstance(node, Deflect):
        return [node.refused]  # to the medium where they are already
    if isinstance(node, Callback):
        return [node.failed]  # where no time is offered
    if isinstance(node, Choice):
        return [node.lost] if node.lost is not None and all(option.when is not None for option in node.options) else []
    if isinstance(node, Question):
        return []
    return [to for _exit, to in node.exits()]  # of the knowledge base too: a question that is known is not asked again


def loops(edges: Edges) -> list[list[str]]:
    """Groups of nodes that lead to each other, and nodes that lead to themselves."""
    return [group for group in components(edges) if len(group) > 1 or group[0] in edges[group[0]]]


def components(edges: Edges) -> list[list[str]]:
    """The strongly connected components, each after those to which it leads (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    held: list[str] = []
    is_held: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        if root in number:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            node, place = work.pop()
            if place == 0:
                number[node] = low[node] = len(number)
                held.append(node)
                is_held.add(node)
            targets = edges[node]
            if place > 0:
                low[node] = min(low[node], low[targets[place - 1]])
            while place < len(targets):
                target = targets[place]
                place += 1
                if target not in number:
                    work += [(node, place), (target, 0)]
                    break
                if target in is_held:
                    low[node] = min(low[node], number[target])
            else:
                if low[node] == number[node]:
                    cut = held.index(node)
                    group = held[cut:]
                    del held[cut:]
                    is_held.difference_update(group)
                    found.append(group)
    return found


def longest(edges: Edges, start: str, weights: Mapping[str, float]) -> tuple[float, list[str]]:
    """The heaviest way from a node on, and the nodes on it.

    Nodes that lead to each other count once each, as one: for a tree with loops it is the most that can be said without
    saying anything twice; without loops it is exact.
    """
    groups = components(edges)
    group_of = {node: place for place, group in enumerate(groups) for node in group}
    best: list[float] = []
    after: list[int | None] = []
    for place, group in enumerate(groups):  # what a group leads to comes before it
        nexts = {group_of[to] for node in group for to in edges[node]} - {place}
        chosen = max(nexts, key=lambda one: best[one], default=None)
        best.append(sum(weights.get(node, 0.0) for node in group) + (best[chosen] if chosen is not None else 0.0))
        after.append(chosen)
    if start not in group_of:
        return 0.0, []
    way: list[str] = []
    place_now: int | None = group_of[start]
    while place_now is not None:
        way += sorted(groups[place_now])
        place_now = after[place_now]
    return best[group_of[start]], way
