"""An article from the editor to its reader: written, reviewed, published, found in spite of a slip, voted."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

TITLE = "Orthodontie des enfants"


def test_an_article_is_written_reviewed_published_found_with_a_slip_and_voted(entering: Callable[..., Page]) -> None:
    writer = entering("hanta")
    writer.goto("/savoir/sites/?brand=ponant")
    writer.get_by_role("link", name="Écrire un article dans Remboursements").click()
    writer.locator("#id_title").fill(TITLE)
    writer.locator("#id_summary").fill("Un accord préalable, puis un remboursement par semestre jusqu’à seize ans.")
    choose(writer, "button[name=action-submit]")
    expect(writer.locator(".messages")).to_contain_text(TITLE)

    reader = entering(None)
    reader.goto("/aide/ponant/recherche/?q=orthodontie")
    expect(reader.locator("#main")).to_contain_text("Rien ne répond")

    reviewer = entering("youssef")
    reviewer.goto("/savoir/sites/?brand=ponant")
    reviewer.get_by_role("link", name=TITLE).click()
    choose(reviewer, "button[data-workflow-action-name=approve]")
    expect(reviewer.locator(".messages")).to_contain_text(TITLE)

    reader.goto("/aide/ponant/")
    reader.get_by_role("searchbox").press_sequentially("orthodnotie")
    reader.locator("#suggestions").get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    reader.get_by_role("button", name="Oui").click()
    expect(reader.locator("#avis")).to_contain_text("Merci")


def choose(page: Page, action: str) -> None:
    """One of the actions in the menu at the foot of the editor: the menu opens once the editor's scripts have taken it over."""
    button, toggle = page.locator(action).first, page.locator("footer button[data-w-dropdown-target=toggle]")
    expect(toggle).to_have_attribute("aria-expanded", "false")  # what the script gives it
    toggle.click()
    expect(button).to_be_visible()
    button.click()
