"""Accounts are given by invitation, roles never leave a brand without an administrator, and all of it is audited."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from entregent.access.actions import (
    accept_invitation,
    audit,
    deactivate,
    invite,
    reactivate,
    renew_invitation,
    set_role,
    set_skills,
    update_account,
)
from entregent.access.errors import AccessRefused, InvitationOver
from entregent.access.models import AuditEntry, Membership, Skill, Staff, StaffSkill
from entregent.access.queries import audit as audit_trail
from entregent.access.queries import rights_of, staff_of
from entregent.access.rules import may_change_account
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event

PASSWORD = "quatre mots faciles à retenir"


@pytest.fixture
def administrator(brand: Brand, make_staff) -> Staff:
    return make_staff(brand, "administrator", name="Awa Diop")


def trail() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("what", flat=True))


def test_a_newcomer_chooses_a_password_by_a_link_good_once(brand: Brand, administrator: Staff, visit, now: datetime) -> None:
    staff, secret = invite(brand, " Lea@Example.org ", "Léa Caron", "agent", now=timezone.now(), by=administrator)
    assert staff.email == "lea@example.org" and not staff.has_usable_password()
    browser = visit(None)
    page = browser.get(f"/access/welcome/{secret}/")
    assert page.status_code == 200 and "Léa Caron" in page.text
    assert browser.post(f"/access/welcome/{secret}/", {"password": "court", "again": "court"}).status_code == 422
    assert browser.post(f"/access/welcome/{secret}/", {"password": PASSWORD, "again": "x"}).status_code == 422
    assert browser.post(f"/access/welcome/{secret}/", {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert browser.get(f"/access/welcome/{secret}/").status_code == 410
    assert browser.get("/access/welcome/x/").status_code == 410
    assert trail() == ["staff.invited", "staff.role_changed", "staff.joined"]


def test_a_link_ends_with_time_with_another_and_with_the_account(brand: Brand, administrator: Staff, now: datetime) -> None:
    staff, first = invite(brand, "lea@example.org", "Léa", "agent", now=now, by=administrator)
    second = renew_invitation(staff, now=now, by=administrator)
    with pytest.raises(InvitationOver):
        accept_invitation(first, PASSWORD, now=now)
    with pytest.raises(InvitationOver):
        accept_invitation(second, PASSWORD, now=now + timedelta(days=7))
    with pytest.raises(ValidationError):
        accept_invitation(second, "password", now=now)
    deactivate(staff, now=now, by=administrator)
    with pytest.raises(InvitationOver):
        accept_invitation(second, PASSWORD, now=now)


def test_a_colleague_of_another_brand_gets_a_role_and_no_link(
    brand: Brand, other_brand: Brand, administrator: Staff, make_staff, now: datetime
) -> None:
    colleague = make_staff(other_brand, "supervisor", name="Tiana R")
    assert invite(brand, colleague.email.upper(), "x", "agent", now=now, by=administrator) == (colleague, None)
    assert rights_of(colleague).roles == {brand.id: "agent", other_brand.id: "supervisor"}
    with pytest.raises(AccessRefused, match="already has a role"):
        invite(brand, colleague.email, "x", "agent", now=now, by=administrator)
    with pytest.raises(AccessRefused, match="has a password"):
        renew_invitation(colleague, now=now, by=administrator)


def test_a_brand_keeps_an_administrator(brand: Brand, administrator: Staff, make_staff, now: datetime) -> None:
    for attempt in (
        lambda: set_role(administrator, brand, None, now=now, by=None),
        lambda: set_role(administrator, brand, "agent", now=now, by=None),
        lambda: deactivate(administrator, now=now, by=None),
    ):
        with pytest.raises(AccessRefused, match="without an administrator"):
            attempt()
    second = make_staff(brand, "administrator", name="Bruno")
    set_role(administrator, brand, "quality", now=now, by=second)
    assert Membership.objects.get(staff=administrator).role == "quality"
    with pytest.raises(AccessRefused, match="not a role"):
        set_role(administrator, brand, "king", now=now, by=second)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.staff, entry.of_brand) == ("staff.role_changed", second, brand)
    assert entry.data == {"of": str(administrator.id), "before": "administrator", "after": "quality"}
    assert Event.objects.get().data == {"staff": str(administrator.id), "before": "administrator", "after": "quality"}


def test_a_closed_account_is_out_at_once_and_tells_each_brand(
    brand: Brand, other_brand: Brand, administrator: Staff, make_staff, visit, now: datetime
) -> None:
    staff = make_staff([brand, other_brand])
    browser = visit(staff)
    browser.get("/accounts/sessions/")
    assert browser.get("/accounts/sessions/").status_code == 200
    deactivate(staff, now=now, by=administrator)
    assert browser.get("/accounts/sessions/").status_code == 302
    with visible([brand.id, other_brand.id]):
        assert {event.brand_id for event in Event.objects.filter(kind="staff.deactivated")} == {brand.id, other_brand.id}
    with override("en"), pytest.raises(AccessRefused, match="closed"):
        invite(brand, staff.email, "x", "agent", now=now, by=administrator)
    reactivate(staff, now=now, by=administrator)
    assert rights_of(staff).brands and trail() == ["staff.deactivated", "staff.reactivated"]


def test_skills_are_set_as_a_whole(
    brand: Brand, other_brand: Brand, administrator: Staff, make_staff, now: datetime, django_assert_num_queries
) -> None:
    staff = make_staff(brand)
    french, claims = (Skill.objects.create(brand=brand, name=name) for name in ("Français", "Sinistres"))
    set_skills(brand, staff, {french.id: 3, claims.id: 5}, now=now, by=administrator)
    set_skills(brand, staff, {claims.id: 4}, now=now, by=administrator)
    set_skills(brand, staff, {claims.id: 4}, now=now, by=administrator)
    assert list(StaffSkill.objects.values_list("skill__name", "level")) == [("Sinistres", 4)]
    assert trail() == ["staff.skills_changed", "staff.skills_changed"]
    with pytest.raises(AccessRefused, match="1 to 5"):
        set_skills(brand, staff, {claims.id: 6}, now=now, by=administrator)
    with visible([other_brand.id]):
        theirs = Skill.objects.create(brand=other_brand, name="Fibre")
    with pytest.raises(AccessRefused, match="brand"):
        set_skills(brand, staff, {theirs.id: 2}, now=now, by=administrator)


def test_an_account_is_changed_and_only_the_names_of_what_changed_are_written(
    brand: Brand, administrator: Staff, make_staff, now: datetime
) -> None:
    staff = make_staff(brand)
    assert update_account(staff, now=now, by=administrator, name="Claire M", language="fr") == ["name"]
    assert AuditEntry.objects.get().data == {"of": str(staff.id), "changed": ["name"]}
    with pytest.raises(ValidationError):
        update_account(staff, now=now, by=administrator, email="x")


def test_an_account_of_several_brands_is_changed_by_who_administers_them_all() -> None:
    assert may_change_account({"a": "administrator"}, False, ["a"])
    assert not may_change_account({"a": "administrator"}, False, ["a", "b"])
    assert not may_change_account({"a": "administrator", "b": "supervisor"}, False, ["a", "b"])
    assert may_change_account({}, True, ["a", "b"])
    assert not may_change_account({"a": "administrator"}, False, ["a"], of_platform_administrator=True)
    assert may_change_account({}, True, ["a"], of_platform_administrator=True)


def test_the_audit_is_append_only_and_read_within_the_brands(
    brand: Brand, other_brand: Brand, administrator: Staff, make_staff, now: datetime
) -> None:
    agent, stranger = make_staff(brand), make_staff(other_brand)
    audit("login", now=now, staff=agent, address="192.0.2.7")
    audit("login", now=now, staff=stranger)
    audit("login.failed", now=now, known=False)
    audit("key.created", now=now, staff=stranger, brand_id=other_brand.id)
    for attack in (lambda: AuditEntry.objects.update(what="x"), lambda: AuditEntry.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            attack()
    assert [entry.staff for entry in audit_trail(rights_of(administrator))] == [agent]
    assert not audit_trail(rights_of(agent)).exists()
    administrator.is_platform_administrator = True
    assert audit_trail(rights_of(administrator)).count() == 4


def test_colleagues_are_listed_once_with_their_second_factor(brand: Brand, other_brand: Brand, make_staff) -> None:
    both = make_staff([brand, other_brand])
    assert [(staff, staff.has_second_factor) for staff in staff_of([brand.id, other_brand.id])] == [(both, False)]
