"""What a brand calls its customers, in French and in English; what a logo may be."""

from collections.abc import Iterable
from dataclasses import dataclass

MAXIMUM_LOGO_BYTES = 512 * 1024
LOGO_TYPES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
"""Pictures that cannot hold a script, with the bytes they begin with. SVG is not among them."""


@dataclass(frozen=True)
class Word:
    """A word for the customer. French: ``elided`` words take l’ and d’; English has its own word."""

    singular: str
    plural: str
    feminine: str
    feminine_plural: str
    english: str
    english_plural: str
    elided: bool = False


WORDS: dict[str, Word] = {
    "client": Word("client", "clients", "cliente", "clientes", "customer", "customers"),
    "sociétaire": Word("sociétaire", "sociétaires", "sociétaire", "sociétaires", "member", "members"),
    "adhérent": Word("adhérent", "adhérents", "adhérente", "adhérentes", "member", "members", elided=True),
    "membre": Word("membre", "membres", "membre", "membres", "member", "members"),
    "patient": Word("patient", "patients", "patiente", "patientes", "patient", "patients"),
    "usager": Word("usager", "usagers", "usagère", "usagères", "user", "users", elided=True),
    "abonné": Word("abonné", "abonnés", "abonnée", "abonnées", "subscriber", "subscribers", elided=True),
    "assuré": Word("assuré", "assurés", "assurée", "assurées", "policyholder", "policyholders", elided=True),
    "allocataire": Word(
        "allocataire", "allocataires", "allocataire", "allocataires", "beneficiary", "beneficiaries", elided=True
    ),
    "administré": Word("administré", "administrés", "administrée", "administrées", "citizen", "citizens", elided=True),
    "locataire": Word("locataire", "locataires", "locataire", "locataires", "tenant", "tenants"),
    "donateur": Word("donateur", "donateurs", "donatrice", "donatrices", "donor", "donors"),
    "voyageur": Word("voyageur", "voyageurs", "voyageuse", "voyageuses", "traveller", "travellers"),
}
DEFAULT_WORD = "client"

# form → (article before a consonant, article before a vowel, which inflection)
_FRENCH: dict[str, tuple[str, str, str]] = {
    "singular": ("", "", "singular"),
    "plural": ("", "", "plural"),
    "feminine": ("", "", "feminine"),
    "feminine plural": ("", "", "feminine_plural"),
    "the": ("le ", "l’", "singular"),
    "the feminine": ("la ", "l’", "feminine"),
    "the plural": ("les ", "les ", "plural"),
    "a": ("un ", "un ", "singular"),
    "a feminine": ("une ", "une ", "feminine"),
    "some": ("des ", "des ", "plural"),
    "this": ("ce ", "cet ", "singular"),
    "of": ("de ", "d’", "singular"),
    "of plural": ("de ", "d’", "plural"),
    "of the": ("du ", "de l’", "singular"),
    "of the feminine": ("de la ", "de l’", "feminine"),
    "of the plural": ("des ", "des ", "plural"),
    "to the": ("au ", "à l’", "singular"),
    "to the feminine": ("à la ", "à l’", "feminine"),
    "to the plural": ("aux ", "aux ", "plural"),
}
_ENGLISH: dict[str, tuple[str, str]] = {
    "singular": ("", "english"),
    "plural": ("", "english_plural"),
    "the": ("the ", "english"),
    "the plural": ("the ", "english_plural"),
    "a": ("a ", "english"),
    "some": ("", "english_plural"),
    "this": ("this ", "english"),
    "of": ("of ", "english"),
    "of plural": ("of ", "english_plural"),
    "of the": ("of the ", "english"),
    "of the plural": ("of the ", "english_plural"),
    "to the": ("to the ", "english"),
    "to the plural": ("to the ", "english_plural"),
}
FORMS = frozenset(_FRENCH)
PHRASES: dict[str, str] = {
    "customer": "singular", "customers": "plural", "a_customer": "a", "some_customers": "some", "this_customer": "this",
    "the_customer": "the", "the_customers": "the plural", "of_customer": "of", "of_customers": "of plural",
    "of_the_customer": "of the", "of_the_customers": "of the plural", "to_the_customer": "to the",
    "to_the_customers": "to the plural",
}  # fmt: skip
"""Name of a place in a text → the form that stands there."""


def customer_word(vocabulary: str, form: str = "singular", language: str = "fr") -> str:
    """The brand's word for its customer, with its article: ``("adhérent", "of the")`` → « de l’adhérent ».

    ``form`` is one of ``FORMS``; English has no feminine and gives the plain form. A vocabulary that is not in ``WORDS``
    reads as "client". Raises ValueError for an unknown form.
    """
    if form not in FORMS:
        raise ValueError(f"{form!r} is not a form: {', '.join(sorted(FORMS))}")
    word = WORDS.get(vocabulary, WORDS[DEFAULT_WORD])
    if language.split("-")[0] == "fr":
        plain, elided, inflection = _FRENCH[form]
        return (elided if word.elided else plain) + str(getattr(word, inflection))
    article, inflection = _ENGLISH[form.replace("feminine plural", "plural").replace("feminine", "").strip() or "singular"]
    return article + str(getattr(word, inflection))


def common_word(vocabularies: Iterable[str]) -> str:
    """The vocabulary that all of these brands have; "client" when they differ, or when there is none."""
    agreed = set(vocabularies)
    return agreed.pop() if len(agreed) == 1 else DEFAULT_WORD


def logo_type(first_bytes: bytes) -> str | None:
    """The media type of a logo, told from its first bytes; None for what is not one of ``LOGO_TYPES``."""
    for media_type, start in LOGO_TYPES.items():
        if first_bytes.startswith(start) and (media_type != "image/webp" or first_bytes[8:12] == b"WEBP"):
            return media_type
    return None
