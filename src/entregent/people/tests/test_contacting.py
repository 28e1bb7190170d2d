"""May we contact them? Each rule by its date, the consents that count, and what holds whoever it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.people import actions, queries
from entregent.people.models import Person
from entregent.people.rules.contacting import (
    CHANNELS,
    EVERYWHERE,
    PURPOSES,
    RULES,
    Facts,
    Kind,
    Reason,
    Said,
    may_contact,
    rule_for,
)

BEFORE, AFTER = date(2026, 8, 10), date(2026, 8, 11)
YES = datetime(2026, 3, 1, 12, tzinfo=UTC)
NO = datetime(2026, 4, 1, 12, tzinfo=UTC)
MARTIN, SHOP = Facts(Kind.CONSUMER), Facts(Kind.PROFESSIONAL)


def said(purpose: str, channel: str, revoked: datetime | None = None, kind: Kind = Kind.CONSUMER) -> Facts:
    return Facts(kind, (Said(purpose, channel, YES, revoked),))


@pytest.mark.parametrize(
    ("person", "asked", "on", "expected"),
    [
        (MARTIN, ("canvassing", "phone", "fr"), BEFORE, Reason.NOT_OBJECTED),
        (MARTIN, ("canvassing", "phone", "fr"), AFTER, Reason.NO_CONSENT),
        (Facts(Kind.CONSUMER, has_contract=True), ("canvassing", "phone", "fr-acpr"), AFTER, Reason.CONTRACT),
        (said("canvassing", "phone"), ("canvassing", "phone", "fr"), AFTER, Reason.CONSENTED),
        (said("canvassing", "any"), ("canvassing", "phone", "fr"), AFTER, Reason.CONSENTED),
        (said("canvassing", "mail"), ("canvassing", "phone", "fr"), AFTER, Reason.NO_CONSENT),
        (said("newsletter", "phone"), ("canvassing", "phone", "fr"), AFTER, Reason.NO_CONSENT),
        (said("canvassing", "phone", NO), ("canvassing", "phone", "fr"), BEFORE, Reason.OBJECTED),
        (said("canvassing", "phone"), ("canvassing", "phone", "fr"), date(2026, 2, 1), Reason.NOT_OBJECTED),
        (SHOP, ("canvassing", "phone", "fr"), AFTER, Reason.NOT_OBJECTED),
        (said("newsletter", "mail", NO, Kind.PROFESSIONAL), ("newsletter", "mail", "fr"), AFTER, Reason.OBJECTED),
        (MARTIN, ("newsletter", "mail", "fr"), AFTER, Reason.NO_CONSENT),
        (MARTIN, ("newsletter", "letter", "fr"), AFTER, Reason.NOT_OBJECTED),
        (MARTIN, ("canvassing", "phone", "ch"), AFTER, Reason.NOT_OBJECTED),
        (MARTIN, ("recording", "phone", "ch"), AFTER, Reason.NO_CONSENT),
        (MARTIN, ("recording", "phone", "fr"), AFTER, Reason.NOT_OBJECTED),
        (Facts(Kind.END_CUSTOMER, has_contract=True), ("newsletter", "letter", "fr"), AFTER, Reason.NO_CONSENT),
        (said("service", "mail", NO), ("service", "mail", "fr"), AFTER, Reason.SERVICE),
        (Facts(Kind.CONSUMER, reachable={"phone"}), ("service", "mail", "fr"), AFTER, Reason.NO_ADDRESS),
        (MARTIN, ("newsletter", "mail", "be"), AFTER, Reason.NO_RULE),
        (MARTIN, ("telepathy", "mail", "fr"), AFTER, Reason.NO_RULE),
    ],
)  # fmt: skip
def test_each_rule(person: Facts, asked: tuple[str, str, str], on: date, expected: Reason) -> None:
    assert may_contact(person, *asked, on).reason is expected


def test_the_last_word_counts() -> None:
    again = Said("newsletter", "mail", NO + timedelta(days=1))
    changed = Facts(Kind.CONSUMER, (Said("newsletter", "mail", YES, NO), again))
    assert may_contact(changed, "newsletter", "mail", "fr", AFTER).reason is Reason.CONSENTED


DAYS = st.dates(date(2021, 1, 1), date(2030, 1, 1))
ASKED = (st.sampled_from(PURPOSES), st.sampled_from(CHANNELS), st.sampled_from(sorted(EVERYWHERE)))


@given(st.sampled_from(Kind), *ASKED, DAYS)
def test_every_regime_has_one_rule_for_everything_and_each_names_its_text(
    kind: Kind, purpose: str, channel: str, regime: str, on: date
) -> None:
    rule = rule_for(kind, purpose, channel, regime, on)
    assert rule is not None and rule.source and rule in RULES


@given(st.sampled_from(Kind), *ASKED, DAYS, st.booleans())
def test_an_objection_forbids_all_but_the_service(
    kind: Kind, purpose: str, channel: str, regime: str, on: date, contract: bool
) -> None:
    objected = Said(purpose, "any", datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC))
    decision = may_contact(Facts(kind, (objected,), contract), purpose, channel, regime, on)
    assert decision.allowed == (purpose == "service")


@pytest.fixture
def helene(brand: Brand, now: datetime) -> Person:
    return actions.create_person(
        brand.id, now=now, actor="system:test", source="test", given_name="Hélène", family_name="Le Goff",
        street="1 rue du Port", city="Brest",
    )  # fmt: skip


def test_a_resellers_end_customer_is_one_whoever_they_are(brand: Brand, now: datetime, helene: Person) -> None:
    seller = actions.create_organisation(brand.id, "Revendeur", now=now, actor="system:test")
    shop = actions.create_organisation(brand.id, "Boutique", reseller=seller, now=now, actor="system:test")
    assert queries.kind_of(queries.person_with_all(helene.id)) is Kind.CONSUMER
    actions.add_position(helene, shop, now=now, actor="system:test")
    assert queries.kind_of(queries.person_with_all(helene.id)) is Kind.END_CUSTOMER


def test_the_page_and_the_interface_say_whether_and_why(
    brand: Brand, now: datetime, helene: Person, make_staff: Callable[..., Staff], visit: Callable[..., Client],
    program: Callable[..., Client],
) -> None:  # fmt: skip
    page = visit(make_staff(brand)).get(f"/people/{helene.id}/").content.decode()
    assert "Peut-on la contacter" in page and "pas d’adresse pour ce canal" in page
    listed = program(brand, "people.read").get(f"/api/v1/persons/{helene.id}/contact-permissions").json()["items"]
    by = {(one["purpose"], one["channel"]): one for one in listed}
    letter = by["newsletter", "letter"]
    assert (letter["allowed"], letter["reason"], letter["needs"]) == (True, "not_objected", "no_objection")
    assert letter["source"] and by["newsletter", "mail"]["reason"] == "no_address"
