"""Every screen follows the brand's own word, in good French."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.rules import FORMS, PHRASES, WORDS, common_word, customer_word
from entregent.brands.vocabulary import in_force, speaking, worded, worded_lazy


@pytest.mark.parametrize(
    ("vocabulary", "form", "expected"),
    [
        ("client", "the", "le client"),
        ("adhérent", "the", "l’adhérent"),
        ("sociétaire", "of the", "du sociétaire"),
        ("adhérent", "of the", "de l’adhérent"),
        ("usager", "to the", "à l’usager"),
        ("patient", "to the", "au patient"),
        ("abonné", "this", "cet abonné"),
        ("client", "this", "ce client"),
        ("assuré", "of plural", "d’assurés"),
        ("usager", "the feminine", "l’usagère"),
        ("donateur", "of the feminine", "de la donatrice"),
        ("voyageur", "feminine plural", "voyageuses"),
        ("sociétaire", "to the plural", "aux sociétaires"),
        ("inconnu", "some", "des clients"),
    ],
)
def test_articles_follow_the_word(vocabulary: str, form: str, expected: str) -> None:
    assert customer_word(vocabulary, form) == expected


@pytest.mark.parametrize(
    ("vocabulary", "form", "expected"),
    [
        ("sociétaire", "of the plural", "of the members"),
        ("assuré", "a feminine", "a policyholder"),
        ("client", "feminine", "customer"),
        ("usager", "feminine plural", "users"),
    ],
)
def test_english_has_its_own_words(vocabulary: str, form: str, expected: str) -> None:
    assert customer_word(vocabulary, form, "en-gb") == expected


@given(st.sampled_from(sorted(WORDS)), st.sampled_from(sorted(FORMS)), st.sampled_from(["fr", "en"]))
def test_every_word_has_every_form(vocabulary: str, form: str, language: str) -> None:
    phrase = customer_word(vocabulary, form, language)
    assert phrase == phrase.strip() and "  " not in phrase
    if language == "fr":
        assert not any(
            phrase.startswith(f"{article} {vowel}") for article in ("le", "la", "de", "du", "ce") for vowel in "aeiouéè"
        )


def test_an_unknown_form_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="is not a form"):
        customer_word("client", "genitive")


def test_the_tag_follows_the_reader_and_the_brand() -> None:
    page = Template('{% load brands %}{% customer brand "the" as word %}{{ word|capfirst }}, {% customer None "plural" %}')
    context = Context({"brand": Brand(vocabulary="adhérent")})
    with override("fr"):
        assert page.render(context) == "L’adhérent, clients"
    with override("en"):
        assert page.render(context) == "The member, customers"


def test_a_text_made_once_speaks_as_those_who_read_it() -> None:
    label = worded_lazy("Vu %(of_the_customer)s")
    with override("fr"):
        assert (str(label), in_force()) == ("Vu du client", "client")
        with speaking("adhérent"):
            assert str(label) == "Vu de l’adhérent"
            assert worded("%(the_customers)s", "patient") == "les patients"
        assert str(label) == "Vu du client"


def test_brands_that_differ_share_no_word_but_client() -> None:
    assert common_word(["patient", "patient"]) == "patient"
    assert common_word(["patient", "usager"]) == common_word([]) == "client"


def test_a_place_that_is_no_form_is_a_mistake() -> None:
    assert set(PHRASES.values()) <= FORMS
    with pytest.raises(KeyError):
        worded("Seen by %(the_people)s")


def test_translations_fill_no_place_that_their_text_does_not_give() -> None:
    places = re.compile(r"%\((\w+)\)")
    wrong = []
    for file in Path(__file__).parents[2].rglob("locale/fr/LC_MESSAGES/django.po"):
        with file.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                texts = message.string if message.pluralizable else [message.string]
                given = {
                    place
                    for text in ([message.id] if isinstance(message.id, str) else message.id)
                    for place in places.findall(text)
                }
                given |= set(PHRASES) if given & set(PHRASES) else set()
                wrong += [text for text in texts if set(places.findall(text)) - given]
    assert wrong == []
