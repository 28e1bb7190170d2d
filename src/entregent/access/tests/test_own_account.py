"""One's own account: what is chosen, in which zone and words screens speak, where one is signed in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from entregent.access.devices import device_of
from entregent.access.models import AuditEntry, Site, Staff, Team
from entregent.access.queries import rights_of
from entregent.access.rules import passkeys_work_at, zone_of
from entregent.brands.models import Brand

PASSWORD = "un-mot-de-passe-long"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1"


def signed_in(staff: Staff, user_agent: str = FIREFOX, address: str = "192.0.2.7") -> Client:
    browser = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=address)
    browser.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
    return browser


@pytest.mark.parametrize(
    ("user_agent", "browser", "system", "hand_held"),
    [
        (FIREFOX, "Firefox", "Linux", False),
        (PHONE, "Safari", "iPhone", True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge", "Windows", False),
        ("Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
         "Samsung Internet", "Android", True),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/142.0 Safari/537.36", "Chrome", "macOS", False),
        ("curl/8.5", "", "", False),
        ("", "", "", False),
    ],
)  # fmt: skip
def test_a_device_is_said_in_words(user_agent: str, browser: str, system: str, hand_held: bool) -> None:
    device = device_of(user_agent)
    assert (device.browser, device.system, device.hand_held) == (browser, system, hand_held)


def test_ones_own_zone_goes_before_the_site_s_and_the_brands() -> None:
    assert zone_of("Indian/Reunion", "Africa/Casablanca", ["Europe/Paris"]) == "Indian/Reunion"
    assert zone_of("", "Africa/Casablanca", ["Europe/Paris"]) == "Africa/Casablanca"
    assert zone_of("", None, ["Europe/Zurich", "Europe/Zurich"]) == "Europe/Zurich"
    assert zone_of("", None, ["Europe/Zurich", "Europe/Paris"]) == "" == zone_of("", None, [])


@pytest.mark.parametrize(
    ("host", "works"),
    [("localhost:8000", True), ("crm.example.org", True), ("127.0.0.1:8000", False), ("192.0.2.7", False), ("[::1]:80", False)],
)
def test_passkeys_are_for_names(host: str, works: bool) -> None:
    assert passkeys_work_at(host) is works


def test_screens_tell_the_time_of_whoever_looks_and_only_theirs(brand: Brand, make_staff, visit) -> None:
    antananarivo = Site.objects.create(name="Antananarivo", time_zone="Indian/Antananarivo")
    far, near = make_staff(brand), make_staff(brand)
    Staff.objects.filter(id=far.id).update(team=Team.objects.create(name="Tana", site=antananarivo))
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), tick=False):
        for staff, hour in ((far, "12:00"), (near, "10:00"), (far, "12:00")):
            page = signed_in(staff).get("/accounts/sessions/").text
            assert f">{hour}</time>" in page
    assert timezone.get_current_timezone_name() == "Indian/Antananarivo"  # the thread's, until its next request
    visit(None).get("/accounts/login/")
    assert timezone.get_current_timezone_name() == "Europe/Paris"


def test_language_and_zone_are_ones_own_choice(brand: Brand, make_staff, visit, django_assert_num_queries) -> None:
    staff = make_staff(brand)
    browser = visit(staff)
    page = browser.get("/access/profile/")
    assert staff.email in page.text and "Mutuelle Ponant" in page.text and "Conseiller" in page.text
    assert browser.post("/access/profile/", {"language": "en", "time_zone": "Mars/Olympus"}).status_code == 422
    assert browser.post("/access/profile/", {"language": "en", "time_zone": "Indian/Reunion"}).status_code == 302
    staff.refresh_from_db()
    assert (staff.language, rights_of(staff).time_zone) == ("en", "Indian/Reunion")
    assert AuditEntry.objects.get(what="staff.changed").data["changed"] == ["language", "time_zone"]
    with django_assert_num_queries(1):
        rights_of(staff)


def test_the_menu_leads_to_ones_own_account(brand: Brand, make_staff, visit) -> None:
    assert '<a href="/access/profile/">' in visit(make_staff(brand)).get("/accounts/2fa/").text
    assert visit(None).get("/access/profile/").status_code == 302


def test_one_session_is_ended_and_the_others_stay(brand: Brand, make_staff) -> None:
    staff, stranger = make_staff(brand), make_staff(brand)
    here, phone, theirs = signed_in(staff), signed_in(staff, PHONE), signed_in(stranger)
    page = here.get("/accounts/sessions/").text
    assert "Firefox sur Linux" in page and "Safari sur iPhone" in page and "192.0.2.7" in page
    assert page.count('name="end"') == 1  # not the one in use
    end = re.search(r'name="end" value="(\d+)"', page)[1]
    assert theirs.post("/accounts/sessions/", {"end": end}).status_code == 404
    assert here.post("/accounts/sessions/", {"end": "x"}).status_code == 404
    assert here.post("/accounts/sessions/", {"end": end}).status_code == 302
    assert phone.get("/accounts/sessions/").status_code == 302
    assert here.get("/accounts/sessions/").status_code == theirs.get("/accounts/sessions/").status_code == 200
    assert AuditEntry.objects.filter(what="sessions.ended", staff=staff).count() == 1


def test_when_a_session_was_last_seen_is_written_now_and_then(brand: Brand, make_staff) -> None:
    start = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        browser = signed_in(make_staff(brand))
        seen = []
        for minutes in (4, 2, 1, 30):
            clock.shift(timedelta(minutes=minutes))
            browser.get("/accounts/sessions/")
            seen.append(UserSession.objects.get().last_seen_at)
    assert seen == [start, start + timedelta(minutes=6), start + timedelta(minutes=6), start + timedelta(minutes=37)]


PAGES = [
    "/access/profile/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/sessions/",
    "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/deactivate/", "/accounts/reauthenticate/", "/accounts/logout/",
]  # fmt: skip
OUTSIDE = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/inactive/",
           "/accounts/password/reset/key/1-x/", "/accounts/3rdparty/login/cancelled/"]  # fmt: skip
ENGLISH = r"\b(Password|Email|Sign|Key|Session|Code[s]? left|Your|Add|Remove|Security)\b"


def words(page: str) -> str:
    """What a reader reads, labels of buttons included."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page[page.index("<main") :], flags=re.S)
    return " ".join(re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', body)) + re.sub(r"<[^>]+>", " ", body)


@pytest.mark.parametrize("address", PAGES + OUTSIDE)
def test_every_page_speaks_french_as_it_is_printed(address: str, brand: Brand, make_staff) -> None:
    staff = make_staff(brand)
    browser = signed_in(staff) if address in PAGES else Client()
    if "recovery" in address or "deactivate" in address:
        TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(staff)
    page = browser.get(address, follow=True)
    said = words(page.text)
    assert page.status_code in (200, 403) and len(said) > 20
    assert not re.search(r"&#x27;|'|\w [?!;:]|Courriel", said), said
    assert not re.search(ENGLISH, said.replace("Sessions", "")), said


def test_a_forgotten_password_is_chosen_anew_by_a_link(brand: Brand, make_staff) -> None:
    staff, browser = make_staff(brand), Client()
    assert browser.post("/accounts/password/reset/", {"email": "inconnu@example.org"}).status_code == 302
    assert not mail.outbox  # and the page does not tell which addresses are known
    browser.post("/accounts/password/reset/", {"email": staff.email})
    (letter,) = mail.outbox
    assert letter.to == [staff.email] and "Choisir un autre mot de passe" in letter.subject and staff.name in letter.body
    link = re.search(r"http://testserver(/\S+)", letter.body)[1]
    page = browser.get(link, follow=True)
    new = "encore quatre autres mots"
    page = browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Votre mot de passe est changé" in page.text
    staff.refresh_from_db()
    assert staff.check_password(new)
    assert "n’est plus valable" in browser.get(link, follow=True).text
    assert AuditEntry.objects.filter(what="password.reset", staff=staff).exists()


def test_a_relay_that_is_down_does_not_tell_which_address_is_known(brand: Brand, make_staff, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    answers = [
        Client().post("/accounts/password/reset/", {"email": email}) for email in (make_staff(brand).email, "x@example.org")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
