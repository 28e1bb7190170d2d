"""Intents and sentences: made, put aside, taken back, imported, labelled."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.understanding import actions, queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Example, Intent, Unsure
from entregent.understanding.rules.examples import LONGEST, NAME, cleaned, digest, name_of, pasted
from entregent.understanding.rules.guess import Guess, Likely

BY = {"actor": "system:test"}


@pytest.mark.django_db
def test_an_intent_has_a_stable_name(brand: Brand, now: datetime) -> None:
    intent = actions.save_intent(brand.id, "Suivre une commande", now=now, **BY)
    assert intent.name == "suivre_une_commande"
    actions.save_intent(brand.id, "Où est ma commande", intent=intent, now=now, **BY)
    assert Intent.objects.get().name == "suivre_une_commande"
    for wrong, code in (({"name": "Suivre"}, "name"), ({"name": "suivre_une_commande"}, "taken")):
        with pytest.raises(UnderstandingRefused) as refused:
            actions.save_intent(brand.id, "Autre", now=now, **wrong, **BY)
        assert refused.value.code == code
    actions.save_intent(brand.id, "Hors sujet", elsewhere=True, now=now, **BY)
    with pytest.raises(UnderstandingRefused) as refused:
        actions.save_intent(brand.id, "Autre chose", elsewhere=True, now=now, **BY)
    assert refused.value.code == "elsewhere"


@pytest.mark.django_db
def test_what_is_put_aside_comes_back(brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    intent = taught["order_status"]
    actions.remove_intent(intent, now=now, **BY)
    assert not queries.examples_of(intent, "fr").exists()
    other = actions.save_intent(brand.id, "Colis", now=now, **BY)
    actions.add_examples(other, "fr", ["Où est mon colis ?"], now=now, **BY)
    actions.restore_intent(intent, now=now, **BY)
    assert queries.examples_of(intent, "fr").count() == 5, "the sixth means another intent now"
    kinds = list(Event.objects.filter(subject=intent.id).values_list("kind", flat=True))
    assert kinds[-2:] == ["intent.removed", "intent.restored"]
    actions.remove_intent(other, now=now, **BY)
    actions.sweep(now + timedelta(days=31))
    assert not Intent.objects.filter(id=other.id).exists()


@pytest.mark.django_db
def test_a_sentence_means_one_intent(brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    lines = ["ou est mon COLIS", "Mon colis est perdu", "", "J'ai oublié mon mot de passe", "!!!"]
    added = actions.add_examples(taught["order_status"], "fr", lines, now=now, **BY)
    assert [one.text for one in added.examples] == ["Mon colis est perdu"]
    assert (added.known, added.others) == (1, [("J'ai oublié mon mot de passe", "Password")])
    example = added.examples[0]
    actions.remove_example(example, now=now, **BY)
    actions.add_examples(taught["password"], "fr", ["Mon colis est perdu"], now=now, **BY)
    with pytest.raises(UnderstandingRefused) as refused:
        actions.restore_example(example, now=now, **BY)
    assert refused.value.code == "taken"


@pytest.mark.django_db
def test_a_file_is_taken_in_and_written_again(brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    text = "Intention;Langue;Phrase\npassword;fr;Mot de passe perdu\nHoraires;fr;Quels sont vos horaires ?\n"
    text += "password;fr;Où est mon colis ?\nHoraires;de;Wann?\nHoraires;fr;???\n"
    done = actions.import_examples(brand.id, text.encode("cp1252"), by=None, now=now, **BY)
    assert (done.added, done.known, done.intents) == (2, 0, ["Horaires"])
    assert done.refused == [(4, "other"), (5, "language"), (6, "sentence")]
    again = actions.import_examples(brand.id, text.encode(), by=None, now=now, **BY)
    assert (again.added, again.known, again.intents) == (0, 2, [])
    assert ("horaires", "fr", "Quels sont vos horaires ?") in list(queries.exported(brand.id))
    for content, code in ((b"", "columns"), (b"a;b\n1;2", "columns"), (b"intent;sentence\n", "empty")):
        with pytest.raises(UnderstandingRefused) as refused:
            actions.import_examples(brand.id, content, by=None, now=now, **BY)
        assert refused.value.code == code


@pytest.mark.django_db
def test_what_was_not_understood_waits_to_be_labelled(brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    unsure = Guess("between", [Likely("order_status", 0.5), Likely("password", 0.4)], 0.6)
    actions.remember(brand.id, "fr", "Rappelez-moi au 06 39 98 01 02 pour mon paquet", unsure, now=now)
    actions.remember(brand.id, "fr", "rappelez-moi au 06 39 98 01 03 pour mon paquet !", unsure, now=now)
    actions.remember(brand.id, "fr", "Sûr", Guess("sure", [Likely("password", 0.99)], 0.9), now=now)
    actions.remember(brand.id, "fr", "trop long " * LONGEST, unsure, now=now)
    row = queries.unsure_of(brand.id).get()
    assert (row.text, row.times, row.likely[0]) == ("Rappelez-moi au [phone] pour mon paquet", 2, ["order_status", 0.5])
    example = actions.label(row, taught["order_status"], by=None, now=now, **BY)
    assert (example.text, example.source) == (row.text, "learnt")
    with pytest.raises(UnderstandingRefused) as refused:
        actions.dismiss(row)
    assert refused.value.code == "over"
    actions.take_back(row, now=now, **BY)
    assert not queries.examples_of(taught["order_status"], "fr").filter(id=example.id).exists()
    actions.dismiss(row)
    assert not queries.unsure_of(brand.id).exists()
    assert actions.forget_old(now + timedelta(days=91)) == 1
    assert not Unsure.objects.exists()


@given(st.text(max_size=500))
def test_cleaned_sentences_can_be_stored_and_pasted_again(text: str) -> None:
    one = cleaned(text)
    assert len(one) <= LONGEST
    assert "\n" not in one
    assert cleaned(one) == one
    assert len(digest(one)) == 64
    for line in pasted(text):
        assert cleaned(line) == line


@given(st.text(min_size=1, max_size=150).filter(lambda text: any(c.isalnum() for c in text)))
def test_a_label_makes_a_name(label: str) -> None:
    assert NAME.fullmatch(name_of(label))


def test_bullets_and_doubles_of_pasted_lines_are_dropped() -> None:
    assert pasted("- Où est mon colis ?\n2. où est mon COLIS\n• Autre\n\n12 rue X") == [
        "Où est mon colis ?",
        "Autre",
        "12 rue X",
    ]


def test_example_is_named_by_its_text() -> None:
    assert str(Example(text="Bonjour")) == "Bonjour"
