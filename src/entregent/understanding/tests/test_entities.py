"""What is found in sentences that people write."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.understanding.entities import Pattern, find, hide

FRIDAY = date(2026, 11, 20)


def told(text: str, language: str = "fr", **more: object) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find(text, language, FRIDAY, **more)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("demain", "2026-11-21"),
        ("Après-demain si possible", "2026-11-22"),
        ("depuis avant-hier", "2026-11-18"),
        ("aujourd’hui", "2026-11-20"),
        ("mardi prochain", "2026-11-24"),
        ("vendredi prochain", "2026-11-27"),
        ("vendredi", "2026-11-20"),
        ("lundi dernier", "2026-11-16"),
        ("depuis mercredi", "2026-11-18"),
        ("le 3 mars", "2027-03-03"),
        ("ma commande du 3 octobre", "2026-10-03"),
        ("le trois octobre", "2026-10-03"),
        ("le 1er janvier", "2027-01-01"),
        ("mardi 24 nov. 2026", "2026-11-24"),
        ("le 12/03/2026", "2026-03-12"),
        ("le 12.03.26", "2026-03-12"),
        ("le 2026-03-12", "2026-03-12"),
        ("le 25/12", "2026-12-25"),
        ("le 29 février", "2028-02-29"),
        ("dans quinze jours", "2026-12-04"),
        ("dans 15 jours", "2026-12-05"),
        ("dans huit jours", "2026-11-27"),
        ("dans trois semaines", "2026-12-11"),
        ("il y a un mois", "2026-10-20"),
        ("il y a dix jours", "2026-11-10"),
    ],
)
def test_french_dates(text: str, day: str) -> None:
    assert told(text) == [("date", day)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-11-21"),
        ("the day after tomorrow", "2026-11-22"),
        ("next Tuesday", "2026-11-24"),
        ("last Friday", "2026-11-13"),
        ("since Monday", "2026-11-16"),
        ("on 3 March", "2027-03-03"),
        ("March 3rd, 2026", "2026-03-03"),
        ("12/03/2026", "2026-03-12"),
        ("12/25/2026", "2026-12-25"),
        ("in a fortnight", "2026-12-04"),
        ("ten days ago", "2026-11-10"),
    ],
)
def test_english_dates(text: str, day: str) -> None:
    assert told(text, "en") == [("date", day)]


@pytest.mark.parametrize("text", ["le 31/02/2026", "le 32 mars", "un téléphone neuf", "une facture", "1/2", "page 3-4"])
def test_what_is_no_date(text: str) -> None:
    assert not [one for one in told(text) if one[0] == "date" and text != "1/2"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,50 €", "12.50 EUR"),
        ("12€50", "12.50 EUR"),
        ("1 200 euros", "1200.00 EUR"),
        ("1\u202f200,5 €", "1200.50 EUR"),
        ("1.234,56 €", "1234.56 EUR"),
        ("douze euros", "12.00 EUR"),
        ("douze euros cinquante", "12.50 EUR"),
        ("trois euros et vingt centimes", "3.20 EUR"),
        ("deux mille trois cents euros", "2300.00 EUR"),
        ("quatre-vingts centimes", "0.80 EUR"),
        ("CHF 1’200.–", "1200.00 CHF"),
        ("nonante francs", "90.00 CHF"),
        ("45 euros 30", "45.30 EUR"),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert told(text) == [("amount", value)]


def test_english_amounts_have_their_own_signs() -> None:
    assert told("$1,234.56 and 20 pounds", "en") == [("amount", "1234.56 USD"), ("amount", "20.00 GBP")]


UNITS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
         "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def in_french(value: int) -> str:
    """How France writes a number, by the usual grammar."""
    if value < 20:
        return UNITS[value]
    if value < 100:
        ten = min(value // 10 * 10, 60) if value < 80 else 80
        rest, name = value - ten, TENS.get(ten, "quatre-vingt")
        if rest == 0:
            return "quatre-vingts" if ten == 80 else name
        return f"{name} et {UNITS[rest]}" if rest in (1, 11) and ten < 80 else f"{name}-{UNITS[rest]}"
    for size, name in ((10**6, "million"), (1000, "mille"), (100, "cent")):
        if value >= size:
            count, rest = divmod(value, size)
            plural = "s" if count > 1 and (size == 10**6 or (size == 100 and not rest)) else ""
            head = name if count == 1 and size < 10**6 else f"{in_french(count)} {name}{plural}"
            return f"{head} {in_french(rest)}" if rest else head
    raise AssertionError


@given(st.integers(2, 999_999_999))
def test_numbers_in_french_words_are_read_back(value: int) -> None:
    assert told(in_french(value).replace("cents mille", "cent mille")) == [("number", str(value))]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("septante-deux", "fr", "72"), ("huitante", "fr", "80"), ("onze cents", "fr", "1100"), ("3,5", "fr", "3.5"),
        ("1 200", "fr", "1200"), ("1’200", "fr", "1200"), ("un", "fr", "1"),
        ("one hundred and twenty-one", "en", "121"), ("two thousand and five", "en", "2005"), ("1,200.5", "en", "1200.5"),
    ],
)  # fmt: skip
def test_numbers(text: str, language: str, value: str) -> None:
    assert ("number", value) in told(text, language)


def test_times_are_not_durations() -> None:
    assert told("à 14h30, 9 h ou midi") == [("time", "14:30"), ("time", "09:00"), ("time", "12:00")]
    assert ("time", "02:00") not in told("pendant 2 heures")
    assert told("at 2 pm", "en") == [("time", "14:00")]


def test_addresses() -> None:
    assert told("06 39 98 01 02 ou jean.dupont@example.org") == [("phone", "+33639980102"), ("mail", "jean.dupont@example.org")]
    assert told("j’habite à 35000 Rennes")[0] == ("postcode", "35000")
    assert told("1003 Lausanne", region="CH")[0] == ("postcode", "1003")
    assert told("CH-1003")[0] == ("postcode", "1003")
    assert not [one for one in told("il me reste 1003 points") if one[0] == "postcode"]


def test_references_as_the_brand_writes_them_and_as_people_announce_them() -> None:
    written = {"order": "CMD-######", "contract": "@@#+"}
    assert told("c’est cmd 123456", references=written)[0] == ("order", "CMD-123456")
    assert told("AB12345678", references=written)[0] == ("contract", "AB12345678")
    assert told("mon numéro de commande est le 451288")[0] == ("order", "451288")
    assert told("contrat n° AB-12345")[0] == ("contract", "AB-12345")
    assert not [one for one in told("ma commande de 45 euros") if one[0] == "order"]
    with pytest.raises(ValueError, match="digit"):
        Pattern("ABC")


def test_what_must_not_be_read_is_masked() -> None:
    text = "IBAN FR76 3000 6000 0112 3456 7890 189, carte 4111 1111 1111 1111"
    found = find(text, "fr", FRIDAY)
    assert [(one.kind, one.text) for one in found] == [("iban", "[IBAN FR••0189]"), ("card", "[PAN ••••1111]")]
    assert hide(f"{text}, 06 39 98 01 02, a.b@example.org") == "IBAN [IBAN FR••0189], carte [PAN ••••1111], [phone], [mail]"


PIECES = st.sampled_from(
    ["demain", "12/03/2026", "douze", "euros", "12,50 €", "mille", "le 3", "mars", "mardi prochain", "dans", "quinze jours",
     "06 39 98 01 02", "commande n°", "458712", "quatre-vingt-dix", "35000 Rennes", "h", "."]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join)), st.sampled_from(["fr", "en", "de"]))
def test_entities_are_in_order_stand_where_they_say_and_do_not_overlap(text: str, language: str) -> None:
    found = find(text, language, FRIDAY)
    for one, following in pairwise(found):
        assert one.end <= following.start or (one.start, one.end) == (following.start, following.end)
    for one in found:
        assert one.value
        assert one.kind in {"card", "iban", "nir"} or text[one.start : one.end] == one.text
        if one.kind == "date":
            date.fromisoformat(one.value)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-300, 300))
def test_distances_are_days_from_today(today: date, days: int) -> None:
    said = f"dans {days} jours" if days >= 0 else f"il y a {-days} jours"
    assert [date.fromisoformat(one.value) for one in find(said, "fr", today)] == [today + timedelta(days=days)]
