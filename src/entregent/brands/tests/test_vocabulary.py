"""Every screen follows the brand's own word, in good French."""

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.rules import FORMS, WORDS, customer_word


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
