"""The tree as its pages show it: lines of the outline and boxes of the drawing, with their words, marks and figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entregent.looks.wording import percent
from entregent.scenarios.tree.checks import Finding
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.layout import HEIGHT, WIDTH, Layout, laid_out
from entregent.scenarios.tree.nodes import AnyNode
from entregent.scenarios.tree.outline import Line, outline
from entregent.scenarios.tree.texts import written
from entregent.scenarios.web.wording import KINDS, Kind, exit_named, named

DEEPEST = 10
LONGEST = 23  # characters that a box holds
LONGEST_WAY = 15  # and that stand between two columns
LONGEST_EXCERPT = 90
MANY = 0.05
NOBODY = {"reached": 0.0, "left": 0.0}


@dataclass(frozen=True)
class Mark:
    """What is said beside a node: ``bad`` (it stops the publication), ``warn``, or nothing."""

    level: str = ""
    count: int = 0


@dataclass(frozen=True)
class ShownLine:
    """A line of the outline."""

    line: Line
    name: str
    kind: Kind | None
    way: str
    excerpt: str
    mark: Mark
    depth: int
    has_below: bool


@dataclass(frozen=True)
class ShownBox:
    """A box of the drawing; ``figures``: share that reaches it and share that leaves it there, from 0 to 1."""

    node: str
    x: int
    y: int
    name: str
    full: str
    kind: Kind
    mark: Mark
    figures: Mapping[str, float] | None = None

    @property
    def bar(self) -> int:
        """How wide the share that reaches it is drawn."""
        return round(WIDTH * min(1.0, self.figures["reached"])) if self.figures else 0

    @property
    def told(self) -> str:
        """The two shares in words, in the place of the kind."""
        if self.figures is None:
            return ""
        reached, left = (percent(self.figures[name]) for name in ("reached", "left"))
        return _("%(reached)s come, %(left)s leave") % {"reached": reached, "left": left}

    @property
    def loses(self) -> bool:
        """Whether many leave here: one in twenty of those who began."""
        return self.figures is not None and self.figures["left"] >= MANY


@dataclass(frozen=True)
class ShownEdge:
    """A way drawn, with its words near its end."""

    path: str
    aside: bool
    word: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """What the template needs."""

    boxes: list[ShownBox]
    edges: list[ShownEdge]
    width: int
    height: int
    box_width: int = WIDTH
    box_height: int = HEIGHT


def marks_of(findings: Iterable[Finding]) -> dict[str, Mark]:
    """Node → the worst that was found of it, and how much was."""
    marks: dict[str, Mark] = {}
    for one in findings:
        before = marks.get(one.node, Mark())
        marks[one.node] = Mark("bad" if one.stops or before.level == "bad" else "warn", before.count + 1)
    return marks


def lines_of(form: Form, marks: Mapping[str, Mark]) -> list[ShownLine]:
    """The lines of the outline."""
    lines = outline(form)
    depths = [line.depth for line in lines]
    return [
        ShownLine(
            line,
            named(form, line.node) if not line.missing else "",
            KINDS[form.nodes[line.node].kind] if line.node in form.nodes else None,
            exit_named(form, line.owner, line.exit) if line.exit not in ("next", "", "start") else "",
            excerpt(form, form.nodes[line.node]) if not line.refers and not line.missing else "",
            marks.get(line.node, Mark()) if not line.refers else Mark(),
            min(line.depth, DEEPEST),
            place + 1 < len(lines) and depths[place + 1] > line.depth,
        )
        for place, line in enumerate(lines)
    ]  # fmt: skip


def drawing_of(form: Form, marks: Mapping[str, Mark], figures: Mapping[str, Mapping[str, float]] | None = None) -> Drawing:
    """The boxes and ways of the drawing."""
    layout: Layout = laid_out(form)
    boxes = {
        box.node: ShownBox(
            box.node, box.x, box.y, cut(named(form, box.node), LONGEST), named(form, box.node),
            KINDS[form.nodes[box.node].kind], marks.get(box.node, Mark()),
            None if figures is None else figures.get(box.node, NOBODY),
        )
        for box in layout.boxes
    }  # fmt: skip
    edges = [
        ShownEdge(
            edge.path, edge.aside,
            "" if edge.aside or edge.exit == "next" else cut(exit_named(form, edge.owner, edge.exit), LONGEST_WAY),
            boxes[edge.to].x - 8, boxes[edge.to].y + HEIGHT // 2 - 6,
        )
        for edge in layout.edges
    ]  # fmt: skip
    return Drawing(list(boxes.values()), edges, layout.width, layout.height)


def excerpt(form: Form, node: AnyNode) -> str:
    """The first words that a node says, in the first language of the tree."""
    said = next((written(text, form.languages[0]) for place, text in node.texts() if place == "text"), "")
    return cut(said, LONGEST_EXCERPT)


def cut(words: str, length: int) -> str:
    """The words, shortened where they are too long."""
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
