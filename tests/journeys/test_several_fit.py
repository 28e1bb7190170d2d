"""Two share a mailbox: the desk says that several persons fit, one key says who wrote, and it can be undone."""

import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House

SHARED = """
    SELECT ticket.id, chosen.person_id FROM tickets_ticket AS ticket
    JOIN conversations_conversation AS talk ON talk.id = ticket.conversation_id
    JOIN people_handle AS own ON own.person_id = ticket.person_id AND own.value = talk.address
    JOIN people_handle AS chosen ON chosen.brand_id = own.brand_id AND chosen.value = own.value AND chosen.id <> own.id
    JOIN brands_brand AS brand ON brand.id = ticket.brand_id AND brand.slug = 'ponant'
    WHERE ticket.merged_into_id IS NULL ORDER BY ticket.id DESC LIMIT 1
"""


@pytest.fixture
def shared(house: House) -> tuple[str, str]:
    """A ticket written from a mailbox that two share, and who has it not."""
    with psycopg.connect(house.environment["DATABASE_URL"]) as owner:
        found = owner.execute(SHARED).fetchone()
    assert found is not None, "the demonstration has no household that wrote"
    return str(found[0]), str(found[1])


def test_one_key_says_who_wrote_and_it_is_undone(entering: Callable[..., Page], shared: tuple[str, str]) -> None:
    ticket, other = shared
    page = entering("youssef")
    page.goto(f"/desk/ticket/{ticket}/")
    pane = page.get_by_role("region", name="personnes correspondent")
    theirs = pane.locator("li", has=page.locator(f"a[href='/people/{other}/']"))
    expect(theirs).to_contain_text("dernier échange")
    name = str(theirs.locator("strong").text_content())
    page.locator("#ticket-head").wait_for()
    page.keyboard.press(str(theirs.locator("kbd").text_content()))
    expect(theirs).to_have_class(re.compile("has-it"))
    expect(theirs).to_contain_text("choisie une fois")
    expect(page.locator("#pane-person .identity")).to_contain_text(name)
    expect(page.locator(".thread")).to_contain_text("la personne qui a écrit est désignée")
    pane.get_by_role("button", name="Annuler").click()
    expect(theirs).not_to_have_class(re.compile("has-it"))
    expect(theirs).not_to_contain_text("choisie")
