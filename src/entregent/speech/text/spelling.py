"""Letters by their names: references, acronyms, addresses."""

import string

from entregent.speech.text.numerals import one_by_one

_ALPHABETS = {
    "fr": "a bé cé dé eu effe gé hache i ji ka elle emme enne o pé cu erre esse té u vé double-vé ixe i-grec zède",
    "en": "ay bee see dee ee eff gee aitch eye jay kay ell em en oh pee cue ar ess tee you vee double-you ex why zed",
}
_NAMES = {language: dict(zip(string.ascii_uppercase, names.split(), strict=True)) for language, names in _ALPHABETS.items()}
_GROUP = 3
"""Figures after which a breath is taken: what the ear keeps at once."""


def letters(word: str, language: str) -> str:
    """« SAV » → « esse a vé »; what is no letter of A to Z stays."""
    names = _NAMES.get(language, _NAMES["en"])
    return " ".join(names.get(letter, letter) for letter in word.upper())


def reference(written: str, language: str) -> str:
    """« PON-10423 » → « pé o enne, un zéro quatre, deux trois »: letters by name, figures one by one with breaths."""
    parts: list[str] = []
    run = ""
    for character in [*written, "-"]:
        if run and (not character.isalnum() or character.isdecimal() != run[-1].isdecimal()):
            parts += _run(run, language)
            run = ""
        run += character if character.isalnum() else ""
    return ", ".join(parts)


def _run(run: str, language: str) -> list[str]:
    if not run.isdecimal():
        return [letters(run, language)]
    size = _GROUP if len(run) > _GROUP + 1 else len(run)  # four figures hold in one breath
    return [one_by_one(run[at : at + size], language) for at in range(0, len(run), size)]
