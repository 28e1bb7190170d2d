"""Which column is what, guessed from its header."""

from collections.abc import Iterable, Sequence

from entregent.brands.rules import WORDS, customer_word
from entregent.kernel.text import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("civilite", "titre", "title", "salutation", "genre", "form of address"),
    "given_name": ("prenom", "prenoms", "given name", "first name", "firstname", "forename", "given"),
    "family_name": ("nom", "nom de famille", "nom usage", "nom d usage", "family name", "last name", "lastname", "surname"),
    "full_name": (
        "nom complet", "nom prenom", "prenom nom", "nom et prenom", "name", "full name", "contact",
    ),
    "birth_date": ("date de naissance", "naissance", "ne le", "birth date", "birthdate", "birthday", "date of birth", "dob"),
    "mail": (
        "mail", "e mail", "email", "courriel", "adresse mail", "adresse e mail", "adresse email",
        "mail address", "email address",
    ),
    "phone": (
        "telephone", "tel", "tel fixe", "telephone fixe", "fixe", "mobile", "portable", "tel portable", "tel mobile",
        "telephone portable", "telephone mobile", "gsm", "phone", "phone number", "mobile phone", "cell", "numero de telephone",
    ),
    "external_reference": (
        "reference", "ref", "external reference", "matricule", "identifiant", "external id", "id",
    ),
    "street": ("rue", "adresse", "adresse postale", "adresse 1", "voie", "street", "address", "address 1", "postal address"),
    "postcode": ("code postal", "cp", "npa", "postcode", "postal code", "zip", "zip code"),
    "city": ("ville", "commune", "localite", "city", "town"),
    "country": ("pays", "country", "country code", "code pays"),
    "language": ("langue", "language", "lang"),
    "stage": ("etape", "statut", "stage", "status", "cycle de vie"),
    "tags": ("etiquettes", "etiquette", "tags", "tag", "mots cles", "labels"),
    "is_consumer": ("particulier", "consommateur", "consumer", "is consumer", "b2c"),
    "organisation": ("organisation", "societe", "entreprise", "raison sociale", "company", "organization", "employeur"),
}  # fmt: skip
"""Field of a person → the headers, folded and without punctuation, under which files have it; the most telling first."""

SEVERAL = frozenset({"mail", "phone"})
"""What a person has several of: more than one column may hold it."""


def _of_customers() -> dict[str, tuple[str, ...]]:
    """The headers that name the customer: « N° adhérent », « Référence de la patiente », "Member number"."""
    whole: list[str] = []
    numbers: list[str] = []
    for word in WORDS:
        whole += [_plain(customer_word(word, form, language)) for language in ("fr", "en") for form in ("singular", "feminine")]
        french = [_plain(customer_word(word, form)) for form in ("singular", "of", "of the", "of the feminine")]
        english = _plain(customer_word(word, language="en"))
        numbers += [f"{mark} {one}" for mark in ("numero", "no", "n", "code", "id", "reference", "ref") for one in french]
        numbers += [f"{english} {mark}" for mark in ("number", "no", "id", "reference", "code")]
        numbers.append(f"reference {_plain(customer_word(word, 'of the', 'en'))}")
    return {"full_name": tuple(whole), "external_reference": tuple(numbers)}


def guess_columns(header: Sequence[str], custom: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Header → field ("" when none fits). ``custom``: (key, label) of the brand's fields, found as "custom:<key>".

    A header like "Tél. portable 2" or "E-mail (pro)" is understood; a field that only one column may hold goes to the one
    whose header tells most ("Reference" rather than "Id"), else to the first.
    """
    by_words = {words: (field, rank) for field, names in _HEADERS.items() for rank, words in enumerate(names)}
    by_words |= {_plain(text): (f"custom:{key}", 0) for key, label in custom for text in (key, label)}
    read = {title: _field(_plain(title), by_words) for title in header if title}
    best: dict[str, str] = {}
    for title, (field, rank) in read.items():
        if field not in best or rank < read[best[field]][1]:
            best[field] = title
    return {title: field if field in SEVERAL or best[field] == title else "" for title, (field, _) in read.items()}


def _field(plain: str, by_words: dict[str, tuple[str, int]]) -> tuple[str, int]:
    if plain in by_words:
        return by_words[plain]
    bare = " ".join(
        word
        for word in plain.split()
        if not word.isdigit() and word not in ("pro", "perso", "domicile", "work", "home", "du", "de", "la")
    )
    return by_words.get(bare, ("", 0))


def _plain(text: str) -> str:
    return " ".join(
        "".join(c if c.isalnum() else " " for c in fold(text.replace("n°", "numero ").replace("N°", "numero "))).split()
    )


_HEADERS = FIELDS | {field: names + FIELDS[field] for field, names in _of_customers().items()}
"""The headers of each field, those that name the customer before the others."""
