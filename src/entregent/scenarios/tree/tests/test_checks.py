"""What the checks find, and where."""

from dataclasses import replace
from typing import Any

import pytest

from entregent.scenarios.tests.trees import SHOP, both, choice, collect, end, form, hand, option, say
from entregent.scenarios.tree.checks import Finding, Surroundings, check, publishable
from entregent.scenarios.tree.form import read
from entregent.scenarios.tree.spoken import lengths

AROUND = Surroundings(queues=frozenset({"Contrats"}), connectors=frozenset({"commandes"}))
DECIDE = {
    "kind": "decide",
    "cases": [{"when": {"variable": "n", "op": "at_least", "value": 3}, "next": "fin"}],
    "otherwise": "fin",
}
N = {"n": {"type": "number"}}
RUN = {"kind": "run", "scenario": "note", "next": "fin"}
NOTE = form({"q": collect("text", "n", "z"), "z": end()}, variables={"n": {}})


def found(nodes: dict[str, Any], around: Surroundings = AROUND, slug: str = "", **fields: Any) -> list[tuple[str, str]]:
    return [(one.node, one.code) for one in check(form(nodes, **fields), around, slug)]


def test_a_good_tree_has_no_error() -> None:
    assert check(read(SHOP), AROUND) == []


@pytest.mark.parametrize(
    ("nodes", "finding", "fields"),
    [
        ({"a": say("x", "b")}, ("a", "nowhere"), {}),
        ({"a": end()}, ("", "nowhere"), {"agent": "z"}),
        ({"a": end(), "b": end()}, ("b", "unreachable"), {}),
        ({"a": choice("?", option("1", "Un", "a"))}, ("a", "dead_end"), {}),
        ({"a": say("x", "b"), "b": {**DECIDE, "otherwise": "a"}, "fin": end()}, ("a", "loop"), {"variables": N}),
        ({"a": {"kind": "knowledge", "text": both("?"), "question": "q", "found": "fin", "missing": "a"}, "fin": end()},
         ("a", "loop"), {"variables": {"q": {}}}),
        ({"a": end()}, ("", "brand_language"), {"languages": ["en"]}),
        ({"a": end()}, ("", "our_language"), {"languages": ["fr", "de"]}),
        ({"a": end()}, ("", "medium"), {"media": ["fax"]}),
        ({"a": {"kind": "end", "text": {"fr": "Au revoir"}}}, ("a", "text_missing"), {}),
        ({"a": {"kind": "end", "text": {**both("x"), "de": "y"}}}, ("a", "text_unused"), {}),
        ({"a": end("Voir https://x.example")}, ("a", "unspeakable"), {}),
        ({"a": end("Bravo 🎉")}, ("a", "unspeakable"), {}),
        ({"a": end("Appelez le 0892 70 50 50")}, ("a", "premium"), {}),
        ({"a": choice("?", option("1", "Un", "fin"), option("1", "Deux", "fin")), "fin": end()}, ("a", "key_twice"), {}),
        ({"a": choice("?", option("12", "Un", "fin")), "fin": end()}, ("a", "key_long"), {}),
        ({"a": choice("?", option("1", "Un", "fin"), option("2", "un !", "fin")), "fin": end()}, ("a", "name_twice"), {}),
        ({"a": choice("?", option("1", "U" * 60, "fin")), "fin": end()}, ("a", "label_long"), {}),
        ({"a": choice("?", option("1", "Un", "fin", when={"variable": "n", "op": "known"})), "fin": end()},
         ("a", "no_option"), {"variables": N}),
        ({"a": end("{prenom}")}, ("a", "undeclared"), {}),
        ({"a": end("{n}")}, ("", "never_set"), {"variables": N}),
        ({"a": end()}, ("", "unused"), {"variables": N}),
        ({"a": end()}, ("", "given"), {"variables": {"person.mail": {}}}),
        ({"a": DECIDE, "fin": end()}, ("a", "comparison"), {"variables": {"n": {}}}),
        ({"a": collect("date", "n", "fin"), "fin": end()}, ("a", "wrong_type"), {"variables": N}),
        ({"a": hand(queue="Ailleurs")}, ("a", "no_queue"), {}),
        ({"a": {"kind": "hours", "calendar": "Noël", "open": "fin", "closed": "fin"}, "fin": end()}, ("a", "no_calendar"), {}),
        ({"a": {"kind": "lookup", "what": "order", "found": "b", "missing": "b", "failed": "b"}, "b": end()},
         ("a", "no_lookup"), {}),
        ({"a": {"kind": "lookup", "what": "connector", "name": "x", "found": "b", "missing": "b", "failed": "b"}, "b": end()},
         ("a", "no_connector"), {}),
        ({"a": {"kind": "ticket", "does": "open", "body": "x", "reason": "Y", "next": "b", "failed": "b"}, "b": end()},
         ("a", "no_reason"), {}),
        ({"a": {"kind": "ticket", "does": "open", "body": "x", "next": "b", "failed": "b"}, "b": end()},
         ("a", "no_subject"), {}),
        ({"a": {"kind": "ticket", "does": "open", "subject": "x", "body": "x", "next": "b", "failed": "b"}, "b": end()},
         ("a", "no_contact"), {}),
        ({"a": choice("?", option("1", "Un", "m"), option("2", "Deux", "fin")), "m": say("Loi", "fin", mandatory="always"),
          "fin": end()}, ("m", "mention_late"), {}),
        ({"a": say("x", "fin", acknowledge=True), "fin": end()}, ("a", "acknowledged"), {}),
        ({"a": collect("number", "n", "fin", minimum=3, maximum=2), "fin": end()}, ("a", "bounds"), {"variables": N}),
        ({"a": collect("number", "n", "fin", pattern="##"), "fin": end()}, ("a", "pattern"), {"variables": N}),
        ({"a": {"kind": "survey", "text": both("?"), "question": "nps", "minimum": 5, "maximum": 5, "next": "b"}, "b": end()},
         ("a", "scale"), {}),
        ({"a": {**RUN, "scenario": "moi"}, "fin": end()}, ("a", "runs_itself"), {"slug": "moi"}),
        ({"a": {**RUN, "scenario": "perdu"}, "fin": end()}, ("a", "no_scenario"), {}),
        ({"a": RUN, "fin": end("{n}")}, ("a", "other_type"), {"variables": N}),
        ({"a": say("Bonjour à tous. " * 220, "fin"), "fin": end()}, ("", "long_way"), {}),
        ({"a": choice("Que voulez-vous ? " * 30, option("1", "Un", "fin")), "fin": end()}, ("a", "long_question"), {}),
    ],
)  # fmt: skip
def test_each_finding_names_its_node(nodes: dict[str, Any], finding: tuple[str, str], fields: dict[str, Any]) -> None:
    assert finding in found(nodes, replace(AROUND, trees={"note": NOTE}), **fields)


