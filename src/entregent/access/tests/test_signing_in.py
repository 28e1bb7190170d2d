"""Signing in, as a browser does it: password, second factor, throttle, sessions; and what the audit keeps of it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand

PASSWORD = "un-mot-de-passe-long"
LOGIN = "/accounts/login/"


def code_for(secret: str) -> str:
    """What the phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


def sign_in(browser: Client, staff: Staff, password: str = PASSWORD):
    return browser.post(LOGIN, {"login": staff.email, "password": password})


def trail() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("what", flat=True))


def set_up_totp(browser: Client, staff: Staff) -> str:
    """Through the pages: confirm the password, read the key, type the code. Returns the key."""
    page = browser.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        page = browser.post(
            page.request["PATH_INFO"], {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}, follow=True
        )
    secret = re.search(r'class="mono">([A-Z2-7]+)<', page.text)[1]
    browser.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=staff, type="totp").exists()
    return secret


def test_a_password_is_enough_where_no_second_factor_is_demanded(brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    page = browser.get(LOGIN)
    assert page.status_code == 200 and "<style" not in page.text and " style=" not in page.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.text)
    assert sign_in(browser, staff).status_code == 302
    assert browser.get("/accounts/sessions/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/accounts/sessions/").status_code == 302
    assert trail() == ["login", "logout"]
    entry = AuditEntry.objects.get(what="login")
    assert (entry.staff, entry.address, entry.data) == (staff, "127.0.0.1", {"methods": ["password"]})


def test_a_wrong_password_is_refused_and_audited_without_what_was_typed(brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    assert sign_in(browser, staff, "faux").status_code == 200
    browser.post(LOGIN, {"login": "inconnu@example.org", "password": "mon secret"})
    known, unknown = AuditEntry.objects.order_by("id")
    assert (known.what, known.staff, known.data) == ("login.failed", staff, {"known": True})
    assert (unknown.staff, unknown.data) == (None, {"known": False})


def test_guessing_one_account_is_stopped_even_with_the_right_password(brand: Brand, make_staff, visit) -> None:
    staff, other, browser = make_staff(brand), make_staff(brand), visit(None)
    for guess in range(5):
        sign_in(browser, staff, f"essai {guess}")
    assert sign_in(browser, staff).status_code == 200
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9"), staff).status_code == 200
    assert trail() == ["login.failed"] * 5
    assert sign_in(browser, other).status_code == 302


def test_a_closed_account_does_not_enter(brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    Staff.objects.filter(id=staff.id).update(is_active=False)
    sign_in(browser, staff)
    assert browser.get("/accounts/sessions/").status_code == 302
    assert "login" not in trail()


def test_nobody_signs_up(db, visit) -> None:
    visit(None).post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not Staff.objects.exists()


def test_with_a_second_factor_the_password_alone_does_not_enter(
    brand: Brand, make_staff, visit, django_capture_on_commit_callbacks
) -> None:
    staff = make_staff(brand)
    first = visit(None)
    sign_in(first, staff)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_totp(first, staff)
    browser = visit(None)
    assert sign_in(browser, staff)["Location"].startswith("/accounts/2fa/authenticate/")
    assert browser.get("/accounts/sessions/").status_code == 302
    page = browser.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200 and "onload.js" in page.text
    assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    cache.clear()  # the code just used to set it up may be used again by this test only
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 302
    assert browser.get("/accounts/sessions/").status_code == 200
    assert trail() == ["login", "second_factor.added", "second_factor.failed", "login"]
    assert AuditEntry.objects.filter(what="login").order_by("-id")[0].data == {"methods": ["password", "mfa"]}


def test_a_recovery_code_enters_once(brand: Brand, make_staff, visit) -> None:
    staff = make_staff(brand)
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(staff).get_unused_codes()[0]
    for expected in (302, 200):
        browser = visit(None)
        sign_in(browser, staff)
        assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_codes_are_not_guessed(brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    sign_in(browser, staff)
    for guess in range(7):
        browser.post("/accounts/2fa/authenticate/", {"code": f"00000{guess}"})
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_for("JBSWY3DPEHPK3PXP")}).status_code != 302
    assert browser.get("/accounts/sessions/").status_code == 302


@pytest.mark.parametrize(
    ("role", "owes"), [("agent", False), ("quality", False), ("supervisor", True), ("administrator", True)]
)
def test_where_it_is_demanded_who_decides_sets_it_up_first(role: str, owes: bool, brand: Brand, make_staff, visit) -> None:
    Brand.objects.filter(id=brand.id).update(demands_second_factor=True)
    staff, browser = make_staff(brand, role), visit(None)
    sign_in(browser, staff)
    response = browser.get("/accounts/sessions/")
    if not owes:
        assert response.status_code == 200
        return
    assert response.status_code == 302 and response["Location"] == "/accounts/2fa/"
    assert browser.get("/accounts/sessions/", HTTP_HX_REQUEST="true")["HX-Redirect"] == "/accounts/2fa/"
    assert browser.get("/accounts/2fa/").status_code == 200
    set_up_totp(browser, staff)
    assert browser.get("/accounts/sessions/").status_code == 200


def test_the_installation_can_demand_it_everywhere(brand: Brand, make_staff, visit, settings) -> None:
    settings.SECOND_FACTOR_DEMANDED = True
    assert visit(make_staff(brand, "supervisor")).get("/accounts/sessions/").status_code == 302
    assert visit(make_staff(brand, "agent")).get("/accounts/sessions/").status_code == 200
    alone = make_staff([])
    Staff.objects.filter(id=alone.id).update(is_platform_administrator=True)
    assert visit(alone).get("/accounts/sessions/").status_code == 302


def test_sessions_elsewhere_can_be_closed(brand: Brand, make_staff, visit) -> None:
    staff, here, there = make_staff(brand), visit(None), visit(None)
    for browser in (here, there):
        sign_in(browser, staff)
        browser.get("/accounts/sessions/")
    here.post("/accounts/sessions/")
    assert here.get("/accounts/sessions/").status_code == 200
    assert there.get("/accounts/sessions/").status_code == 302
    assert trail()[-1] == "sessions.ended"


def test_a_changed_password_is_audited(brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    sign_in(browser, staff)
    new = "un autre mot de passe long"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    staff.refresh_from_db()
    assert staff.check_password(new) and trail()[-1] == "password.changed"


@pytest.mark.parametrize("page", ["", "totp/activate/", "webauthn/add/", "recovery-codes/", "webauthn/"])
def test_every_page_of_the_account_obeys_the_strict_policy(page: str, brand: Brand, make_staff, visit) -> None:
    staff, browser = make_staff(brand), visit(None)
    sign_in(browser, staff)
    if page == "recovery-codes/":
        TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(staff)
    response = browser.get(f"/accounts/2fa/{page}", follow=True)
    assert response.status_code == 200
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son[a-z]+=", response.text)


def test_the_language_is_the_one_of_the_member_of_staff(brand: Brand, make_staff, visit) -> None:
    staff = make_staff(brand)
    Staff.objects.filter(id=staff.id).update(language="en")
    assert '<html lang="en"' in visit(staff).get("/accounts/sessions/", HTTP_ACCEPT_LANGUAGE="fr").text
    Staff.objects.filter(id=staff.id).update(language="fr")
    assert '<html lang="fr"' in visit(staff).get("/accounts/sessions/", HTTP_ACCEPT_LANGUAGE="en").text
