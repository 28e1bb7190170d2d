"""Changes of a tree by its editor, link by link: each gives the document of another form. What is not touched stays."""

from copy import deepcopy
from typing import Any

from entregent.scenarios.tree.blanks import blank
from entregent.scenarios.tree.comparisons import Comparisons, comparisons_of
from entregent.scenarios.tree.form import Document, Form, written
from entregent.scenarios.tree.outline import Way, places

FIRST = {"variable": "person.known", "op": "known"}
"""A comparison before anybody chose what is compared."""
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")


class EditRefused(ValueError):
    """The change cannot be made: ``code`` is gone, last, start, way, keys, variable or objection."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def target(document: Document, way: Way) -> str | None:
    """Where a way leads. Raises EditRefused for one that is not there."""
    holder, name = _holder(document, way)
    found: str | None = holder.get(name)
    return found


def linked(document: Document, way: Way, to: str) -> Document:
    """The way leads to ``to``; to nothing at all ("") only where it need not lead anywhere."""
    changed = deepcopy(document)
    holder, name = _holder(changed, way)
    if to:
        holder[name] = to
    elif name in ("lost", "agent"):
        holder.pop(name, None)
    else:
        raise EditRefused("way")
    return changed


def added(form: Form, way: Way, kind: str, filler: str) -> tuple[Document, str]:
    """A new node on a way, which goes on from it to where it led; and its id.

    ``filler`` stands where words may not be missing.
    """
    document = written(form)
    after = target(document, way) or form.start
    id = fresh(form, kind)
    document["nodes"][id] = blank(kind, after, document, filler)
    return linked(document, way, id), id


def removed(form: Form, node: str) -> Document:
    """Without a node: what led to it leads to what came after it, or to nothing yet where several ways left it."""
    document = written(form)
    gone = _node(document, node)
    after = gone.get("next", "")
    after = after if after != node else ""
    if len(document["nodes"]) == 1:
        raise EditRefused("last")
    if document["start"] == node and after not in document["nodes"]:
        raise EditRefused("start")
    del document["nodes"][node]
    if document["start"] == node:
        document["start"] = after
    if document.get("agent") == node:
        document.pop("agent")
    for objection in document.get("objections", {}).values():
        if objection.get("next") == node:
            del objection["next"]
    for id, one in form.nodes.items():
        for exit, to in one.exits():
            if to == node and id != node and after in document["nodes"]:
                document = linked(document, (id, exit), after)
    return document


def copied(form: Form, node: str) -> tuple[Document, str]:
    """A node once more, for ways that are still to lead to it; and its id."""
    document = written(form)
    id = fresh(form, form.nodes[node].kind) if node in form.nodes else ""
    document["nodes"][id] = deepcopy(_node(document, node))
    return document, id


def put(form: Form, node: str, way: Way) -> Document:
    """A node moves to another way.

    One that goes on to a single next node is taken out of its chain and put before what stood there. Any other changes places
    with what stood there, together with all that follows.
    """
    document = written(form)
    _node(document, node)
    there, here = target(document, way), places(form)[node]
    if there == node or way[0] == node:
        return document
    if there is None:
        raise EditRefused("way")
    after = document["nodes"][node].get("next")
    if after is None or after == node:
        if here == ("", ""):
            return linked(document, way, node)
        if _follows(form, node, way[0]) or _follows(form, there, node):
            raise EditRefused("way")  # one would end up under itself
        return linked(linked(document, way, node), here, there)
    for id, one in form.nodes.items():
        for exit, to in one.exits():
            if to == node and id != node:
                document = linked(document, (id, exit), after)
    for name in ("start", "agent"):
        if document.get(name) == node:
            document[name] = after
    there = target(document, way) or there
    document = linked(document, way, node)
    document["nodes"][node]["next"] = there
    return document


def shifted(form: Form, node: str, by: int) -> Document:
    """A node one place earlier (-1) or later (1): among the options of a choice, the cases of a decision, or in its chain."""
    owner, exit = places(form).get(node, ("", ""))
    document = written(form)
    _node(document, node)
    if owner and (siblings := _ranked(document["nodes"][owner], exit)) is not None:
        rows, place = siblings
        if 0 <= place + by < len(rows):
            rows[place], rows[place + by] = rows[place + by], rows[place]
        return document
    if by > 0:
        after = document["nodes"][node].get("next")
        if after in form.nodes and "next" in document["nodes"][after]:
            return put(form, node, (after, "next"))
        return document
    if owner and exit == "next":
        return put(form, node, places(form)[owner])
    return document


def sunk(form: Form, node: str, deeper: bool) -> Document:
    """A node one way deeper, onto the first way of the node that follows; or out, before the node from which its way parts."""
    at = places(form)
    if node not in at:
        raise EditRefused("gone")
    if "next" not in type(form.nodes[node]).model_fields:
        return written(form)
    if deeper:
        after = dict(form.nodes[node].exits())["next"]
        way = next((exit for exit, _to in form.nodes[after].exits() if exit != "next"), "") if after in form.nodes else ""
        return put(form, node, (after, way)) if way else written(form)
    owner, exit = at[node]
    while owner and exit == "next":
        owner, exit = at[owner]
    return put(form, node, at[owner]) if owner else written(form)


def with_option(form: Form, node: str) -> Document:
    """A choice with one option more, on the first key that is free, which goes where the one before goes."""
    document = written(form)
    options = _node(document, node).get("options")
    if options is None:
        raise EditRefused("gone")
    key = next((key for key in KEYS if key not in {one["key"] for one in options}), None)
    if key is None:
        raise EditRefused("keys")
    options.append({"key": key, "label": {}, "next": options[-1]["next"]})
    return document


def with_case(form: Form, node: str) -> Document:
    """A decision with one case more, which goes where all the others do."""
    document = written(form)
    decision = _node(document, node)
    if "cases" not in decision:
        raise EditRefused("gone")
    decision["cases"].append({"when": dict(FIRST), "next": decision["otherwise"]})
    return document


def with_comparison(form: Form, node: str, rows: str, place: int) -> Document:
    """A case, or the offer of an option, that asks for one thing more."""
    document = written(form)
    found = _compared(form, node, rows, place)
    lines = (*found.lines, dict(found.lines[-1]) if found.lines else dict(FIRST))
    document["nodes"][node][rows][place]["when"] = Comparisons(found.joined, lines).condition()
    return document


def without_comparison(form: Form, node: str, rows: str, place: int, at: int) -> Document:
    """One comparison less; without any an option is always offered, while a case keeps its last."""
    document = written(form)
    found = _compared(form, node, rows, place)
    if not 0 <= at < len(found.lines):
        raise EditRefused("gone")
    condition = Comparisons(found.joined, found.lines[:at] + found.lines[at + 1 :]).condition()
    row = document["nodes"][node][rows][place]
    if condition is not None:
        row["when"] = condition
    elif rows == "cases":
        raise EditRefused("last")
    else:
        del row["when"]
    return document


def without_row(form: Form, node: str, rows: str, place: int) -> Document:
    """A choice without one of its options, a decision without a case; one of them stays."""
    document = written(form)
    found = _node(document, node).get(rows) if rows in ("options", "cases", "retries") else None
    if found is None or not 0 <= place < len(found):
        raise EditRefused("gone")
    if len(found) == 1 and rows != "retries":
        raise EditRefused("last")
    del found[place]
    return document


def row_shifted(form: Form, node: str, rows: str, place: int, by: int) -> Document:
    """An option or a case one place earlier or later."""
    document = written(form)
    found = _node(document, node).get(rows) if rows in ("options", "cases") else None
    if found is None or not 0 <= place < len(found):
        raise EditRefused("gone")
    if 0 <= place + by < len(found):
        found[place], found[place + by] = found[place + by], found[place]
    return document


def fresh(form: Form, kind: str) -> str:
    """An id that no node has, and to which no way leads."""
    taken = set(form.nodes) | {to for node in form.nodes.values() for _exit, to in node.exits()}
    return next(id for number in range(1, 3000) if (id := f"{kind}_{number}") not in taken)


def _node(document: Document, node: str) -> Document:
    found: Document | None = document["nodes"].get(node)
    if found is None:
        raise EditRefused("gone")
    return found


def _compared(form: Form, node: str, rows: str, place: int) -> Comparisons:
    """The condition of a row, as lines. Raises EditRefused for none, and for one that lines cannot say."""
    found = getattr(form.nodes.get(node), rows, ()) if rows in ("options", "cases") else ()
    lines = comparisons_of(found[place].when) if 0 <= place < len(found) else None
    if lines is None:
        raise EditRefused("gone")
    return lines


def _holder(document: Document, way: Way) -> tuple[Document, str]:
    owner, exit = way
    if not owner:
        if exit not in ("start", "agent"):
            raise EditRefused("way")
        return document, exit
    node = _node(document, owner)
    if (ranked := _ranked(node, exit)) is not None:
        return ranked[0][ranked[1]], "next"
    if exit == "lost" or (exit in node and isinstance(node[exit], str) and exit not in NO_WAY):
        return node, exit
    raise EditRefused("way")


NO_WAY = {"kind", "title", "text", "what", "saves", "name", "queue", "reason", "body", "subject", "scenario", "calendar"}


def _ranked(node: Document, exit: str) -> tuple[list[Any], int] | None:
    """The options or cases of a node and the place of the one whose exit this is."""
    if node["kind"] == "choice":
        place = next((at for at, one in enumerate(node["options"]) if one["key"] == exit), None)
        return None if place is None else (node["options"], place)
    kind, _slash, number = exit.partition("/")
    if node["kind"] == "decide" and kind == "cases" and number.isdigit() and int(number) < len(node["cases"]):
        return node["cases"], int(number)
    return None


def _follows(form: Form, node: str, other: str) -> bool:
    """Whether the outline shows ``other`` under ``node``."""
    at = places(form)
    while other:
        if other == node:
            return True
        other = at[other][0] if other in at else ""
    return False
