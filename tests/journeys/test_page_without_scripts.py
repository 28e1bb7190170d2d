"""A scenario as a page, where scripts are switched off."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.axe import PHONE


def test_a_page_works_without_scripts(entering: Callable[..., Page]) -> None:
    page = entering(None, viewport=PHONE, java_script_enabled=False)
    page.goto("/guide/ponant/")
    page.locator(".guide-option").first.click()
    page.get_by_role("button", name="Commencer").click()
    page.locator(".guide-option").first.click()
    expect(page.locator("[data-heading]")).to_be_visible()
