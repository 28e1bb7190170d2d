"""Every page of persons, of the studio, of mail's settings and of one's account, held against WCAG 2.1 AA by axe.

The whole page at a desk in the light theme; on a telephone in the dark one, what a theme and a width can break.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import House

AXE = Axe()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": LEVELS}}
THEME_AND_WIDTH = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]},
}
SETTLED = """async () => {
  await new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))
  await Promise.all(document.getAnimations().map(one => one.finished))
}"""
GRAVE = ("serious", "critical")
DESK, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}

NOBODY = ["/accounts/login/", "/accounts/password/reset/", "/access/welcome/over/", "/no-such-page/"]
MEANT = {"/access/welcome/over/": 410, "/no-such-page/": 404, "/people/imports/?refused": 403}
TICKETS = ["/tickets/?view=open", "/tickets/?q=zzzz", "/tickets/tasks/"]
PERSONS = ["/people/", "/people/?q=zzzz", "/people/new/", "/people/organisations/", "/people/organisations/new/",
           "/people/duplicates/", "/people/imports/", "/people/tags/"]  # fmt: skip
STUDIO = ["/studio/", "/studio/brands/", "/studio/staff/", "/studio/staff/new/", "/studio/matrix/",
          "/studio/calendars/", "/studio/reasons/tree/", "/studio/keys/", "/studio/audit/",
          "/studio/queues/"]  # fmt: skip
MAIL = ["/mail/addresses/", "/mail/addresses/new", "/mail/mailboxes/new", "/mail/quarantine/"]
ACCOUNT = ["/access/profile/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
           "/accounts/2fa/webauthn/add/", "/accounts/sessions/", "/accounts/logout/"]  # fmt: skip


def grave(page: Page, options: dict[str, object]) -> list[str]:
    """What axe finds that keeps someone from using the page: rule, number of places, the first of them."""
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{one['id']} ×{len(one['nodes'])}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in GRAVE]


def look(page: Page, address: str) -> list[str]:
    """The findings of one page, both ways; a page must say its name, and never be wider than a telephone."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(DESK)
    answer = page.goto(address)
    page.evaluate(AXE.axe_script)
    found = grave(page, EVERYTHING)
    if answer is None or answer.status != MEANT.get(address, 200):
        found.append(f"answered {answer and answer.status}")
    if page.title().startswith(("·", " ·")):
        found.append("the page has no title")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size(PHONE)
    page.evaluate(SETTLED)
    found += [f"dark, telephone: {one}" for one in grave(page, THEME_AND_WIDTH)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("telephone: the page scrolls sideways")
    return [f"{address} {one}" for one in found]


@pytest.mark.parametrize(
    ("who", "addresses"),
    [(None, NOBODY), ("solene", PERSONS), ("solene", STUDIO), ("solene", MAIL), ("claire", ACCOUNT), ("youssef", TICKETS)],
    ids=["entrance", "persons", "studio", "mail", "account", "tickets"],
)
def test_pages_have_no_grave_finding(entering: Callable[..., Page], who: str | None, addresses: list[str]) -> None:
    page = entering(who)
    assert [one for address in addresses for one in look(page, address)] == []


@pytest.mark.parametrize(
    ("shelf", "link", "more"),
    [
        ("/people/", "a.main-link", ["edit/", "merge/"]),
        ("/people/organisations/", "a.main-link", ["edit/"]),
        ("/studio/brands/", "a.main-link", []),
        ("/studio/staff/", "a.main-link", []),
        ("/studio/calendars/", "a.main-link", []),
        ("/studio/queues/", "a.main-link", []),
        ("/studio/canned/", "a.main-link", []),
    ],
)
def test_the_page_of_one_thing_has_no_grave_finding(
    entering: Callable[..., Page], shelf: str, link: str, more: list[str]
) -> None:
    page = entering("solene")
    page.goto(shelf)
    address = page.locator(link).first.get_attribute("href")
    assert [one for there in ("", *more) for one in look(page, f"{address}{there}")] == []


def test_what_is_refused_or_missing_says_so_in_french(entering: Callable[..., Page], house: House) -> None:
    page = entering("claire")
    refused = page.goto("/people/imports/")
    assert refused is not None and refused.status == 403
    assert page.get_by_role("heading", level=1).inner_text() == "Votre rôle ne le permet pas"
    missing = page.goto("/people/01890000-0000-7000-8000-000000000000/")
    assert missing is not None and missing.status == 404
    assert look(page, "/people/imports/?refused") == []
