"""Compiling the translations: the catalogues are kept as text, gettext reads them compiled."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_catalogues() -> int:
    """Compile every catalogue that is newer than its compiled form; return how many were."""
    done = 0
    for text in PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"):
        compiled = text.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= text.stat().st_mtime:
            continue
        with text.open("rb") as source:
            catalogue = read_po(source, locale=text.parent.parent.name)
        draft = compiled.with_suffix(".mo.new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(compiled)
        done += 1
    return done
