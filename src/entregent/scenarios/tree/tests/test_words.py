"""Texts, values, conditions, and what is read in an answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter

from entregent.scenarios.tree import matching
from entregent.scenarios.tree.collecting import value_of
from entregent.scenarios.tree.conditions import Condition, holds
from entregent.scenarios.tree.nodes import Asked, Option
from entregent.scenarios.tree.numbers import premium
from entregent.scenarios.tree.speech import seconds
from entregent.scenarios.tree.texts import Wording, fill, names_in, short, spoken, written
from entregent.scenarios.tree.variables import Type, Value, fits, made, shown

TODAY = date(2026, 11, 20)


def test_a_text_has_a_language_and_a_manner() -> None:
    text = {"fr": Wording(written="Voir www.x.example", spoken="Voir notre site", short="Voir"), "en": "See our site"}
    assert (written(text, "fr-CH"), spoken(text, "fr"), short(text, "fr")) == ("Voir www.x.example", "Voir notre site", "Voir")
    assert (spoken(text, "en"), short(text, "en"), written(text, "de")) == (
        "See our site",
        "See our site",
        "Voir www.x.example",
    )


def test_variables_stand_in_texts_and_leave_no_gap() -> None:
    values = {"prenom": "Zoé", "n": ""}
    assert fill("Bonjour {prenom} !", values.__getitem__) == "Bonjour Zoé !"
    assert fill("Bonjour {n|cher client} {{ici}}", values.__getitem__) == "Bonjour cher client {ici}"
    assert fill("Bonjour {n}, bienvenue", values.__getitem__) == "Bonjour, bienvenue"
    assert fill("Bonjour {n} et bienvenue", values.__getitem__) == "Bonjour et bienvenue"
    assert names_in("{a.b} {c|d} {{e}}") == {"a.b", "c"}


@pytest.mark.parametrize(
    ("value", "type", "french", "english", "aloud"),
    [
        ("2026-12-01", Type.DATE, "mardi 1er décembre 2026", "Tuesday 1 December 2026", "mardi 1er décembre 2026"),
        ("2026-11-20T09:30:00+01:00", Type.MOMENT, "vendredi 20 novembre à 9\u00a0h\u00a030", "Friday 20 November at 9:30",
         "vendredi 20 novembre à 9\u00a0h\u00a030"),
        (1250, Type.AMOUNT, "12,50\u00a0€", "€12.50", "12 euros 50"), (True, Type.BOOLEAN, "oui", "yes", "oui"),
        (3.5, Type.NUMBER, "3,5", "3.5", "3,5"), ("+33639980102", Type.PHONE, "+33639980102", "+33639980102", "06 39 98 01 02"),
        (None, Type.TEXT, "", "", ""),
    ],
)  # fmt: skip
def test_values_are_shown_and_said_as_people_do(value: Value, type: Type, french: str, english: str, aloud: str) -> None:
    assert (shown(value, type, "fr"), shown(value, type, "en"), shown(value, type, "fr", aloud=True)) == (
        french,
        english,
        aloud,
    )


ANYTHING = some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.lists(some.integers())


@given(ANYTHING, some.sampled_from(Type))
def test_what_programs_say_is_kept_only_if_it_fits(value: object, type: Type) -> None:
    assert fits(made(value, type), type)


@pytest.mark.parametrize(
    ("what", "text", "value"),
    [
        (Asked.NUMBER, "douze cents", None), (Asked.NUMBER, "trois", 3), (Asked.NUMBER, "il y en a 1 250", 1250),
        (Asked.NUMBER, "3,5", 3.5), (Asked.NUMBER, "entre 3 et 4", None),
        (Asked.AMOUNT, "12,50 €", 1250), (Asked.AMOUNT, "12 euros 5", 1205), (Asked.AMOUNT, "environ 1 200 euros", 120000),
        (Asked.DATE, "12/11", "2026-11-12"), (Asked.DATE, "2 janvier", "2027-01-02"), (Asked.DATE, "hier", "2026-11-19"),
        (Asked.DATE, "le 3 mars 2024", "2024-03-03"), (Asked.DATE, "03032024", "2024-03-03"), (Asked.DATE, "31/02/2026", None),
        (Asked.DATE, "demain", "2026-11-21"), (Asked.DATE, "12.05.87", "1987-05-12"),
        (Asked.DATE, "1er décembre", "2026-12-01"),
        (Asked.PHONE, "c'est le 06 39 98 01 02", "+33639980102"), (Asked.PHONE, "12", None),
        (Asked.MAIL, "Jean.Petit@Example.org", "jean.petit@example.org"),
        (Asked.MAIL, "jean point petit arobase example point org", "jean.petit@example.org"), (Asked.MAIL, "jean", None),
        (Asked.ORDER, "ma commande cmd-12345", "CMD-12345"), (Asked.ORDER, "12 34 56", "123456"),
        (Asked.ORDER, "bonjour", None), (Asked.ORDER, "cmd 12345", "CMD12345"),
        (Asked.POSTCODE, "59 000", "59000"), (Asked.POSTCODE, "590", None), (Asked.TEXT, "  Bonjour  ", "Bonjour"),
    ],
)  # fmt: skip
def test_values_are_read_in_what_people_say(what: Asked, text: str, value: Value) -> None:
    assert value_of(what, text, language="fr", region="FR", today=TODAY) == value


def test_values_are_bounded_and_references_have_a_pattern() -> None:
    common = {"language": "fr", "region": "FR", "today": TODAY}
    assert value_of(Asked.NUMBER, "11", minimum=0, maximum=10, **common) is None
    assert value_of(Asked.DATE, "hier", minimum=0, **common) is None
    for said in ("c'est la cmd-123456 je crois", "cmd 123456", "C M D 12 34 56", "CMD123456"):
        assert value_of(Asked.ORDER, said, pattern="CMD-######", **common) == "CMD-123456", said
    assert value_of(Asked.ORDER, "cmd-1234567", pattern="CMD-######", **common) is None
    assert value_of(Asked.ORDER, "CMD-123456 ou CMD-123457", pattern="CMD-######", **common) is None
    assert value_of(Asked.CONTRACT, "ab 12345", pattern="@@#+", **common) == "AB12345"
    assert value_of(Asked.CONTRACT, "celui de janvier", entities=[("contract", "AB1234")], **common) == "AB1234"
    assert value_of(Asked.TEXT, "x" * 9000, **common) == "x" * 2000


@given(some.sampled_from(Asked), some.text(max_size=80))
def test_nothing_that_is_said_breaks_the_reading(what: Asked, text: str) -> None:
    value = value_of(what, text, language="fr", region="FR", today=TODAY)
    assert value is None or isinstance(value, str | int | float)


OPTIONS = [
    Option.model_validate({"key": key, "label": {"fr": label}, "synonyms": {"fr": synonyms}, "intent": intent, "next": "x"})
    for key, label, synonyms, intent in (
        ("1", "Suivre ma commande", ("colis", "livraison"), "suivi"), ("2", "Résilier", ("résiliation", "colis perdu"), "fin"),
    )
]  # fmt: skip


def test_options_are_meant_by_label_synonym_word_or_intent() -> None:
    first, second = OPTIONS
    assert matching.by_label("SUIVRE MA COMMANDE !", OPTIONS, "fr") is first
    assert matching.by_words("où est mon colis", OPTIONS, "fr") is first
    assert matching.by_words("colis perdu", OPTIONS, "fr") is None  # it could be either
    assert matching.by_intent(("autre", "fin"), OPTIONS) is second
    assert matching.names(OPTIONS, "fr").keys() >= {"Résilier", "livraison"}
    assert (matching.digits_of("le deux", "fr"), matching.digits_of("two", "en"), matching.digits_of("douze", "fr")) == (
        "2",
        "2",
        "",
    )


def test_yes_no_and_the_words_that_are_always_there() -> None:
    assert matching.agreed("Oui, merci", "", "fr") is True and matching.agreed("", "2", "fr") is False
    assert matching.agreed("peut-être", "", "fr") is None
    assert matching.interruption("Parler à un conseiller", "fr") == "agent"
    assert matching.interruption("go back", "en") == "back"
    assert matching.wants_agent("je voudrais un conseiller s'il vous plaît", "fr")
    assert matching.plain("RÉSILIER", ["suivre", "résilier"]) == "résilier" and matching.plain("", ["x"]) is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"variable": "n", "op": "at_least", "value": 3}, True), ({"variable": "n", "op": "less", "value": 3}, False),
        ({"variable": "d", "op": "less", "value": "2026-12-01"}, True),
        ({"variable": "t", "op": "is", "value": "EXPÉDIÉE"}, True),
        ({"variable": "t", "op": "in", "value": ["livree", "expediee"]}, True),
        ({"variable": "t", "op": "contains", "value": "pedi"}, True), ({"variable": "b", "op": "is", "value": True}, True),
        ({"variable": "b", "op": "is", "value": 1}, False), ({"variable": "absent", "op": "known"}, False),
        ({"variable": "absent", "op": "is_not", "value": "x"}, True), ({"variable": "absent", "op": "less", "value": 3}, False),
        ({"not": {"variable": "n", "op": "is", "value": 3}}, False),
        ({"all": [{"variable": "n", "op": "more", "value": 2}, {"any": [{"variable": "t", "op": "known"}]}]}, True),
    ],
)  # fmt: skip
def test_conditions(condition: dict[str, object], expected: bool) -> None:
    read: Condition = TypeAdapter(Condition).validate_python(condition)
    assert holds(read, {"n": 3, "d": "2026-11-20", "t": "expédiée", "b": True}) is expected


def test_numbers_that_cost_more_than_a_call() -> None:
    words = "Appelez le 0 899 12 34 56, le 3639 ou le 0825 12 34 56. Pas le 01 99 00 12 34, ni le 0800 12 34 56."
    assert premium(words, "FR") == ["0 899 12 34 56", "0825 12 34 56", "3639"]
    assert premium("Ihre Nummer: 0900 123 456", "CH") == ["0900 123 456"]
    assert premium("3639 colis livrés en 2026", "FR") == []


def test_a_text_takes_about_as_long_as_it_does() -> None:
    sentence = "Bonjour et bienvenue chez Armor Télécom, votre appel est susceptible d’être enregistré."
    assert 4 < seconds(sentence, "fr") < 7
    assert seconds("Zéro six, trente-neuf.", "fr") < seconds("06 39 98 01 02", "fr")
    assert seconds("Bonjour {prenom}", "fr") > seconds("Bonjour", "fr")
