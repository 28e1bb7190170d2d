"""Trees of names stay trees, whatever is moved."""

from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from entregent.kernel.forest import PLACES, WAYS, Misplaced, children, lines, place, step


@dataclass
class Row:
    id: UUID
    parent_id: UUID | None
    position: int
    name: str


MOVE = st.one_of(
    st.tuples(st.integers(0, 6), st.sampled_from(WAYS)),
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(PLACES)),
    st.tuples(st.integers(0, 6), st.none(), st.just("inside")),
)


@given(st.lists(st.sampled_from("ABCD"), min_size=7, max_size=7), st.lists(MOVE, max_size=25))
def test_whatever_is_moved_all_are_still_there_once_in_order_and_under_another_name_than_their_brothers(names, moves) -> None:
    rows = [Row(UUID(int=at), None, at, f"{name}{at if at < 4 else ''}") for at, name in enumerate(names)]
    rows = [row for at, row in enumerate(rows) if row.name not in {one.name for one in rows[:at]}]
    for what, *how in moves:
        here = rows[what % len(rows)]
        before = [(row.parent_id, row.position) for row in rows]
        try:
            if len(how) == 1:
                step(rows, here, how[0])
            else:
                place(rows, here, None if how[0] is None else rows[how[0] % len(rows)].id, how[1])
        except Misplaced as refused:
            assert refused.code in ("cycle", "taken")
            assert before == [(row.parent_id, row.position) for row in rows], "what is refused changes nothing"
        shown = [line.node.id for line in lines(rows)]
        assert sorted(shown) == sorted(row.id for row in rows), "nothing stands under itself"
        for row in rows:
            brothers = children(rows, row.parent_id)
            assert len({one.name for one in brothers}) == len(brothers)


def test_lines_say_who_is_first_last_and_a_leaf() -> None:
    top, low, other = Row(UUID(int=1), None, 0, "A"), Row(UUID(int=2), UUID(int=1), 0, "B"), Row(UUID(int=3), None, 1, "C")
    told = [(line.node.name, line.depth, line.first, line.last, line.leaf) for line in lines([other, low, top])]
    assert told == [("A", 0, True, False, False), ("B", 1, True, True, True), ("C", 0, False, True, True)]
