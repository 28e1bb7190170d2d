"""Which column is what, guessed from its header."""

from collections.abc import Iterable, Sequence

from entregent.kernel.text import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("civilite", "titre", "title", "salutation", "genre"),
    "given_name": ("prenom", "prenoms", "given name", "first name", "firstname", "forename", "given"),
    "family_name": ("nom", "nom de famille", "nom usage", "nom d usage", "family name", "last name", "lastname", "surname"),
    "full_name": (
        "nom complet", "nom prenom", "prenom nom", "nom et prenom", "name", "full name", "client",
        "contact", "societaire",
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
        "reference", "ref", "numero client", "no client", "n client", "code client", "id client", "identifiant", "matricule",
        "numero adherent", "numero societaire", "customer id", "customer number", "external reference", "external id", "id",
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
"""Field of a person → the headers, folded and without punctuation, under which files have it."""

SEVERAL = frozenset({"mail", "phone"})
"""What a person has several of: more than one column may hold it."""


def guess_columns(header: Sequence[str], custom: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Header → field ("" when none fits). ``custom``: (key, label) of the brand's fields, found as "custom:<key>".

    A header like "Tél. portable 2" or "E-mail (pro)" is understood; a field that only one column may hold goes to the first.
    """
    by_words = {words: field for field, names in FIELDS.items() for words in names}
    by_words |= {_plain(text): f"custom:{key}" for key, label in custom for text in (key, label)}
    taken: set[str] = set()
    guessed: dict[str, str] = {}
    for title in header:
        field = _field(_plain(title), by_words)
        if not title or title in guessed or (field in taken and field not in SEVERAL):
            field = ""
        taken.add(field)
        guessed.setdefault(title, field)
    return guessed


def _field(plain: str, by_words: dict[str, str]) -> str:
    if plain in by_words:
        return by_words[plain]
    bare = " ".join(
        word
        for word in plain.split()
        if not word.isdigit() and word not in ("pro", "perso", "domicile", "work", "home", "du", "de", "la")
    )
    return by_words.get(bare, "")


def _plain(text: str) -> str:
    return " ".join(
        "".join(c if c.isalnum() else " " for c in fold(text.replace("n°", "numero ").replace("N°", "numero "))).split()
    )
