"""Other words name what the words named: all of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.understanding.grounding import read_rewording

FACTS = ("45,90 €", "le 3 mars 2027", "CMD-12345", "https://ponant.example/suivi?c=9", "aide@example.org", "06 39 98 01 02",
         "14 h 30", "demain", "30 jours", "[mail 1]", "PON-2026-000412", "12,5 %", "www.ponant.example")  # fmt: skip
FILLERS = ("votre dossier avance", "nous vous répondons", "merci de votre patience", "bien à vous", "le colis arrive")
facts = st.lists(st.sampled_from(FACTS), unique=True, max_size=6)
fillers = st.lists(st.sampled_from(FILLERS), min_size=1, max_size=4)


def sentence(facts: list[str], fillers: list[str], order: int) -> str:
    parts = [*fillers, *facts]
    return " ; ".join(parts[order % len(parts) :] + parts[: order % len(parts)]) + " ."


@given(facts, fillers, fillers, st.integers(0, 9), st.integers(0, 9))
def test_the_same_facts_in_another_order_and_other_words_are_believed(
    named: list[str], before: list[str], after: list[str], first: int, second: int
) -> None:
    told = sentence(named[::-1], after, second)
    assert read_rewording(told, sentence(named, before, first), "fr") == told


@given(facts, facts, fillers, fillers, st.integers(0, 9))
def test_a_fact_lost_or_added_is_seen_whatever_the_words(
    named: list[str], told: list[str], before: list[str], after: list[str], order: int
) -> None:
    believed = read_rewording(sentence(told, after, order), sentence(named, before, 0), "fr")
    assert (believed is not None) == (set(named) == set(told))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vous serez livré le 3 mars.", "Vous serez livré le 3 avril."),
        ("Rendez-vous lundi.", "Rendez-vous mardi."),
        ("Il vous reste 12,50 €.", "Il vous reste 1 250 €."),
        ("Votre commande CMD-12345 part.", "Votre commande CND-12345 part."),
        ("Bonjour.", ""),
        ("Bonjour.", "Bonjour " * 400),
    ],
)
def test_what_says_another_thing_is_not_believed(text: str, told: str) -> None:
    assert read_rewording(told, text, "fr") is None


def test_a_date_is_the_same_day_however_it_is_written() -> None:
    assert read_rewording("Départ le 3 mars à 9h30.", "Le départ a lieu le 03 mars, à 9 h 30.", "fr")
