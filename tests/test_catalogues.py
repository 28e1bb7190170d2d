"""The French catalogues are complete and printed as French is."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "entregent"
ROOMS = sorted(file.parents[3] for file in PACKAGE.rglob("locale/fr/LC_MESSAGES/django.po"))
KEYWORDS = ["gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
            "npgettext_lazy:1c,2,3"]  # fmt: skip
"""What Django's makemessages looks for, beside xgettext's own."""
NARROW = "\N{NARROW NO-BREAK SPACE}"
MARKS = re.compile(
    rf"(?P<quotes>\"|“|”|«(?!{NARROW})|(?<!{NARROW})»)|(?P<apostrophe>\w'\w|\w' )|(?P<dots>\.\.\.)"
    rf"|(?P<space>(?<=\w)[;!?](?=\s|$)|[ \N{{NO-BREAK SPACE}}][;:!?»](?=\s|$)|(?<=\w):(?=\s))"
)
"""What is not printed so in French: ASCII quotes and apostrophes, three dots, any other space before a double sign."""
MARKUP = re.compile(r"<[^>]*>|`[^`]*`|\{[^}]*\}|%\(\w+\)\w|https?://\S+")
FRENCH = re.compile(r"\b[a-zéèêàâçîôœ]*[éèêëàâçîïôûùœ]\w*|«")
"""A word with an accent that is no name of a place."""

LIBRARIES = [django, allauth]
"""Whose texts a room may translate better than they do."""


def sources(room: Path) -> Iterator[Path]:
    """The Python and the templates of a room, without its tests, its migrations, and the rooms inside it."""
    inside = [other for other in ROOMS if room in other.parents]
    for path in sorted(room.rglob("*")):
        ours = path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts)
        apart = {"tests", "migrations"}.intersection(path.relative_to(room).parts) or any(one in path.parents for one in inside)
        if ours and not apart:
            yield path


def said(paths: list[Path], folder: Path) -> dict[tuple[str, str], str]:
    """(context, msgid) → plural of every text that these sources mark, as makemessages reads them."""
    folder.mkdir()
    listed = []
    for number, path in enumerate(paths):
        text = path.read_text(encoding="utf-8")
        copy = folder / f"{number}.py"
        copy.write_text(text if path.suffix == ".py" else templatize(text, origin=str(path)), encoding="utf-8")
        listed.append(str(copy))
    found = folder / "found.po"
    (folder / "list").write_text("\n".join(listed))
    words = [f"--keyword={one}" for one in KEYWORDS]
    subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", *words, "--files-from",
         folder / "list", "--output", found], check=True,
    )  # fmt: skip
    if not found.exists():
        return {}
    blanks = found.read_text(encoding="utf-8").replace("INTEGER", "2").replace("charset=CHARSET", "charset=UTF-8")
    found.write_text(blanks, encoding="utf-8")
    return read(found)


def messages(file: Path) -> list[Message]:
    with file.open("rb") as stream:
        return [message for message in read_po(stream, locale="fr") if message.id]


def read(file: Path) -> dict[tuple[str, str], str]:
    """(context, msgid) → plural, or "" when there is none."""
    return {key(message): message.id[1] if message.pluralizable else "" for message in messages(file)}


def key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id[0] if message.pluralizable else message.id


def texts(message: Message) -> list[str]:
    return list(message.string) if message.pluralizable else [message.string]


def catalogue(room: Path) -> Path:
    return room / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_catalogue_says_all_that_the_room_says_and_nothing_else(room: Path, tmp_path: Path) -> None:
    marked, kept = said(list(sources(room)), tmp_path / "sources"), read(catalogue(room))
    assert sorted(set(marked.items()) - set(kept.items())) == [], "missing in the catalogue"
    assert sorted(one for one in set(kept) - set(marked) if one[1] not in said_by_libraries()) == [], "said by nobody"


@cache
def said_by_libraries() -> set[str]:
    """The texts of the catalogues of the libraries that show pages."""
    files = [file for one in LIBRARIES for file in Path(one.__file__).parent.rglob("locale/fr/LC_MESSAGES/django.po")]
    return {key(message)[1] for file in files for message in messages(file)}


def test_a_house_without_a_catalogue_says_only_what_django_translates(tmp_path: Path) -> None:
    ours = {path for room in ROOMS for path in sources(room)}
    outside = said([path for path in sources(PACKAGE) if path not in ours], tmp_path / "sources")
    with override("fr"):
        assert [text for _, text in outside if gettext(text) == text] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_text_is_translated_and_printed_as_french_is(room: Path) -> None:
    source = catalogue(room).read_text(encoding="utf-8")
    assert "#~" not in source, "what nobody says any more is forgotten"
    wrong = []
    for message in messages(catalogue(room)):
        if message.fuzzy or not all(texts(message)):
            wrong.append(f"{key(message)}: fuzzy or empty")
        if FRENCH.search(key(message)[1]):
            wrong.append(f"{key(message)}: the msgid is not English")
        for text in texts(message):
            if found := MARKS.search(MARKUP.sub("x", text)):
                wrong.append(f"{found.lastgroup}: {text}")
    assert wrong == []