def test_trees_that_run_each_other_are_refused() -> None:
    back = form({"a": {**RUN, "scenario": "moi"}, "fin": end()})
    around = replace(AROUND, trees={"note": back})
    assert ("a", "runs_itself") in found({"a": RUN, "fin": end()}, around, slug="moi")


def test_errors_come_first_and_stop() -> None:
    findings = check(form({"a": choice("?", option("1", "U" * 60, "b"), option("2", "Deux", "fin")), "fin": end()}), AROUND)
    assert [one.code for one in findings] == ["nowhere", "label_long", "label_long"]  # in both languages
    assert not publishable(findings) and publishable(findings[1:])
    assert Finding("error", "a", "x").stops


def test_the_longest_way_is_measured_and_named() -> None:
    nodes = {
        "a": choice("Quoi ?", option("1", "Court", "fin"), option("2", "Long", "b")),
        "b": say("Une explication qui dure, et qui dure encore.", "c"), "c": say("Puis une autre.", "fin"), "fin": end(),
    }  # fmt: skip
    whole = lengths(form(nodes), "fr", {})
    assert whole.nodes == ("a", "b", "c", "fin")
    short = lengths(form({"a": nodes["a"] | {"options": [option("1", "Court", "fin")]}, "fin": end()}), "fr", {})
    assert whole.way > short.way > whole.questions["a"] - 5
    run = lengths(form({"a": {**RUN, "next": "fin"}, "fin": end()}), "fr", {"note": form(nodes)})
    assert run.way > whole.way
