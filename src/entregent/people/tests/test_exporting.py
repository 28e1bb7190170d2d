"""What leaves as files speaks of the brand's customers in its own word, and comes back whole."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.rules import WORDS, customer_word
from entregent.people import actions, queries
from entregent.people.models import CustomField, Import, Person
from entregent.people.rules.importing.columns import FIELDS, guess_columns
from entregent.people.rules.names import form_of
from entregent.people.tests.test_web import make

Visit = Callable[[Staff | None], Client]


def exported(client: Client, name: str) -> tuple[str, str]:
    """The file and its name."""
    answer = client.get(reverse(f"people:{name}"))
    return b"".join(answer.streaming_content).decode(), answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("vocabulary", "language", "reference", "file"),
    [
        ("client", "fr", "Référence du client", "clients"),
        ("adhérent", "fr", "Référence de l’adhérent", "adherents"),
        ("sociétaire", "en", "Reference of the member", "members"),
    ],
)
def test_a_sheet_is_headed_in_the_readers_words_and_comes_back_as_the_same_persons(
    vocabulary: str, language: str, reference: str, file: str,
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, now: datetime,
) -> None:  # fmt: skip
    Brand.objects.filter(id=brand.id).update(vocabulary=vocabulary)
    CustomField.objects.create(brand=brand, thing="person", key="papier", label="Courrier papier", type="boolean")
    person = make(brand, now, "Claire", "Morvan", tags=["vip"], external_reference="S-1", stage="at_risk", city="Brest")
    Person.objects.update(custom={"papier": True})
    reader = make_staff(brand, "supervisor")
    Staff.objects.filter(id=reader.id).update(language=language)
    text, name = exported(visit(reader), "export_csv")
    header, row = text.removeprefix("\ufeff").splitlines()
    assert f'filename="{file}-' in name
    assert reference in header.split(";") and "Courrier papier" in header.split(";")
    assert "client" not in text or vocabulary == "client"
    assert ("À risque" if language == "fr" else "At risk") in row.split(";")
    assert header.count("_") == 0, "no name of a column of ours"
    Person.objects.update(city="", stage="active", custom={})
    sent = actions.receive_import(brand.id, "x.csv", text.encode(), by=None, now=now)
    assert {*FIELDS} - {*sent.columns.values()} == {"full_name", "organisation"}
    actions.start_import(sent, sent.columns, all_or_nothing=True)
    actions.run_import(brand.id, sent.id, now=now)
    assert Import.objects.get().updated == 1
    person.refresh_from_db()
    assert (person.city, person.stage, person.external_reference) == ("Brest", "at_risk", "S-1")
    assert person.custom == {"papier": True}


@pytest.mark.parametrize("vocabulary", WORDS)
def test_each_word_heads_a_file_that_is_understood(vocabulary: str) -> None:
    word = WORDS[vocabulary]
    titles = [f"N° {word.singular}", f"Code {word.singular}", f"{word.english.capitalize()} number"]
    titles += [f"Numéro {customer_word(vocabulary, 'of the')}", f"Référence {customer_word(vocabulary, 'of the feminine')}"]
    for title in titles:
        assert guess_columns(["Identifiant", title, "Ville"]) == {
            "Identifiant": "", title: "external_reference", "Ville": "city",
        }  # fmt: skip
    for title in (word.singular.capitalize(), word.feminine, word.english):
        assert guess_columns([title]) == {title: "full_name"}


@pytest.mark.parametrize("vocabulary", WORDS)
def test_a_card_says_whose_customer_it_is_in_the_brands_word(vocabulary: str, brand: Brand, now: datetime) -> None:
    brand.vocabulary = vocabulary
    for title, called in (("Mme", WORDS[vocabulary].feminine), ("", WORDS[vocabulary].singular)):
        person = make(brand, now, "Jo", "Le Goff", title=title, external_reference="S-1", addresses=[])
        person.brand = brand
        assert f"NOTE:{called.capitalize()} · Mutuelle Ponant · S-1\r\n" in queries.vcard(person)
        person.delete()


def test_a_title_says_which_form_of_the_word_fits() -> None:
    assert {form_of(title) for title in ("Mme", "madame", "Mlle.", "Ms")} == {"feminine"}
    assert {form_of(title) for title in ("M.", "Monsieur", "Dr", "")} == {"singular"}


def test_a_page_calls_each_person_as_the_brand_does(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, now: datetime
) -> None:
    Brand.objects.filter(id=brand.id).update(vocabulary="adhérent")
    client, person = visit(make_staff(brand)), make(brand, now, "Claire", "Morvan", title="Mme")
    for name in ("person", "card"):
        page = client.get(reverse(f"people:{name}", args=[person.id])).content.decode()
        assert "Adhérente" in page
