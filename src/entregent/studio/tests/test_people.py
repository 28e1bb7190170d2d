"""Brands, staff, keys and the audit, through their pages."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from entregent.access.actions import audit, authenticate
from entregent.access.models import ApiKey, AuditEntry, Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.queries import logo_address

BRAND = {
    "name": "Alpina", "code": "ALP", "slug": "alpina", "vocabulary": "assuré", "language": "fr", "region": "CH",
    "time_zone": "Europe/Zurich", "regime": "ch", "colour": "#aa2200", "active": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


def test_the_platform_creates_a_brand_and_administers_it(platform, administrator, visit) -> None:
    assert visit(administrator).get("/studio/brands/new/").status_code == 403
    browser = visit(platform)
    assert browser.get("/studio/brands/new/").status_code == 200
    assert browser.post("/studio/brands/new/", BRAND).status_code == 302
    made = Brand.objects.get(slug="alpina")
    assert Membership.objects.get(of_brand=made).staff == platform
    assert browser.post("/studio/brands/new/", BRAND).status_code == 422
    assert "assurés" in browser.get("/studio/brands/").text


def test_a_brand_is_changed_by_its_administrator_only(brand: Brand, other_brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    assert browser.get(f"/studio/brands/{other_brand.id}/").status_code == 404
    assert other_brand.name not in browser.get("/studio/brands/").text
    png = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    asked = BRAND | {"name": "Ponant", "picture": png, "code": "XXX", "demands_second_factor": ""}
    assert browser.post(f"/studio/brands/{brand.id}/", asked).status_code == 302
    brand.refresh_from_db()
    assert (brand.name, brand.code, bool(brand.logo)) == ("Ponant", "PON", True)
    assert str(logo_address(brand)) in browser.get(f"/studio/brands/{brand.id}/").text
    assert AuditEntry.objects.get(what="settings.changed").data["changed"]["name"] == ["Mutuelle Ponant", "Ponant"]
    for wrong in ({"colour": "red"}, {"vocabulary": "pigeon"}, {"picture": SimpleUploadedFile("x.svg", b"<svg/>")}):
        assert browser.post(f"/studio/brands/{brand.id}/", asked | {"picture": ""} | wrong).status_code == 422


def test_someone_is_invited_by_a_link_shown_and_mailed(
    brand: Brand, administrator, visit, django_capture_on_commit_callbacks
) -> None:
    browser = visit(administrator)
    asked = {"name": "Léa Caron", "email": "lea@example.org", "brand": str(brand.id), "role": "agent", "by_mail": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post("/studio/staff/new/", asked)
    link = re.search(r"http://[^\s<]+/access/welcome/([^/]+)/", page.text)
    assert link and "no-store" in page["Cache-Control"]
    assert mail.outbox[0].to == ["lea@example.org"] and link[0] in mail.outbox[0].body
    assert visit(None).get(f"/access/welcome/{link[1]}/").status_code == 200
    lea = Staff.objects.get(email="lea@example.org")
    again = browser.post(f"/studio/staff/{lea.id}/invite/")
    assert "/access/welcome/" in again.text and len(mail.outbox) == 1
    assert visit(None).get(f"/access/welcome/{link[1]}/").status_code == 410
    assert browser.post("/studio/staff/new/", asked).status_code == 422


def test_a_role_is_invited_only_for_ones_own_brands(brand: Brand, other_brand: Brand, administrator, visit) -> None:
    asked = {"name": "X", "email": "x@example.org", "brand": str(other_brand.id), "role": "agent"}
    assert visit(administrator).post("/studio/staff/new/", asked).status_code == 422
    assert not Staff.objects.filter(email="x@example.org").exists()


def test_a_colleague_shared_with_another_brand_keeps_their_account(
    brand: Brand, other_brand: Brand, administrator, make_staff, visit
) -> None:
    shared = make_staff([brand, other_brand], "agent", name="Tiana R")
    browser = visit(administrator)
    page = browser.get(f"/studio/staff/{shared.id}/")
    assert page.status_code == 200 and other_brand.name not in page.text
    asked = {"name": "Volée", "email": "volee@example.org", "language": "fr", f"role_{brand.id}": "supervisor"}
    asked[f"role_{other_brand.id}"] = "administrator"
    assert browser.post(f"/studio/staff/{shared.id}/", asked).status_code == 302
    shared.refresh_from_db()
    assert shared.name == "Tiana R"
    assert dict(shared.memberships.values_list("of_brand", "role")) == {brand.id: "supervisor", other_brand.id: "agent"}
    assert browser.post(f"/studio/staff/{shared.id}/close/").status_code == 403
    assert browser.post(f"/studio/staff/{shared.id}/invite/").status_code == 403


def test_staff_of_other_brands_do_not_exist_here(brand: Brand, other_brand: Brand, administrator, make_staff, visit) -> None:
    stranger = make_staff(other_brand, name="Yann Inconnu")
    browser = visit(administrator)
    assert browser.get(f"/studio/staff/{stranger.id}/").status_code == 404
    assert "Yann" not in browser.get("/studio/staff/", {"q": "yann"}).text


def test_an_account_is_changed_closed_and_opened_again(brand: Brand, administrator, make_staff, visit) -> None:
    agent, browser = make_staff(brand, name="Claire Morvan"), visit(administrator)
    asked = {"name": "Claire M", "short_name": "Claire", "email": agent.email, "language": "en", f"role_{brand.id}": "quality"}
    assert browser.post(f"/studio/staff/{agent.id}/", asked).status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.memberships.get().role) == ("Claire M", "en", "quality")
    assert browser.post(f"/studio/staff/{agent.id}/", asked | {"email": administrator.email}).status_code == 422
    for active in (False, True):
        browser.post(f"/studio/staff/{agent.id}/close/")
        agent.refresh_from_db()
        assert agent.is_active is active
    browser.post(f"/studio/staff/{administrator.id}/close/")
    administrator.refresh_from_db()
    assert administrator.is_active
    own = {"name": "Awa", "email": administrator.email, "language": "fr", f"role_{brand.id}": "agent"}
    assert browser.post(f"/studio/staff/{administrator.id}/", own).status_code == 422
    assert Membership.objects.get(staff=administrator).role == "administrator"
    administrator.refresh_from_db()
    assert administrator.name == "Awa Diop"


def test_a_key_is_shown_once_then_revoked(brand: Brand, administrator, make_staff, visit, now: datetime) -> None:
    browser = visit(administrator)
    asked = {"name": "Site", "brand": str(brand.id), "scopes": ["people.read"], "last_day": "2099-12-31"}
    page = browser.post("/studio/keys/", asked)
    text = re.search(r"ent_[0-9a-f]{12}_[\w-]+", page.text)[0]
    key = authenticate(text, now)
    assert key.expires_at.isoformat() == "2099-12-31T23:00:00+00:00" and "no-store" in page["Cache-Control"]
    assert text not in browser.get("/studio/keys/").text
    assert browser.post("/studio/keys/", asked | {"scopes": ["root"]}).status_code == 422
    assert browser.post("/studio/keys/", asked | {"last_day": "2001-01-01"}).status_code == 422
    browser.post(f"/studio/keys/{key.id}/revoke/")
    assert authenticate(text, now) is None


def test_a_key_of_another_brand_is_out_of_reach(
    brand: Brand, other_brand: Brand, administrator, make_staff, visit, now: datetime
) -> None:
    from entregent.access.actions import create_key

    theirs, _text = create_key(other_brand, "Leur clé", ["people.read"], now=now, by=make_staff(other_brand, "administrator"))
    browser = visit(administrator)
    assert browser.post(f"/studio/keys/{theirs.id}/revoke/").status_code == 404
    assert "Leur clé" not in browser.get("/studio/keys/").text
    assert ApiKey.objects.get().revoked_at is None
    asked = {"name": "Site", "brand": str(other_brand.id), "scopes": ["people.read"]}
    assert browser.post("/studio/keys/", asked).status_code == 422


def test_the_audit_is_filtered_and_turned_page_by_page(brand: Brand, administrator, make_staff, visit, now: datetime) -> None:
    agent = make_staff(brand, name="Claire Morvan")
    for day in range(120):
        audit("login", now=now - timedelta(days=day), staff=agent if day % 2 else administrator, address="192.0.2.1")
    audit("staff.role_changed", now=now, staff=administrator, brand_id=brand.id, of=str(agent.id), before="agent", after=None)
    audit(
        "settings.changed",
        now=now,
        staff=administrator,
        brand_id=brand.id,
        thing="routing.queue",
        changed={"name": ["a", None]},
    )
    browser = visit(administrator)

    def lines(**asked: str) -> int:
        return browser.get("/studio/audit/", asked).text.count('data-label="') // 6

    assert lines() == 100
    page = browser.get("/studio/audit/", {"what": "login"}).text
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert browser.get(f"/studio/audit/{following}").text.count('data-label="') // 6 == 20
    assert lines(who="claire") == 60 and lines(who="nobody") == 0
    assert (
        lines(what="staff.role_changed") == 1 and "Claire Morvan" in browser.get("/studio/audit/?what=staff.role_changed").text
    )
    assert lines(**{"from": "2026-11-20"}) == 3 and lines(to="2026-11-19") == 100
    assert lines(brand=brand.slug) == 2 and lines(brand="telecom") == 0
    assert lines(**{"from": "2026-99-99"}) == 100 and lines(before="x") == 100 and lines(who="\0") == 100


def test_a_lost_second_factor_is_taken_away_by_who_may_change_the_account(
    brand: Brand, other_brand: Brand, make_staff, visit
) -> None:
    boss, staff, shared = make_staff(brand, "administrator"), make_staff(brand), make_staff([brand, other_brand])
    for one in (boss, staff, shared):
        TOTP.activate(one, "JBSWY3DPEHPK3PXP")
    assert "Retirer le second facteur" in visit(boss).get(f"/studio/staff/{staff.id}/").text
    visit(boss).post(f"/studio/staff/{staff.id}/factor/")
    visit(boss).post(f"/studio/staff/{boss.id}/factor/")
    assert visit(boss).post(f"/studio/staff/{shared.id}/factor/").status_code == 403
    assert {one.user_id for one in Authenticator.objects.all()} == {boss.id, shared.id}
    entry = AuditEntry.objects.get(what="second_factor.reset")
    assert (entry.staff, entry.data) == (boss, {"of": str(staff.id)})


def test_a_platform_administrator_is_changed_by_another_only(brand: Brand, make_staff, visit) -> None:
    boss, powerful = make_staff(brand, "administrator"), make_staff(brand, "administrator")
    Staff.objects.filter(id=powerful.id).update(is_platform_administrator=True)
    for action in ("factor", "close", "invite"):
        assert visit(boss).post(f"/studio/staff/{powerful.id}/{action}/").status_code == 403
    assert 'name="email"' in (page := visit(boss).get(f"/studio/staff/{powerful.id}/").text) and "disabled" in page
    visit(boss).post(f"/studio/staff/{powerful.id}/", {"email": "mine@example.org", f"role_{brand.id}": "administrator"})
    powerful.refresh_from_db()
    assert powerful.email != "mine@example.org"
