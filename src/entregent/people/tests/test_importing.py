"""Files of persons, good and bad."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions, queries
from entregent.people.actions import import_run
from entregent.people.errors import ImportRefused
from entregent.people.models import CustomField, Handle, Import, Organisation, Person
from entregent.people.rules.exporting import safe_cell
from entregent.people.rules.importing.columns import guess_columns
from entregent.people.rules.importing.persons import Reading, read_person
from entregent.people.rules.importing.tables import Row, UnreadableTable, decode, read_table

HEADER = "Civilité;Prénom;Nom;E-mail;Tél. portable;Né le;N° client;Code postal;Ville;Pays;Étiquettes;Société\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_wrote_it(encoding: str, separator: str, end: str) -> None:
    lines = [["Prénom", "Nom"], ["Éloïse", "Œuvrard"], ["", ""], ["Zoé", '"a' + separator + 'b"']]
    table = read_table(end.join(separator.join(line) for line in lines).encode(encoding))
    assert (table.separator, table.header) == (separator, ["Prénom", "Nom"])
    assert [row.cells for row in table.rows] == [["Éloïse", "Œuvrard"], ["Zoé", f"a{separator}b"]]
    assert [row.line for row in table.rows] == [2, 4]


def test_encodings_may_change_from_line_to_line() -> None:
    content = b"nom;ville\n" + "Éric;Orléans\n".encode("cp1252") + "Éric;Orléans\n".encode() + b"\x81;x\n"
    table = read_table(content)
    assert table.rows[0].cells == table.rows[1].cells == ["Éric", "Orléans"]
    assert (len(table.rows), table.encoding) == (3, "mixed")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("nom\nÉric\n".encode(), "utf-8"), ("nom\nÉric\n".encode("utf-8-sig"), "utf-8"), (b"nom\nEric\n", "utf-8"),
        ("nom\nÉric\n".encode("cp1252"), "windows-1252"), ("nom\nÉric\n".encode("utf-16"), "utf-16"),
        ("nom\nÉric\n".encode("cp1252") + "Zoé\n".encode(), "mixed"),
    ],
)  # fmt: skip
def test_the_encoding_of_a_file_is_told(content: bytes, encoding: str) -> None:
    assert read_table(content, most=1).encoding == encoding


def test_lost_letters_are_refused_rather_than_written(brand: Brand, now: datetime) -> None:
    content = b"Nom;Ville\nMorvan;Brest\n" + b"\x81ric;Brest\nJos\xc3\xa9;" + "Orl\ufffdans\n".encode()
    file = actions.receive_import(brand.id, "x.csv", content, by=None, now=now)
    assert file.encoding == "mixed"
    actions.start_import(file, file.columns, all_or_nothing=False)
    actions.run_import(brand.id, file.id, now=now)
    file.refresh_from_db()
    assert file.report == [[3, "Nom", "encoding"], [4, "Ville", "encoding"]]
    assert [person.family_name for person in Person.objects.all()] == ["Morvan"]


def test_a_value_on_several_lines_keeps_the_count_of_lines() -> None:
    rows = read_table(b'nom;rue\n"Morvan";"1 rue A\nbat B"\nRiou;x\n').rows
    assert [(row.line, row.cells[1]) for row in rows] == [(2, "1 rue A\nbat B"), (4, "x")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"PK\x03\x04zip", "binary"), (b"\x00" * 50, "binary"), (b"%PDF-1.4", "binary")],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_table(content)
    assert refused.value.code == code


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fall(content: bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableTable:
        return
    reading = Reading(table.header, guess_columns(table.header), "FR")
    for row in table.rows:
        read_person(row, reading)


@given(
    st.lists(st.text(max_size=20), min_size=1, max_size=5),
    st.sampled_from(["name", "mail", "phone", "birth_date", "stage", "country", "is_consumer", "tags"]),
)
def test_no_cell_makes_a_row_fall(cells: list[str], field: str) -> None:
    header = [f"c{n}" for n in range(len(cells))]
    person, refusals = read_person(Row(2, cells), Reading(header, dict.fromkeys(header, field), "FR"))
    assert refusals or person.addresses or person.fields


def test_text_in_utf_8_is_never_changed_by_decoding() -> None:
    assert decode("é\u2028à\n".encode()) == ("é\u2028à\n", "utf-8")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            ["Prénom", "NOM", "E-Mail", "Tél. portable", "Code Postal"],
            ["given_name", "family_name", "mail", "phone", "postcode"],
        ),
        (
            ["First name", "Last Name", "Email address", "Phone", "Zip code"],
            ["given_name", "family_name", "mail", "phone", "postcode"],
        ),
        (["N° client", "Téléphone 1", "Téléphone 2", "Couleur"], ["external_reference", "phone", "phone", ""]),
        (["Nom", "Nom", "Contrat"], ["family_name", "custom:contract"]),
        (["Nom complet", "E-mail (pro)", "Né le"], ["full_name", "mail", "birth_date"]),
    ],
)
def test_columns_are_guessed_in_french_and_english(header: list[str], expected: list[str]) -> None:
    assert list(guess_columns(header, [("contract", "Contrat")]).values()) == expected


@pytest.mark.parametrize("value", ["=1+1", "+33639980102", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula_and_comes_back_whole(value: str) -> None:
    assert safe_cell(value) == f"'{value}"


@given(st.text())
def test_no_exported_cell_begins_a_formula(value: str) -> None:
    assert not safe_cell(value).startswith(("=", "+", "-", "@", "\t", "\r"))


def take_in(brand: Brand, now: datetime, text: str, *, all_or_nothing: bool = True, **columns: str) -> Import:
    file = actions.receive_import(brand.id, "clients.csv", text.encode(), by=None, now=now)
    actions.start_import(file, file.columns | columns, all_or_nothing=all_or_nothing)
    actions.run_import(brand.id, file.id, now=now)
    file.refresh_from_db()
    return file


def test_a_good_file_is_taken_in_whole(brand: Brand, now: datetime) -> None:
    CustomField.objects.create(brand=brand, thing="person", key="contract", label="Contrat", type="number")
    rows = (
        "Mme;Claire;Morvan;Claire@Example.org;06 39 98 01 02;17/05/1980;S-1;29200;Brest;France;vip, fidèle;Altiphone;1 234,5\n"
        "M.;Yann;Riou;;'+33639980103;;S-2;;;;;Altiphone;\n"
    )
    file = take_in(brand, now, HEADER.strip() + ";Contrat\n" + rows)
    assert (file.state, file.created, file.updated, file.refused, file.report) == ("done", 2, 0, 0, [])
    assert bytes(file.content) == b""
    claire = Person.objects.get(external_reference="S-1")
    assert (claire.title, claire.full_name, claire.birth_date) == ("Mme", "Claire Morvan", date(1980, 5, 17))
    assert (claire.city, claire.country, claire.tags, claire.custom) == ("Brest", "FR", ["vip", "fidèle"], {"contract": 1234.5})
    assert set(claire.handles.values_list("value", flat=True)) == {"claire@example.org", "+33639980102"}
    assert Organisation.objects.get().positions.count() == 2
    assert queries.search("morvn", [brand.id])[0].person == claire
    assert Event.objects.filter(kind="person.created", person=claire.id).count() == 1
    assert Event.objects.get(kind="people.imported").data == {"created": 2, "updated": 0, "refused": 0}


BAD = (
    "Prénom;Nom;E-mail;Né le;Référence\nA;B;a@example.org;;R1\nC;D;nonsense;31/02/2020;R2\n;;;;\nE;F;;;R1\n"
    "G;H;;;;trop\n;;;;\n;;;01/01/2000;\nI;J;i@example.org;;\n"
)


def test_all_or_nothing_writes_nothing_and_names_every_line(brand: Brand, now: datetime) -> None:
    file = take_in(brand, now, BAD)
    assert (file.state, file.created, file.refused) == ("refused", 0, 4)
    assert file.report == [
        [3, "E-mail", "no_at"], [3, "Né le", "date"], [5, "", "twice"], [6, "", "cells"], [8, "", "nobody"],
    ]  # fmt: skip
    assert not Person.objects.exists()
    assert not Handle.objects.exists()


def test_the_good_lines_alone_are_written_when_asked(brand: Brand, now: datetime) -> None:
    file = take_in(brand, now, BAD, all_or_nothing=False)
    assert (file.state, file.created, file.refused, file.done) == ("done", 2, 4, 2)
    assert set(Person.objects.values_list("given_name", flat=True)) == {"A", "I"}


def test_sending_a_file_again_completes_without_doubling(brand: Brand, now: datetime) -> None:
    known = actions.create_person(
        brand.id, now=now, actor="system:test", source="test", given_name="Claire", family_name="Morvan", city="Brest",
        addresses=[mail_handle("claire@example.org")],
    )  # fmt: skip
    text = (
        "Prénom;Nom;E-mail;Téléphone;Référence\nCLAIRE;MORVAN;claire@example.org;06 39 98 01 02;S-1\n"
        "Yann;Morvan;claire@example.org;;S-2\n"
    )
    first = take_in(brand, now, text)
    assert (first.created, first.updated) == (1, 1)
    second = take_in(brand, now, text)
    assert (second.created, second.updated) == (0, 2)
    known.refresh_from_db()
    assert (known.external_reference, known.city, known.handles.count()) == ("S-1", "Brest", 2)
    assert Person.objects.count() == 2


def test_an_export_comes_back_as_the_same_persons(brand: Brand, now: datetime) -> None:
    for key, kind in (("solde", "number"), ("papier", "boolean"), ("depuis", "date"), ("vide", "text")):
        CustomField.objects.create(brand=brand, thing="person", key=key, label=key.capitalize(), type=kind)
    take_in(
        brand, now, HEADER + "Mme;Claire;Morvan;claire@example.org;06 39 98 01 02;17/05/1980;S-1;29200;Brest;FR;vip;Altiphone\n"
    )
    own = {"solde": -12.5, "papier": False, "depuis": "2019-03-01"}
    Person.objects.update(custom=own)
    text = "".join(queries.csv_pieces([brand.id]))
    Person.objects.update(city="", tags=[], birth_date=None, custom={})
    file = take_in(brand, now, text, id="")
    assert (file.state, file.updated) == ("done", 1), file.report
    person = Person.objects.get()
    assert (person.city, person.tags, person.birth_date, person.handles.count()) == ("Brest", ["vip"], date(1980, 5, 17), 2)
    assert person.custom == own
    card = queries.vcard(person)
    assert "FN:Claire Morvan" in card
    assert "+33639980102" in card


def test_a_large_file_is_written_batch_by_batch_and_goes_on_after_a_stop(brand: Brand, now: datetime, monkeypatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 10)
    text = "Nom;Référence\n" + "".join(f"Nom{n};R{n}\n" for n in range(35))
    file = actions.receive_import(brand.id, "x.csv", text.encode(), by=None, now=now)
    actions.start_import(file, file.columns, all_or_nothing=False)
    written, calls = import_run.write_batch, []

    def stopping(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the worker is killed here")
        return written(*arguments, **options)

    monkeypatch.setattr(import_run, "write_batch", stopping)
    with pytest.raises(RuntimeError):
        actions.run_import(brand.id, file.id, now=now)
    file.refresh_from_db()
    assert (file.state, file.done, Person.objects.count()) == ("writing", 20, 20)
    actions.run_import(brand.id, file.id, now=now)
    file.refresh_from_db()
    assert (file.state, file.created, Person.objects.count()) == ("done", 35, 35)
    actions.run_import(brand.id, file.id, now=now)
    assert Person.objects.count() == 35


def test_what_cannot_be_started_is_refused(brand: Brand, other_brand: Brand, now: datetime) -> None:
    with pytest.raises(ImportRefused):
        actions.receive_import(brand.id, "x.csv", b"", by=None, now=now)
    file = actions.receive_import(brand.id, "x.csv", b"Ville;CP\nBrest;29200\n", by=None, now=now)
    with pytest.raises(ImportRefused, match="who a person is"):
        actions.start_import(file, file.columns, all_or_nothing=True)
    with pytest.raises(ImportRefused, match="does not exist"):
        actions.start_import(file, {"Ville": "password", "CP": "family_name"}, all_or_nothing=True)
    with visible([other_brand.id]):
        assert not Import.objects.exists()
