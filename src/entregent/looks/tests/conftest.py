"""Compiled catalogues are not committed: tests that read French compile ours, in pure Python, in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import trans_real

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture
def french(tmp_path: Path, settings) -> Iterator[None]:
    """French active, read from the .po as it stands."""
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with CATALOGUE.open("rb") as source, (folder / "django.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="fr"))
    settings.LOCALE_PATHS = [str(tmp_path), *settings.LOCALE_PATHS]
    trans_real._translations.pop("fr", None)
    with translation.override("fr"):
        yield
    trans_real._translations.pop("fr", None)
