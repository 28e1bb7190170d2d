"""Secrets of links, whom an address opens, what of a request its customer reads."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from entregent.kernel.ids import uuid7
from entregent.portal.rules.links import link_of, secret_of
from entregent.portal.rules.persons import Known, Lead, Opens, told_apart, whom
from entregent.portal.rules.reading import is_theirs

KEY = b"k" * 32
HERS, HIS = uuid7(), uuid7()


@given(some.uuids())
def test_a_secret_leads_to_its_link_under_its_key_only(link: UUID) -> None:
    secret = secret_of(link, KEY)
    assert link_of(secret, KEY) == link
    assert link_of(secret, b"o" * 32) is None
    assert link_of(secret[:-1], KEY) is None and link_of(f"{secret}A", KEY) is None


@given(some.text(max_size=60))
def test_nothing_else_is_a_secret(text: str) -> None:
    assert link_of(text, KEY) is None


def test_an_address_opens_the_only_person_it_leads_to() -> None:
    assert whom([]).opens is Opens.NOBODY
    assert whom([Lead(HERS), Lead(HERS)]).person == HERS
    shared = whom([Lead(HERS), Lead(HIS)])
    assert shared.opens is Opens.SHARED and shared.person is None and shared.persons == {HERS, HIS}


def test_what_an_agent_guessed_from_a_conversation_opens_nobodys_data() -> None:
    assert whom([Lead(HERS, guessed=True)]).opens is Opens.SHARED
    assert whom([Lead(HERS, guessed=True), Lead(HERS)]).person == HERS


def test_those_who_share_an_address_are_told_apart_by_what_only_one_has() -> None:
    couple = [Known(HERS, "Le Goff", "PN-1042", date(1961, 3, 2)), Known(HIS, "Le Goff", "", date(1959, 7, 14))]
    assert told_apart(couple, reference="pn-1042 ") == HERS
    assert told_apart(couple, family_name="LE GOFF", born=date(1959, 7, 14)) == HIS
    assert told_apart(couple, family_name="Le Goff") is None
    assert told_apart(couple, born=date(1959, 7, 14)) is None
    assert told_apart(couple) is None
    twins = [Known(HERS, "Le Goff", "", date(1961, 3, 2)), Known(HIS, "Le Goff", "", date(1961, 3, 2))]
    assert told_apart(twins, family_name="Le Goff", born=date(1961, 3, 2)) is None


def test_a_customer_reads_what_they_wrote_and_what_was_written_to_them() -> None:
    hers = {"persons": {HERS}, "addresses": {"helene@example.org"}}
    assert is_theirs("in", writer=HERS, automatic=False, recipients=[], **hers)
    assert not is_theirs("in", writer=HIS, automatic=False, recipients=[], **hers)
    assert not is_theirs("in", writer=HERS, automatic=True, recipients=[], **hers)
    assert is_theirs("out", writer=None, automatic=True, recipients=[], **hers)
    assert is_theirs("out", writer=None, automatic=False, recipients=["Helene@example.org"], **hers)
    assert not is_theirs("out", writer=None, automatic=False, recipients=["expert@example.net"], **hers)
    assert not is_theirs("note", writer=None, automatic=False, recipients=[], **hers)
