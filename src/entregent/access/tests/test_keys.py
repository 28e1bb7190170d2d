"""API keys open one brand, for what they were given, until they are revoked."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.actions import authenticate, create_key, revoke_key
from entregent.access.errors import AccessRefused
from entregent.access.models import ApiKey, AuditEntry
from entregent.access.rules import digest_of, key_prefix, new_key
from entregent.brands.models import Brand


def test_a_key_is_recognised_for_its_brand_and_scopes(brand: Brand, make_staff, now: datetime) -> None:
    made, text = create_key(brand, "Site", ["tickets.write", "people.read"], now=now, by=make_staff(brand, "administrator"))
    key = authenticate(text, now)
    assert key == made and key.of_brand == brand
    assert key.scopes == ["people.read", "tickets.write"]
    assert text not in str(ApiKey.objects.values_list()) and digest_of(text) == made.digest


def test_a_key_that_is_wrong_revoked_over_or_of_a_closed_brand_is_nobody(brand: Brand, make_staff, now: datetime) -> None:
    by = make_staff(brand, "administrator")
    made, text = create_key(brand, "Site", ["people.read"], now=now, by=by, expires_at=now + timedelta(days=1))
    assert authenticate(text[:-1] + ("a" if text[-1] != "a" else "b"), now) is None
    assert authenticate(new_key().text, now) is None
    assert authenticate(text, now + timedelta(days=1)) is None
    Brand.objects.filter(id=brand.id).update(active=False)
    assert authenticate(text, now) is None
    Brand.objects.filter(id=brand.id).update(active=True)
    assert authenticate(text, now) == made
    revoke_key(made, now=now, by=by)
    revoke_key(made, now=now, by=by)
    assert authenticate(text, now) is None
    assert [entry.what for entry in AuditEntry.objects.order_by("id")] == ["key.created", "key.revoked"]


def test_its_use_is_noted_to_the_hour(brand: Brand, make_staff, now: datetime, django_assert_num_queries) -> None:
    made, text = create_key(brand, "Site", ["people.read"], now=now, by=make_staff(brand, "administrator"))
    with django_assert_num_queries(2):
        authenticate(text, now)
    with django_assert_num_queries(1):
        authenticate(text, now + timedelta(minutes=59))
    made.refresh_from_db()
    assert made.last_used_at == now


@pytest.mark.parametrize("scopes", [[], ["everything"], ["people.read", "root"]])
def test_a_key_has_scopes_that_exist(scopes: list[str], brand: Brand, make_staff, now: datetime) -> None:
    with pytest.raises(AccessRefused, match="scope"):
        create_key(brand, "x", scopes, now=now, by=make_staff(brand, "administrator"))


def test_a_key_does_not_end_before_it_begins(brand: Brand, make_staff, now: datetime) -> None:
    with pytest.raises(AccessRefused, match="begins"):
        create_key(brand, "x", ["people.read"], now=now, by=make_staff(brand, "administrator"), expires_at=now)


@given(st.text(max_size=80))
def test_any_text_is_a_key_or_not(text: str) -> None:
    prefix = key_prefix(text)
    assert prefix is None or (len(prefix) == 12 and prefix.isascii() and prefix.isalnum())


@pytest.mark.parametrize(
    "text", ["", "ent_", "ent_abc_def", "ent_abcdef0123é5_x", "sk_abcdef012345_x", "ent_abcdef012345\x00_x"]
)
def test_what_is_not_a_key_asks_the_database_nothing(text: str, db, now: datetime, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert authenticate(text, now) is None
