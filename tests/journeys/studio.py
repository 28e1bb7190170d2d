"""What journeys of the studio begin with."""

import re

from playwright.sync_api import Page


def new_scenario(page: Page, model: str, shelf: str = "/scenarios/?brand=halles") -> None:
    """Make a scenario from a model, of the bookseller's or on another shelf; its editor is open, and loaded."""
    page.goto(shelf)
    page.get_by_role("button", name="Nouveau scénario").click()
    page.get_by_role("radio", name=model).check()
    page.get_by_role("button", name="Créer").click()
    page.wait_for_url(re.compile(r"/scenarios/[0-9a-f-]{36}/"))
