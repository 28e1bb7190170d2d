"""How two persons are weighed against each other."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.kernel.handles import Handle, mail_handle, phone_handle
from entregent.people.rules.duplicates import Profile, compare, distance

MAIL, TAGGED, OTHER_MAIL = (mail_handle(f"{local}@example.org") for local in ("c.morvan", "c.morvan+shop", "le.roux"))
PHONE = phone_handle("06 39 98 01 02", "FR")
HOME = {"street": "12, rue de l’Église", "postcode": "29200"}
SAME_HOME = {"street": "12 rue de l'eglise", "postcode": "29 200"}
NAMES_AND_BIRTH = {"same_name", "same_birth_date"}
BORN = date(1980, 5, 17)


def person(given_name: str = "", family_name: str = "", *handles: Handle, number: int = 1, **fields: object) -> Profile:
    return Profile(UUID(int=number), given_name, family_name, handles=frozenset(handles), **fields)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (person("Claire", "Morvan", PHONE), person("MORVAN", "Claire", PHONE), {"same_phone", "same_name"}),
        (person("Claire", "Morvan", PHONE), person("Clare", "Morvan", PHONE), {"same_phone", "similar_name"}),
        (person("Claire", "Morvan", MAIL), person("Claire", "Mrovan", TAGGED), {"same_mail_root", "similar_name"}),
        (person("", "", MAIL), person("Claire", "Morvan", MAIL), {"same_mail", "partial_name"}),
        (person("C.", "Morvan", MAIL), person("Claire", "Morvan", MAIL), {"same_mail", "partial_name"}),
        (person("Claire", "Morvan", **HOME), person("Claire", "Morvan", **SAME_HOME), {"same_name", "same_postal_address"}),
        (person("Claire", "Morvan", **HOME), person("Clairre", "Morvan", **SAME_HOME), {"similar_name", "same_postal_address"}),
        (person("Claire", "Morvan", birth_date=BORN), person("Claire", "Morvan", birth_date=BORN), NAMES_AND_BIRTH),
        (person("Claire", "Morvan", reference="S-1"), person("X", "Y", reference="s-1"), None),
        (person("Éloïse", "Le Goff", MAIL), person("eloise", "LE GOFF", MAIL), {"same_mail", "same_name"}),
    ],
)  # fmt: skip
def test_probable_duplicates_are_proposed_with_their_reasons(one: Profile, other: Profile, reasons: set[str] | None) -> None:
    verdict = compare(one, other)
    if reasons is None:
        assert not verdict.proposed  # two given names that differ win over a reference typed twice
    else:
        assert verdict.proposed, verdict
        assert set(verdict.reasons) == reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Claire", "Morvan", **HOME), person("Yann", "Morvan", **SAME_HOME)),
        (person("Claire", "Morvan", MAIL, PHONE, **HOME), person("Yann", "Morvan", MAIL, PHONE, **SAME_HOME)),
        (person("", "Morvan", **HOME), person("", "Morvan", **SAME_HOME)),
        (person("Claire", "Morvan"), person("Claire", "Morvan")),
        (person("Claire", "Morvan", PHONE, birth_date=BORN), person("Claire", "Morvan", PHONE, birth_date=date(2011, 1, 2))),
        (person("Claire", "Morvan", MAIL), person("Claire", "Le Roux", OTHER_MAIL)),
        (person(), person()),
    ],
)
def test_households_and_namesakes_are_left_alone(one: Profile, other: Profile) -> None:
    assert not compare(one, other).proposed


names = st.text(alphabet="abcdeé '-", max_size=10)
profiles = st.builds(
    Profile, st.uuids(), names, names, st.sampled_from([None, BORN, date(1990, 1, 1)]), st.sampled_from(["", "A1"]),
    st.sampled_from(["", "1 rue A"]), st.sampled_from(["", "29200"]),
    st.frozensets(st.sampled_from([MAIL, TAGGED, OTHER_MAIL, PHONE])),
)  # fmt: skip


@given(profiles, profiles)
def test_the_order_of_the_two_does_not_matter_and_scores_stay_between_0_and_1(one: Profile, other: Profile) -> None:
    verdict = compare(one, other)
    assert verdict == compare(other, one)
    assert 0 <= verdict.score <= 1
    assert bool(verdict.reasons) or verdict.score == 0


@given(names, names)
def test_the_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
