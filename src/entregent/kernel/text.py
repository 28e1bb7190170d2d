"""Search keys: the plain form under which two spellings of the same words meet."""

import re
import unicodedata

# Letters that Unicode does not decompose but that people type without their stroke or ligature.
_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʹ": "'",
        "′": "'",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)
_UNSEEN = {"Mn", "Cf"}
_NOT_WORD = re.compile(r"[\W_]+")
_TITLES = {"m", "mr", "mme", "mlle", "mm", "mmes", "monsieur", "madame", "mademoiselle", "messieurs", "mesdames"} | {
    *("dr", "docteur", "pr", "professeur", "mrs", "ms", "miss"),
}


def fold(text: str) -> str:
    """The text without accents, case, ligatures, invisible characters or repeated blanks: a search key, not for show.

    fold("  Œuvre   d’Éloïse STRAẞE ") == "oeuvre d'eloise strasse". Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = text
    # Decomposing can uncover capitals and casefolding can uncover accents: a second round settles both.
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(c for c in plain.translate(_LETTERS) if unicodedata.category(c) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFKD", plain).split())


def name_key(text: str) -> str:
    """A key under which the usual spellings of one person's name meet; empty when the text holds no word.

    Case, accents, hyphens, apostrophes, a leading courtesy title and the order of first and last name do not count:
    name_key("Mme Éléonore d’Artois-Petit") == name_key("ARTOIS PETIT D Eleonore"). Equal keys are a hint, not a proof.
    """
    words = [word for word in _NOT_WORD.split(fold(text)) if word]
    if len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return " ".join(sorted(words))
