"""Masking of any number in any spacing, of masked text, of text without numbers, and of hostile text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import nir

from entregent.kernel.masking import Kind, mask

ISSUERS = [
    *(("4", length) for length in (13, 16, 19)),
    *((prefix, 16) for prefix in ("51", "55", "2221", "2720", "300", "305", "3095", "9792")),
    *((prefix, 15) for prefix in ("34", "37")),
    *((prefix, 14) for prefix in ("36", "38", "39")),
    *((prefix, length) for prefix in ("3528", "3589", "50", "56", "60", "62", "65", "69", "2200") for length in (16, 18, 19)),
]
COUNTRIES = {"FR": "n" * 23, "CH": "n" * 17, "BE": "n" * 12, "DE": "n" * 18, "MC": "n" * 23, "MT": "aaaannnnn" + "c" * 18}
GAPS = ["", "", " ", "-", "\u00a0", "\u202f", "\u2011", " - ", "\u200b", "  "]


def digits(length: int) -> st.SearchStrategy[str]:
    """That many ASCII digits."""
    return st.text("0123456789", min_size=length, max_size=length)


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number with a right key."""
    prefix, length = draw(st.sampled_from(ISSUERS))
    body = prefix + draw(digits(length - len(prefix) - 1))
    return body + luhn.calc_check_digit(body)


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """An IBAN with a right key."""
    alphabets = {"n": "0123456789", "a": "ABCXYZ", "c": "0189AZ"}
    country = draw(st.sampled_from(sorted(COUNTRIES)))
    account = "".join(draw(st.sampled_from(alphabets[kind])) for kind in COUNTRIES[country])
    number = country + iban.calc_check_digits(f"{country}00{account}") + account
    assert iban.is_valid(number, check_country=False)
    return number


@st.composite
def nirs(draw: st.DrawFn) -> str:
    """A social security number with a right key, Corsica included."""
    month = draw(st.sampled_from(["01", "12", "20", "35", "50", "99"]))
    place = draw(st.sampled_from(["59", "2A", "2B", "97", "99", "13"]))
    body = draw(st.sampled_from("12")) + draw(digits(2)) + month + place + draw(digits(6))
    number = body + nir.calc_check_digits(body + "00")
    assert nir.is_valid(number)
    return number


@st.composite
def spaced(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> str:
    """A number with any blanks and dashes between its characters."""
    number = draw(numbers)
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(number) - 1, max_size=len(number) - 1))
    return number[0] + "".join(gap + character for gap, character in zip(gaps, number[1:], strict=True))


# Around the number, words that end and start with what is no part of any number.
before = st.sampled_from(["", "carte : ", "(", "le 12/07, ", "n°", "CB:", "06 39 98 01 02\n", "€ "])
after = st.sampled_from(["", ".", ", 12/28", ")", "\nMerci", " !", "\n12"])


@pytest.mark.parametrize(("numbers", "kind"), [(cards(), Kind.PAN), (ibans(), Kind.IBAN), (nirs(), Kind.NIR)])
def test_every_number_is_masked_in_any_spacing(numbers: st.SearchStrategy[str], kind: Kind) -> None:
    @given(spaced(numbers), before, after)
    def check(number: str, left: str, right: str) -> None:
        masked, findings = mask(left + number + right)
        assert [(one.kind, one.start, one.end) for one in findings] == [(kind, len(left), len(left) + len(number))]
        assert masked == left + findings[0].replacement + right
        assert len(re.findall(r"[0-9]", findings[0].replacement)) <= 4

    check()


@given(st.lists(st.one_of(cards(), st.just("12"), st.just("4512"), st.just("06 39 98 01 02")), max_size=8))
def test_unspaced_cards_are_found_among_other_numbers(parts: list[str]) -> None:
    masked, _ = mask(" ".join(parts))
    for card in (part for part in parts if len(part) > 12 and " " not in part):
        assert card not in masked


material = st.one_of(
    st.text(st.sampled_from("0123456789 -\n+FRABfr26é\u00a0[]•"), max_size=40),
    spaced(cards()),
    spaced(ibans()),
    spaced(nirs()),
    st.sampled_from([" ", "\n", "+", "-", "06 39 98 01 02", "4111", "41 11", "2A", "FR76"]),
)


@given(st.lists(material, max_size=8).map("".join))
def test_masking_twice_changes_nothing_and_only_findings_change(text: str) -> None:
    masked, findings = mask(text)
    assert mask(masked) == (masked, ())
    rebuilt, position = "", 0
    for one in findings:
        assert position <= one.start < one.end
        rebuilt += text[position : one.start] + one.replacement
        position = one.end
    assert rebuilt + text[position:] == masked


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    masked, findings = mask(text)
    assert (masked == text) is (not findings)


@given(digits(16), st.sampled_from(["{}", "ref {}", "{}."]))
def test_references_with_a_wrong_key_stay(reference: str, frame: str) -> None:
    text = frame.format(reference)
    assert (mask(text)[0] == text) or luhn.is_valid(reference)


@given(st.lists(st.from_regex(r"(0[1-9]|\+33 [1-9])( [0-9]{2}){4}", fullmatch=True), min_size=1, max_size=5))
def test_telephone_numbers_stay_one_a_line_or_listed(phones: list[str]) -> None:
    for separator in ("\n", ", ", " / ", " ; "):
        text = separator.join(phones)
        assert mask(text) == (text, ())


# A megabyte of what invites a search to start again and again: without a bound on the work this never ends.
@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("1", 0),
        ("4 ", 0),
        ("4111 ", 0),
        ("1\n", 0),
        ("FR76 ", 0),
        ("FR76", 0),
        ("2A", 0),
        ("a ", 0),
        ("06 39 98 01 02 ", 0),
        ("4111111111111111 ", 58_823),
        ("1--- ", 0),
    ],
)
@pytest.mark.timeout(20)
def test_a_hostile_megabyte_is_soon_done(pattern: str, found: int) -> None:
    text = pattern * (1_000_000 // len(pattern))
    assert len(mask(text)[1]) == found
