"""No serious finding of axe on the pages of the day, in both themes."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.day.conftest import House

SERIOUS = {"serious", "critical"}


def findings(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in violations if one["impact"] in SERIOUS for node in one["nodes"][:3]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_the_day_have_no_serious_finding(theme: str, house: House, enter: Callable[..., Page]) -> None:
    ticket = house.customer_writes("Bonjour, voir https://example.org/a")
    page = enter("awa", color_scheme=theme)
    found: dict[str, list[str]] = {}
    for path in ("/", f"/desk/ticket/{ticket.id}/", "/tickets/?view=open", "/supervision/"):
        page.goto(house.address + path)
        page.wait_for_timeout(1200)
        found[path] = findings(page)
    page.goto(f"{house.address}/desk/ticket/{ticket.id}/")
    page.locator("form[data-composer=reply] textarea").wait_for()
    for key in ("h", "e", "l", "m"):
        page.locator("body").press(key)
        page.locator("#dialog[open]").wait_for()
        page.wait_for_timeout(400)
        found[f"dialog {key}"] = findings(page)
        page.keyboard.press("Escape")
    assert {path: said for path, said in found.items() if said} == {}
