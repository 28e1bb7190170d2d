"""Search keys and name keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.kernel.text import fold, name_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Œuvre   d’Éloïse STRAẞE ", "oeuvre d'eloise strasse"),
        ("Lætitia", "laetitia"),
        ("Noe\u0308l", "noel"),
        ("Noël\u00a0Noël\tÀ\nlà", "noel noel a la"),
        ("Łódź, Ørsted", "lodz, orsted"),
        ("İstanbul ISPARTA", "istanbul isparta"),
        ("ﬁn №５", "fin no5"),
        ("zéro\u200blargeur", "zerolargeur"),
        ("Jean\u2011Pierre", "jean-pierre"),
        ("℡", "tel"),
        ("", ""),
        (" \u00a0 ", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("aéÉçœŒßïÎ çà’'- ñ\u0301")))
def test_case_does_not_count(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mme Éléonore d’Artois-Petit", "ARTOIS PETIT D Eleonore"),
        ("Dupont, Jean", "jean DUPONT"),
        ("M. Jean-Pierre Noël", "Noel Jean Pierre"),
        ("Dr Strauß", "STRAUSS"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Jean Dupont", "Jeanne Dupont"), ("Marie", "Marie Marie"), ("M", "Mme")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_no_word_gives_no_key() -> None:
    assert name_key(" -- ’ _ ") == ""


@given(st.text().filter(name_key))
def test_a_title_before_a_key_changes_nothing(text: str) -> None:
    key = name_key(text)
    assert name_key(f"madame {key}") == key
