"""The word that a brand chose for its customers stands on every page about it, in both languages; no page says another."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.people.models import Import, View
from tests.furnished import Rows
from tests.test_doors import GUARDED, addresses, ask, owner, rows

__all__ = ["owner", "rows"]
pytestmark = pytest.mark.django_db

CHOSEN_THERE = {"studio/brands/", "studio/brands/<uuid:id>/", "studio/brands/new/"}
"""Where the word itself is chosen."""
OF_THE_TRADE = re.compile(r"client(?:e?s? final)|end customer", re.I)
"""A reseller's customers are not the brand's own: the trade has its term for them."""


class _Page(HTMLParser):
    """What a reader sees or hears of a page."""

    HEARD = frozenset({"title", "aria-label", "placeholder", "alt", "data-shortcut-label", "data-command"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told += [value for name, value in attrs if value and name in self.HEARD]

    def handle_data(self, data: str) -> None:
        self.told.append(data)


def told(client, rows: Rows) -> Iterator[tuple[str, str]]:
    """Each page that the visitor may read, with each text on it."""
    for pattern in GUARDED:
        for name, address in addresses(pattern, rows).items():
            answer = ask(client, "GET", address)
            if answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]:
                yield from ((name, " ".join(text.split())) for text in _Page(answer.content.decode()).told)


@pytest.mark.parametrize(
    ("language", "usual", "chosen"), [("fr", r"\bclient", "l’adhérent"), ("en", r"\bcustomer", "the member")]
)
def test_no_page_says_client_where_the_brand_says_otherwise(
    language: str, usual: str, chosen: str, brand: Brand, owner: Staff, rows: Rows, visit
) -> None:
    Brand.objects.filter(id=brand.id).update(vocabulary="adhérent")
    Staff.objects.filter(id=owner.id).update(language=language)
    View.objects.update(name="VIP")
    Import.objects.update(name="x.csv")
    owner.refresh_from_db()
    texts = list(told(visit(owner), rows))
    wrong = {f"{page}: {text}" for page, text in texts if re.search(usual, OF_THE_TRADE.sub("", text), re.I)}
    assert {one for one in wrong if one.partition(":")[0] not in CHOSEN_THERE and ">/:" not in one} == set()
    assert any(chosen in text.lower() for _page, text in texts)
