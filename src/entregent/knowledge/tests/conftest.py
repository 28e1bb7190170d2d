"""A help site with a few articles."""

from collections.abc import Callable
from typing import Any

import pytest

from entregent.brands.models import Brand
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home


@pytest.fixture
def home(brand: Brand) -> Home:
    """The brand's help site."""
    return actions.open_help(brand)


@pytest.fixture
def shelf(home: Home) -> Category:
    """A shelf of it."""
    return actions.write(home, Category, title="Remboursements", intro="Délais, montants, justificatifs.")


@pytest.fixture
def write(shelf: Category) -> Callable[..., Article]:
    """Write an article and publish it: ``write("Titre", "<h2>…", audience="internal")``."""

    def make(title: str, html: str = "<p>Voici.</p>", summary: str = "En bref.", **fields: Any) -> Article:
        return actions.write(shelf, Article, title=title, summary=summary, body=[("text", html)], **fields)

    return make
