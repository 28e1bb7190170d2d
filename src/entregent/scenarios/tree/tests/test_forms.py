"""Trees as JSON: one canonical way, older versions, the schema, what changed between two."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from entregent.scenarios.tests.trees import SHOP, both, choice, document, end, form, hand, option, say
from entregent.scenarios.tree import form as forms_of
from entregent.scenarios.tree.difference import Changed, Moved, difference
from entregent.scenarios.tree.form import Form, FormRefused, exported, imported, read, written
from entregent.scenarios.tree.schema import schema
from entregent.scenarios.tree.tests.growing import forms


def test_equal_trees_are_written_alike_whatever_their_order() -> None:
    turned = json.loads(json.dumps(SHOP))
    turned["nodes"] = dict(reversed(turned["nodes"].items()))
    for node in turned["nodes"].values():
        if "text" in node:
            node["text"] = dict(reversed(node["text"].items()))
    assert exported(read(turned)) == exported(read(SHOP))
    assert list(written(read(SHOP))["nodes"]) == sorted(SHOP["nodes"])
    assert "retries" not in exported(read(SHOP))  # what says nothing is left out


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"form": 7}, "/form"), ({"start": "Été"}, "/start"), ({"nodes": {}}, "/nodes"), ({"colour": "red"}, "/colour"),
        ({"nodes": {"a": {"kind": "dance"}}}, "/nodes/a"), ({"languages": []}, "/languages"),
        ({"nodes": {"a": {"kind": "say", "text": {"fr": "a\0"}, "next": "a"}}}, "/nodes/a/say/text/fr"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_its_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(FormRefused) as refused:
        read({**SHOP, **change})
    assert any(fault.pointer.startswith(pointer) for fault in refused.value.faults)


@pytest.mark.parametrize("text", ["", "[]", "3", '{"form": 1', '{"form": [1]}', "[" * 9000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(FormRefused):
        imported(text)


def test_a_form_of_an_older_version_is_brought_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "form": 1, "start": document["start"].lower()}

    monkeypatch.setitem(forms_of.UPGRADES, 0, first)
    assert read({**SHOP, "form": 0, "start": "BONJOUR"}) == read(SHOP)


@settings(max_examples=40)
@given(forms())
def test_the_schema_takes_every_tree(form: Form) -> None:
    assert _VALIDATOR.is_valid(written(form))


def test_the_schema_refuses_what_is_no_tree() -> None:
    assert _VALIDATOR.is_valid(SHOP)
    for wrong in ({"start": 3}, {"nodes": {"a": {"kind": "dance"}}}, {"more": True}, {"nodes": {"A b": end()}}):
        assert not _VALIDATOR.is_valid({**SHOP, **wrong})


_VALIDATOR = jsonschema_rs.validator_for(schema())


def test_what_changed_between_two_versions() -> None:
    before = form(
        {
            "menu": choice("Quoi ?", option("1", "Un", "fin"), option("2", "Deux", "dire")),
            "dire": say("Bonjour", "fin"), "fin": end(),
        }
    )  # fmt: skip
    after = form(
        {
            "menu": choice("Quoi donc ?", option("1", "Un", "main"), option("2", "Deux", "dire"), option("3", "Trois", "fin")),
            "dire": say("Bonjour", "main"), "fin": end(), "main": hand(),
        },
        agent="main",
    )  # fmt: skip
    found = difference(before, after)
    assert (found.added, found.removed, found.settings) == (("main",), (), ("agent",))
    assert found.changed == (Changed("menu", ("options", "text")),)
    assert found.moved == (
        Moved("dire", "next", "fin", "main"), Moved("menu", "1", "fin", "main"), Moved("menu", "3", None, "fin")
    )  # fmt: skip
    assert difference(before, before).empty


@given(forms(), forms())
@settings(max_examples=30)
def test_a_difference_turned_round_is_the_other_one(one: Form, other: Form) -> None:
    forth, back = difference(one, other), difference(other, one)
    assert (forth.added, forth.changed, forth.settings) == (back.removed, back.changed, back.settings)
    assert {(move.node, move.exit, move.after) for move in forth.moved} == {(m.node, m.exit, m.before) for m in back.moved}
    assert forth.empty == (one == other)


def test_both_ways_of_writing_a_text_are_one_form() -> None:
    long = document({"a": {"kind": "end", "text": {"fr": {"written": "Au revoir"}, "en": "Bye"}}})
    assert read(long).nodes["a"] != read(document({"a": {"kind": "end", "text": both("Au revoir", "Bye")}})).nodes["a"]
