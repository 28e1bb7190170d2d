"""Fields of canned replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.conversations.canned import FIELDS, fill, unknown_fields

LEA = {"person.given_name": "Léa", "ticket.number": "PON-1042"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour {{ person.given_name }},", "Bonjour Léa,"),
        ("Bonjour {{person.given_name}} {{ person.family_name }},", "Bonjour Léa,"),
        ("Bonjour {{ person.title }},", "Bonjour,"),
        ("{{ ticket.number }} : {{ person.salary }}", "PON-1042 : {{ person.salary }}"),
        ("{{ brand.name }}", ""),
    ],
)
def test_fields_are_replaced_and_leave_no_gap(text: str, expected: str) -> None:
    assert fill(text, LEA) == expected


def test_what_a_customer_is_called_is_never_read_as_a_field() -> None:
    assert fill("Bonjour {{ person.given_name }}", {"person.given_name": "{{ agent.name }}", "agent.name": "x"}) == (
        "Bonjour {{ agent.name }}"
    )


def test_names_that_are_not_fields_are_told_once() -> None:
    assert unknown_fields("{{ a.b }} {{ person.name }} {{ c }}{{ a.b }}") == ["a.b", "c"]


@given(st.text(max_size=300))
def test_a_text_without_braces_is_left_alone(text: str) -> None:
    if "{" not in text:
        assert fill(text, dict.fromkeys(FIELDS, "x")) == text
