"""The trees to start from: free of errors and warnings, complete, and walked from end to end."""

from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from entregent.scenarios import starting_points
from entregent.scenarios.starting_points import NAMES, starting_point
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.checks import Surroundings, check
from entregent.scenarios.tree.form import Tree, exported
from entregent.scenarios.tree.inputs import Answer, Heard, Means, Result
from entregent.scenarios.tree.nodes import Collect
from entregent.scenarios.tree.state import Manner
from entregent.scenarios.tree.step import begin, step
from entregent.scenarios.tree.texts import variants

AROUND = Surroundings(languages=("fr", "en"), connectors=frozenset({"commandes", "factures"}))
TODAY = Means(today=date(2026, 11, 20))
FOLDER = Path(starting_points.__file__).parent


@pytest.mark.parametrize("slug", NAMES)
def test_they_may_be_published_as_they_are_wherever_their_connectors_are(slug: str) -> None:
    form = starting_point(slug)
    assert check(form, AROUND, slug) == []
    assert exported(form) == (FOLDER / f"{slug}.json").read_text(encoding="utf-8")  # canonical, for git


@pytest.mark.parametrize("slug", NAMES)
def test_their_french_is_printed_as_french_is(slug: str) -> None:
    texts = chain.from_iterable(variants(text) for node in starting_point(slug).nodes.values() for _place, text in node.texts())
    for language, words in texts:
        assert "'" not in words or language != "fr", words
        assert language != "fr" or not any(f" {sign}" in words for sign in "?!;:"), words


def test_each_file_is_offered() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)
    with pytest.raises(KeyError):
        starting_point("../secret")


GOOD = {
    "order": "CMD-12345", "contract": "AB-1234567", "mail": "helene@example.org", "phone": "06 39 98 01 02",
    "text": "Il est arrivé cassé",
}  # fmt: skip
EXITS = ("found", "missing", "failed", "open", "closed", "next", "accepted")


@settings(max_examples=60)
@given(some.sampled_from(sorted(NAMES)), some.sampled_from(["chat", "web", "phone"]), some.data())
def test_whoever_answers_well_is_understood_on_every_way(slug: str, medium: str, data: some.DataObject) -> None:
    form = starting_point(slug)
    tree, speaks = Tree(form), medium == "phone"
    state, effects = begin(tree, Manner(medium, speaks, speaks), variables={"brand.name": "Armor"}, means=TODAY)
    for _ in range(60):
        if state.over or state.waits == "carry":
            break
        last = effects[-1]
        if isinstance(last, out.PERFORMED):
            node = dict(form.nodes[state.node].exits())
            exits = ["given"] if isinstance(last, out.GiveCode) else [one for one in EXITS if one in node]
            coming = Result(state.serial, data.draw(some.sampled_from(exits)), {"facture.reste": 1250})
        elif isinstance(last, out.Asks) and last.kind == "acknowledge":
            coming = Heard()
        elif isinstance(last, out.Asks) and last.options:
            coming = Answer(key=data.draw(some.sampled_from([one.key for one in last.options])))
        elif isinstance(last, out.Asks) and last.kind == "date":
            node_here = form.nodes[state.node]
            coming = Answer("hier" if isinstance(node_here, Collect) and node_here.maximum == 0 else "demain")
        elif isinstance(last, out.Asks):
            coming = Answer(str(last.maximum) if last.kind == "scale" else GOOD[last.kind])
        before = state
        state, effects = step(tree, state, coming, TODAY)
        assert state is not before, (slug, before.node, coming)
        assert not any(isinstance(effect, out.Missed) for effect in effects), (slug, before.node, coming)
        for effect in effects:
            assert not isinstance(effect, out.Said) or ("{" not in effect.text and "  " not in effect.text)
            assert not isinstance(effect, out.Over) or effect.detail != "fault"
