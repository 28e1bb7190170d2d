"""Two records of one person become one from the queue of duplicates, and are two again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_two_persons_are_merged_and_the_merge_undone(entering: Callable[..., Page]) -> None:
    page = entering("youssef")
    page.goto("/people/duplicates/")
    pair = page.locator("section.card").first.locator(".card-body > .stack")
    kept, absorbed = (str(pair.nth(place).locator("a").first.get_attribute("href")) for place in (0, 1))
    pair.nth(0).get_by_role("button", name="Garder celle-ci").click()
    page.wait_for_url("**/people/duplicates/")
    page.goto(absorbed)
    assert page.url.endswith(kept)  # whoever follows the old address comes here
    timeline = page.locator("#timeline-entries")
    expect(timeline).to_contain_text("Une autre fiche a été fusionnée dans celle-ci")
    page.get_by_role("region", name="Fiches fusionnées").get_by_role("button", name="Annuler").click()
    expect(timeline).to_contain_text("Une fusion a été annulée")
    page.goto(absorbed)
    assert page.url.endswith(absorbed)


def test_a_remark_written_elsewhere_joins_the_open_timeline(entering: Callable[..., Page]) -> None:
    page = entering("youssef")
    page.goto("/people/")
    address = str(page.locator("a.main-link").first.get_attribute("href"))
    page.goto(address)
    page.evaluate("window.sameDocument = true")
    expect(page.locator(".live-state")).to_have_attribute("data-state", "open")
    colleague = entering("solene")
    colleague.goto(address)
    colleague.locator("textarea[name=text]").fill("Préfère être rappelée le matin.")
    colleague.get_by_role("button", name="Écrire la remarque").click()
    expect(page.locator("#timeline-entries")).to_contain_text("Préfère être rappelée le matin.")
    assert page.evaluate("window.sameDocument === true")
