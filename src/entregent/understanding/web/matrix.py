"""The confusion matrix as it is drawn: one square a pair of intents, darker as more sentences fall there."""

from collections.abc import Sequence
from dataclasses import dataclass

CELL = 30
GUTTER = 230
TOP = 26
LONGEST = 30  # characters of a label
LIGHTEST, DARKEST = 0.15, 0.55  # so that the count is read on any of them, by day and by night


@dataclass(frozen=True)
class Cell:
    """A square: its place, how dark, how many sentences, and whether that is right."""

    x: int
    middle: int
    shade: float
    count: int
    right: bool
    title: str


@dataclass(frozen=True)
class Row:
    """An intent: its number, its label, what its sentences were taken for. ``base``: where its text stands; ``middle``: the
    middle of its column."""

    number: int
    short: str
    y: int
    base: int
    middle: int
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """What the template needs to draw it; ``cell`` is the side of a square."""

    rows: list[Row]
    width: int
    height: int
    cell: int = CELL


def drawn(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> Matrix:
    """The matrix of these counts (truth × guess)."""
    rows = []
    for place, (label, line) in enumerate(zip(labels, counts, strict=True)):
        most = max(1, *line)
        cells = [
            Cell(
                x=GUTTER + column * CELL,
                middle=GUTTER + column * CELL + CELL // 2,
                shade=round(LIGHTEST + (DARKEST - LIGHTEST) * count / most, 2),
                count=count,
                right=column == place,
                title=f"{label} → {labels[column]}\N{NARROW NO-BREAK SPACE}: {count}",
            )
            for column, count in enumerate(line)
        ]
        short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        y = TOP + place * CELL
        rows.append(Row(place + 1, short, y, y + 20, GUTTER + place * CELL + CELL // 2, cells))
    return Matrix(rows, GUTTER + CELL * len(labels) + 2, TOP + CELL * len(labels) + 2)
