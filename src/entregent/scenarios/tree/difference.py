"""Two versions of a tree compared: which nodes came, went and changed, which links lead elsewhere."""

from dataclasses import dataclass
from typing import Any

from entregent.scenarios.tree.form import Form


@dataclass(frozen=True)
class Changed:
    """A node that is in both and not the same. ``fields``: what changed of it, its exits apart."""

    node: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """An exit that leads elsewhere; None where there was, or is, no such exit."""

    node: str
    exit: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Difference:
    """What changed from one version to another. ``settings``: fields of the tree itself (``start``, ``variables``…)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    moved: tuple[Moved, ...]
    settings: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether both are the same."""
        return not (self.added or self.removed or self.changed or self.moved or self.settings)


def difference(before: Form, after: Form) -> Difference:
    """What changed, nodes in the order of their ids."""
    both = sorted(before.nodes.keys() & after.nodes.keys())
    changed, moved = [], []
    for id in both:
        old, new = before.nodes[id], after.nodes[id]
        if old == new:
            continue
        was, now = dict(old.exits()), dict(new.exits())
        moved += [
            Moved(id, exit, was.get(exit), now.get(exit))
            for exit in sorted(was.keys() | now.keys())
            if was.get(exit) != now.get(exit)
        ]
        fields = _fields(_without_exits(old), _without_exits(new))
        if fields:
            changed.append(Changed(id, fields))
    return Difference(
        added=tuple(sorted(after.nodes.keys() - before.nodes.keys())),
        removed=tuple(sorted(before.nodes.keys() - after.nodes.keys())),
        changed=tuple(changed),
        moved=tuple(moved),
        settings=tuple(name for name in Form.model_fields if name != "nodes" and getattr(before, name) != getattr(after, name)),
    )


def _without_exits(node: Any) -> dict[str, Any]:
    targets = {to for _exit, to in node.exits()}
    found: dict[str, Any] = {}
    for name in type(node).model_fields:
        value = getattr(node, name)
        if isinstance(value, str) and value in targets and name not in ("kind", "title"):
            continue
        if isinstance(value, tuple) and value and hasattr(value[0], "next"):
            value = tuple(one.model_dump(exclude={"next"}) for one in value)
        found[name] = value
    return found


def _fields(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))
