"""The choice meant, and never another."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entregent.understanding.typos import closest, distance, sound

CHOICES = ["Suivre ma commande", "Remboursement", "Échange", "Parler à un conseiller", "Oui", "Non"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("remboursment", "Remboursement"),
        ("ECHANGES", "Échange"),
        ("je voudrais un ranboursement svp", "Remboursement"),
        ("conseiler", "Parler à un conseiller"),
        ("suivre ma comande", "Suivre ma commande"),
        ("non merci", "Non"),
        ("oui", "Oui"),
        ("pas de remboursement", None),
        ("un échange ou un remboursement", None),
        ("bonjour", None),
        ("", None),
        ("ma facture", None),
    ],
)
def test_the_choice_meant(text: str, meant: str | None) -> None:
    assert closest(text, CHOICES) == meant


def test_two_as_near_are_none() -> None:
    assert closest("pantes", ["Nantes", "Mantes"]) is None
    assert closest("nates", ["Nantes", "Mantes"]) == "Nantes"
    assert closest("a", ["B", "C"]) is None


def test_some_slips_of_the_ear_sound_the_same() -> None:
    assert sound("fotografie") == sound("photographie")
    assert sound("comende") == sound("commande")
    assert sound("anuler") == sound("annule")


WORDS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=4, max_size=12)


@given(st.lists(WORDS, min_size=2, max_size=5, unique=True), st.data())
def test_a_choice_as_it_is_written_is_always_itself(choices: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(choices))
    assert closest(chosen.upper(), choices) == chosen


@given(st.lists(WORDS, min_size=2, max_size=5, unique=True), st.text(max_size=20))
def test_whatever_is_answered_is_one_of_the_choices_or_none(choices: list[str], text: str) -> None:
    assert closest(text, choices) in {*choices, None}


@given(WORDS, WORDS, st.integers(0, 3))
def test_the_distance_is_the_same_both_ways_and_bounded(one: str, other: str, most: int) -> None:
    found = distance(one, other, most)
    assert found == distance(other, one, most)
    assert found is None or found <= most
    assert (found == 0) == (one == other)


@given(WORDS, st.integers(0, 10))
def test_a_letter_too_few_is_one_letter_away(word: str, place: int) -> None:
    assume(place < len(word))
    assert distance(word[:place] + word[place + 1 :], word, 2) == 1
