"""A condition as lines and back: it means the same, whatever is known."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter

from entregent.scenarios.tree.comparisons import DENIED, Comparisons, comparisons_of
from entregent.scenarios.tree.conditions import Condition, holds

NAMES = some.sampled_from(["nom", "ville", "age"])
PLAIN = some.one_of(some.integers(-3, 3), some.sampled_from(["", "Lyon", "lyon", "Brest"]), some.booleans())
READ: TypeAdapter[Condition] = TypeAdapter(Condition)


@some.composite
def compares(draw: some.DrawFn) -> dict[str, Any]:
    op = draw(some.sampled_from(["is", "is_not", "less", "at_most", "at_least", "more", "in", "contains", "known"]))
    value = {} if op == "known" else {"value": draw(some.lists(PLAIN, min_size=1, max_size=3) if op == "in" else PLAIN)}
    return {"variable": draw(NAMES), "op": op, **value}


CONDITIONS = some.recursive(
    compares(),
    lambda inner: some.one_of(
        inner.map(lambda one: {"not": one}),
        some.lists(inner, min_size=1, max_size=3).map(lambda all: {"all": all}),
        some.lists(inner, min_size=1, max_size=3).map(lambda all: {"any": all}),
    ),
    max_leaves=5,
)
KNOWN = some.dictionaries(NAMES, some.one_of(some.none(), PLAIN))


@given(CONDITIONS, KNOWN)
def test_lines_mean_what_the_condition_meant(document: dict[str, Any], known: dict[str, Any]) -> None:
    condition = READ.validate_python(document)
    lines = comparisons_of(condition)
    if lines is not None:
        again = READ.validate_python(lines.condition())
        assert holds(again, known) == holds(condition, known)
        assert comparisons_of(again) == Comparisons(lines.joined if len(lines.lines) > 1 else "all", lines.lines)


@given(some.lists(compares(), min_size=1, max_size=4), some.sampled_from(["all", "any"]), KNOWN)
def test_whatever_is_composed_of_lines_is_shown_as_lines(
    parts: list[dict[str, Any]], joined: str, known: dict[str, Any]
) -> None:
    condition = READ.validate_python({joined: parts})
    found = comparisons_of(condition)
    assert found is not None and [line["variable"] for line in found.lines] == [part["variable"] for part in parts]
    for op, plain in DENIED.items():
        for line in found.lines:
            if line["op"] == plain:
                denied = Comparisons("all", ({**line, "op": op},)).condition()
                assert holds(READ.validate_python(denied), known) != holds(READ.validate_python(line), known)


def test_an_option_without_condition_has_no_line() -> None:
    assert comparisons_of(None) == Comparisons("all", ())
    assert Comparisons("all", ()).condition() is None
