"""What calls out may cost: prices, limits that are met, countries."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice.models import Trunk
from entregent.channels.voice.spending import ABROAD, AT_HOME, Limits, Spent, cents_of, rate_of, read_codes, read_rates, refused

CENTS = st.integers(0, 10**6)


def test_the_longest_beginning_says_the_price() -> None:
    rates = {"+33": 2, "+336": 8, "+41": 20}
    told = [rate_of(rates, number, "33") for number in ("+33261910010", "+33639980001", "+41225550100", "+3225550100")]
    assert told == [2, 8, 20, ABROAD]
    assert rate_of({}, "+33261910010", "33") == AT_HOME
    assert [cents_of(8, seconds) for seconds in (0, 0.1, 60, 61, 3600)] == [0, 8, 8, 16, 480]


@given(CENTS, CENTS, st.integers(0, 500), CENTS, CENTS)
def test_a_call_is_placed_only_where_its_first_minute_fits(day: int, month: int, rate: int, cap: int, wide: int) -> None:
    why = refused(Limits(day_cents=cap, month_cents=wide), Spent(day, month), rate)
    assert (why == "") == (day + rate <= cap and month + rate <= wide)
    assert refused(Limits(), Spent(day, month, 400), rate) == ""
    assert (
        refused(Limits(at_once=3), Spent(running=2), rate) == ""
        and refused(Limits(at_once=3), Spent(running=3), 0) == "line_full"
    )


@given(st.text())
def test_whatever_is_written_of_prices_and_countries_is_read_or_named(text: str) -> None:
    rates, wrong = read_rates(text)
    assert all(prefix.startswith("+") and prefix[1:].isdigit() and cents >= 0 for prefix, cents in rates.items())
    assert len(rates) + len(wrong) <= len(text.splitlines())
    good, bad = read_codes(text)
    assert all(code.isdigit() for code in good) and not set(good) & set(bad)


def test_prices_and_countries_as_they_are_written() -> None:
    assert read_rates("+33 6 8\n+41   20\nceci 3\n+44") == ({"+336": 8, "+41": 20}, ["ceci 3", "+44"])
    assert read_codes("+41, 352;0044 x") == (["41", "352", "44"], ["x"])


@pytest.mark.django_db
def test_an_administrator_sets_the_limits_of_a_line(
    brand: Brand, make_staff: Callable[..., Staff], visit: Callable[[Staff], Client]
) -> None:
    client = visit(make_staff(brand, "administrator"))
    fields = {"brand": brand.id, "name": "Opérateur", "port": 5060, "host": "sip.example.org", "active": "on", "rank": 2,
              "abroad": "+41, 352", "day": "12.50", "month": "", "at_once": 4, "prices": "+336 8"}  # fmt: skip
    answer = client.post(reverse("voice:new_trunk"), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    row = Trunk.objects.get()
    assert (row.countries, row.day_cents, row.month_cents, row.at_once, row.rank, row.rates) == (
        ["41", "352"], 1250, None, 4, 2, {"+336": 8},
    )  # fmt: skip
    page = client.get(reverse("voice:trunk", args=[row.id])).content.decode()
    assert "+41, +352" in page and "+336 8" in page
    refused = client.post(reverse("voice:trunk", args=[row.id]), fields | {"prices": "beaucoup", "abroad": "Suisse"})
    assert refused.status_code == 422 and {"prices", "abroad"} <= refused.context["form"].errors.keys()
