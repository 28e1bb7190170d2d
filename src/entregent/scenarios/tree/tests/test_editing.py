"""A tree as lines and as a drawing, and its changes: whatever is done to whatever tree, it stays a form and loses no step."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from entregent.scenarios.tests.trees import end, form, say
from entregent.scenarios.tree import edits
from entregent.scenarios.tree.blanks import EXITS
from entregent.scenarios.tree.checks import Surroundings, check, publishable
from entregent.scenarios.tree.edits import EditRefused
from entregent.scenarios.tree.form import Form, read, written
from entregent.scenarios.tree.layout import HEIGHT, WIDTH, laid_out
from entregent.scenarios.tree.outline import outline, places
from entregent.scenarios.tree.tests.growing import AROUND, forms

QUICK = settings(max_examples=60)
CHAIN = {"a": say("A", "b"), "b": say("B", "c"), "c": end()}


def ways(of: Form) -> list[tuple[str, str]]:
    return [("", "start"), *((id, exit) for id, node in of.nodes.items() for exit, _to in node.exits())]


@QUICK
@given(forms())
def test_each_node_has_one_line_and_one_box_and_none_covers_another(of: Form) -> None:
    lines = outline(of)
    assert sorted(line.node for line in lines if not line.refers) == sorted(of.nodes)
    exits = sum(1 for node in of.nodes.values() for _ in node.exits())
    assert sum(bool(line.owner) for line in lines) == exits
    assert all(line.depth <= before.depth + 1 for before, line in pairwise(lines))
    drawn = laid_out(of)
    assert sorted(box.node for box in drawn.boxes) == sorted(of.nodes)
    for place, box in enumerate(drawn.boxes):
        assert box.x + WIDTH <= drawn.width and box.y + HEIGHT <= drawn.height
        assert all(abs(box.x - one.x) >= WIDTH or abs(box.y - one.y) >= HEIGHT for one in drawn.boxes[:place])
    assert len(drawn.edges) == exits


@QUICK
@given(forms(), some.data())
def test_whatever_is_moved_nothing_is_lost(of: Form, data: some.DataObject) -> None:
    for _ in range(4):
        node = data.draw(some.sampled_from(sorted(of.nodes)))
        act = data.draw(some.sampled_from(["put", "up", "down", "in", "out"]))
        try:
            if act == "put":
                document = edits.put(of, node, data.draw(some.sampled_from(ways(of))))
            elif act in ("in", "out"):
                document = edits.sunk(of, node, act == "in")
            else:
                document = edits.shifted(of, node, 1 if act == "down" else -1)
        except EditRefused:
            continue
        after = read(document)
        assert after.nodes.keys() == of.nodes.keys()
        assert all(to in after.nodes for one in after.nodes.values() for _exit, to in one.exits())
        of = after


@QUICK
@given(forms(), some.sampled_from(sorted(EXITS)), some.data())
def test_a_new_step_stands_on_its_way_and_taken_away_again_leaves_the_tree_as_it_was(
    of: Form, kind: str, data: some.DataObject
) -> None:
    way = data.draw(some.sampled_from(ways(of)))
    led = edits.target(written(of), way)
    document, id = edits.added(of, way, kind, "…")
    after = read(document)
    assert edits.target(document, way) == id
    assert all(to == led for _exit, to in after.nodes[id].exits())
    assert places(after)[id]
    if "next" in EXITS[kind]:
        assert read(edits.removed(after, id)).nodes == of.nodes


@QUICK
@given(forms(), some.data())
def test_a_step_taken_away_leaves_ways_that_the_checks_name(of: Form, data: some.DataObject) -> None:
    node = data.draw(some.sampled_from(sorted(of.nodes)))
    try:
        after = read(edits.removed(of, node))
    except EditRefused as refused:
        assert refused.code in ("last", "start")
        return
    assert node not in after.nodes
    astray = [one for one in after.nodes.values() if node in (to for _exit, to in one.exits())]
    assert not astray or not publishable(check(after, AROUND))


def test_a_chain_is_reordered_and_a_step_never_ends_up_under_itself() -> None:
    tree = form(CHAIN)
    moved = read(edits.shifted(tree, "a", 1))
    assert (moved.start, moved.nodes["b"].next, moved.nodes["a"].next) == ("b", "a", "c")
    assert read(edits.shifted(moved, "a", -1)) == tree
    assert read(edits.put(tree, "b", ("", "start"))) == read(edits.shifted(tree, "b", -1))
    for refused in (lambda: edits.put(tree, "c", ("a", "kind")), lambda: edits.removed(tree, "zzz")):
        try:
            refused()
        except EditRefused:
            continue
        raise AssertionError("it was done")
    assert check(read(edits.removed(tree, "b")), Surroundings()) == []
