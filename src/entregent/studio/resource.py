"""What the studio says of each kind of thing it administers: one description, one list page, one form page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

Text = str | Promise

READERS = ("supervise", "audit.read")
"""Who reads what is set up without changing it: those who watch over the work, and those who audit it."""


@dataclass(frozen=True)
class Column:
    """A column of the list: ``value`` takes a row; ``kind`` says how it is drawn.

    Kinds: text, number, yes, chip, minutes, duration (seconds).
    """

    heading: Text
    value: Callable[[Any], Any]
    kind: str = "text"


@dataclass(frozen=True)
class Resource:
    """A kind of thing.

    ``shared`` things belong to the whole installation (no brand): every administrator reads them, the platform's
    administrator writes them.
    """

    slug: str
    icon: str
    title: Text
    singular: Text
    intro: Text
    model: type[Model]
    form: type[Any]
    columns: tuple[Column, ...]
    search: tuple[str, ...] = ("name",)
    rows: Callable[[QuerySet[Any]], QuerySet[Any]] = field(default=lambda rows: rows)
    shared: bool = False
    permission: str = "administer"
    readers: tuple[str, ...] = READERS
    removable: bool = True
    form_template: str = "studio/form.html"
    home: str = ""  # the name of the address that replaces the ordinary list


@dataclass(frozen=True)
class Card:
    """A page of the studio, or of a room that has its own, on the studio's home and in its side menu.

    ``address`` is the name of a URL with its arguments; ``url`` and ``current`` are filled when the menu is made.
    """

    title: Text
    intro: Text
    icon: str
    address: str
    arguments: tuple[str, ...] = ()
    permission: str = "administer"
    readers: tuple[str, ...] = ()
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Group:
    """Cards that go together."""

    title: Text
    cards: tuple[Card, ...]


def card_of(resource: Resource) -> Card:
    """The card of a thing that has the ordinary list and form."""
    address, arguments = (resource.home, ()) if resource.home else ("studio:list", (resource.slug,))
    return Card(resource.title, resource.intro, resource.icon, address, arguments, resource.permission, resource.readers)
