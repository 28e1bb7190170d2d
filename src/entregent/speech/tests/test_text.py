"""What is written becomes what is read aloud."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.speech.text import LONGEST, sentences, spoken
from entregent.speech.text.numerals import LARGEST, cardinal, ordinal

FRENCH = [
    ("Appuyez sur 1.", "Appuyez sur un."),
    ("le 23/11/2026", "le vingt-trois novembre deux mille vingt-six"),
    ("le 1er mars, puis le 2026-04-02", "le premier mars, puis le deux avril deux mille vingt-six"),
    ("de 9 h à 14h30", "de neuf heures à quatorze heures trente"),
    ("à 1 h, à 21 h 05", "à une heure, à vingt et une heures cinq"),
    ("7j/7 et 24h/24", "sept jours sur sept et vingt-quatre heures sur vingt-quatre"),
    ("1 234,56 € TTC", "mille deux cent trente-quatre euros et cinquante-six centimes toutes taxes comprises"),
    ("0,50 € puis 1 € puis 2\u202f000\u202f000 €", "cinquante centimes puis un euro puis deux millions d’euros"),
    ("5,5 % de 3,05 km", "cinq virgule cinq pour cent de trois virgule zéro cinq kilomètres"),
    ("01 99 00 12 34", "zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre"),
    ("+33 6 39 98 00 01", "zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, zéro un"),
    ("la commande PON-10423", "la commande pé o enne, un zéro quatre, deux trois"),
    ("votre code 0423", "votre code zéro quatre deux trois"),
    ("1 minute, 21 personnes, 80 places", "une minute, vingt et une personnes, quatre-vingts places"),
    ("le 2e étage, 1re porte", "le deuxième étage, première porte"),
    ("M. Le Goff et Mme Ar Men, 5 bd Foch.", "monsieur Le Goff et madame Ar Men, cinq boulevard Foch."),
    ("stylos, etc. Merci.", "stylos, et cetera. Merci."),
    ("le SAV et le SMS", "le esse a vé et le esse emme esse"),
    ("aide@sav-ponant.example", "aide arobase sav tiret ponant point example"),
    ("**Voyez** [l'aide](https://x.example) : https://www.ponant.example/a?b=1.", "Voyez l’aide : ponant point example."),
    ("# Titre\n- un\n- deux", "Titre. un. deux."),
    ("« Bonjour » — dit-il…", "Bonjour, dit-il."),
    ("ATTENTION NOUS FERMONS", "attention nous fermons"),
    ("le 45/13/2026", "le quarante-cinq treize deux mille vingt-six"),
    ("👍 ✨", ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), FRENCH, ids=[written for written, _ in FRENCH])
def test_french_is_read_as_people_read_it(written: str, said: str) -> None:
    assert spoken(written, "fr") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("$1,234.50", "one thousand two hundred and thirty-four dollars and fifty cents"),
        ("on 2026-11-23 at 9:05", "on the twenty-third of November twenty twenty-six at nine oh five"),
        ("order AB123", "order ay bee, one two three"),
        ("the 3rd", "the third"),
    ],
)
def test_english_too(written: str, said: str) -> None:
    assert spoken(written, "en") == said


def test_other_languages_are_left_to_their_voice() -> None:
    assert spoken("**Guten Tag**, Sie haben 3 Anrufe.", "de") == "Guten Tag, Sie haben 3 Anrufe."


def test_a_brand_says_its_own_words_its_way() -> None:
    lexicon = (("Ponant", "Ponan"), ("Ar Men", "Ar Mène"))
    assert (
        spoken("Ponant et PONANT, chez Ar Men. Le ponantais.", "fr", lexicon) == "Ponan et Ponan, chez Ar Mène. Le ponantais."
    )
    assert spoken("le 12 (voir a.b*c)", "fr", (("a.b*c", "abc"),)) == "le douze, voir abc"


@given(st.text(max_size=300), st.sampled_from(["fr", "en"]))
def test_nothing_but_words_and_marks_comes_out_of_anything(written: str, language: str) -> None:
    said = spoken(written, language)
    assert "\n" not in said
    assert not re.search(r"[0-9<>\[\]{}|*#@€$\\]", said)
    assert spoken(written, language) == said


@given(st.text(alphabet="abc 1.,!? ", max_size=2000))
def test_sentences_hold_all_the_words(written: str) -> None:
    said = spoken(written, "fr")
    parts = sentences(said)
    assert "".join(re.findall(r"\w", " ".join(parts))) == "".join(re.findall(r"\w", said))
    assert all(len(part) <= 300 for part in parts)


def test_a_book_is_cut() -> None:
    assert len(spoken("mot " * 5000, "fr")) <= LONGEST


@given(st.integers(0, LARGEST - 1), st.integers(0, LARGEST - 1), st.sampled_from(["fr", "en"]))
def test_two_numbers_never_sound_the_same(one: int, other: int, language: str) -> None:
    assert (cardinal(one, language) == cardinal(other, language)) == (one == other)


@pytest.mark.parametrize(
    ("number", "said", "place"),
    [
        (71, "soixante et onze", "soixante et onzième"),
        (80, "quatre-vingts", "quatre-vingtième"),
        (99, "quatre-vingt-dix-neuf", "quatre-vingt-dix-neuvième"),
        (200, "deux cents", "deux centième"),
        (1005, "mille cinq", "mille cinquième"),
        (80_000, "quatre-vingt mille", "quatre-vingt millième"),
        (300_200, "trois cent mille deux cents", "trois cent mille deux centième"),
    ],
)
def test_french_numbers_agree(number: int, said: str, place: str) -> None:
    assert cardinal(number, "fr") == said
    assert ordinal(number, "fr") == place
