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
    writer.get_by_role("button", name="Plus d'actions").click()
    writer.locator("button[name=action-submit]").click()
    expect(writer.locator(".messages")).to_contain_text(TITLE)

    reader = entering(None)
    reader.goto("/aide/ponant/recherche/?q=orthodontie")
    expect(reader.locator("#main")).to_contain_text("Rien ne répond")

    reviewer = entering("youssef")
    reviewer.goto("/savoir/sites/?brand=ponant")
    reviewer.get_by_role("link", name=TITLE).click()
    reviewer.get_by_role("button", name="Plus d'actions").click()
    reviewer.locator("button[data-workflow-action-name=approve]").first.click()
    expect(reviewer.locator(".messages")).to_contain_text(TITLE)

    reader.goto("/aide/ponant/")
    reader.get_by_role("searchbox").press_sequentially("orthodnotie")
    reader.locator("#suggestions").get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    reader.get_by_role("button", name="Oui").click()
    expect(reader.locator("#avis")).to_contain_text("Merci")
