"""Columns chosen by the keyboard alone; tickets merged and given back; a task left, then done from the back office's list."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

LIST = "/tickets/?view=open"


def headings(page: Page) -> list[str]:
    return page.locator(".tickets-table thead th").all_inner_texts()[2:]


def references(page: Page) -> list[str]:
    """Reference and address of each row, the first of the list first."""
    rows = page.locator(".tickets-table td.main")
    return [text.split(" · ")[0] for text in rows.locator("small").all_inner_texts()]


def test_columns_are_chosen_and_put_in_order_without_a_mouse(entering: Callable[..., Page]) -> None:
    page = entering("solene")
    page.goto(LIST)
    before = headings(page)
    assert before[:2] == ["Personne", "Statut"]
    page.get_by_role("button", name="Colonnes").press("Enter")
    box = page.get_by_role("checkbox", name="Étiquettes")
    box.press("Space")
    for _ in range(20):
        box.press("Alt+ArrowUp")
    expect(box).to_be_focused()
    expect(page.locator("[data-ordered-said]")).to_contain_text("Étiquettes\u202f: place 1 sur")
    page.locator("#dialog .primary").press("Enter")
    expect(page.locator(".tickets-table thead th").nth(2)).to_have_text("Étiquettes")
    assert headings(page) == ["Étiquettes", *before]
    page.get_by_role("button", name="Colonnes").press("Enter")
    page.get_by_role("button", name="Celles d’usage").press("Enter")
    expect(page.locator(".tickets-table thead th").nth(2)).to_have_text("Personne")


def test_two_tickets_are_merged_and_each_is_given_back_its_own(entering: Callable[..., Page]) -> None:
    page = entering("youssef")
    page.goto(LIST)
    kept, *others = references(page)
    absorbed = next(one for one in others if one[:3] == kept[:3])
    page.locator("a.main-link").first.click()
    said = page.locator("#thread article.message")
    expect(said.first).to_be_visible()
    own = said.count()
    page.keyboard.press("m")
    page.get_by_label("Trouver un ticket").press_sequentially(absorbed)  # a dialog just drawn may miss the first key
    page.locator("#merge-candidates label", has_text=absorbed).click()
    page.locator("#dialog .primary").click()
    page.get_by_role("button", name="Fusionner quand même").click()  # they are those of two persons
    expect(page.get_by_text("1 ticket fusionné ici.")).to_be_visible()
    expect(said.nth(own)).to_be_visible()
    page.locator("#ticket-head").get_by_role("button", name="1 fusionné ici").click()
    page.locator("#dialog .lines a").click()
    expect(page.locator("#ticket-head")).to_contain_text("Fusionné dans le ticket")
    page.get_by_role("button", name="Annuler la fusion").click()
    expect(page.get_by_text("La fusion est annulée")).to_be_visible()
    expect(page.locator("#thread article.message").first).to_be_visible()
    page.goto(LIST)
    assert {kept, absorbed} <= set(references(page))


def test_a_task_is_left_then_done_from_the_list_of_the_back_office(entering: Callable[..., Page]) -> None:
    page = entering("youssef")
    page.goto(LIST)
    page.locator("a.main-link").nth(3).click()
    expect(page.locator("#thread article.message").first).to_be_visible()
    page.keyboard.press("l")
    page.get_by_label("Ce qu’il faut faire").fill("Rembourser 48,20 €")
    page.locator("#dialog .primary").click()
    expect(page.locator("#ticket-head")).to_contain_text("Rembourser 48,20 €")
    page.goto("/tickets/tasks/")
    row = page.locator("tr", has_text="Rembourser 48,20 €")
    row.get_by_role("button", name="Terminé").click()
    expect(row).to_have_count(0)
    page.goto("/tickets/tasks/?which=done")
    expect(page.locator("tr", has_text="Rembourser 48,20 €")).to_have_count(1)
