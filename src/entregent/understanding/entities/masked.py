"""What must not be read: card numbers, bank accounts, social security numbers; and a text without its addresses."""

from collections.abc import Iterator

from entregent.kernel.masking import Kind, mask
from entregent.understanding.entities.contacts import find_mails, find_phones
from entregent.understanding.entities.entity import Entity

_KINDS = {Kind.PAN: "card", Kind.IBAN: "iban", Kind.NIR: "nir"}


def find_masked(text: str) -> Iterator[Entity]:
    """The numbers that are masked: the entity holds what is shown instead of them, never the number."""
    for finding in mask(text)[1]:
        yield Entity(_KINDS[finding.kind], finding.replacement, finding.replacement, finding.start, finding.end)


def hide(text: str, region: str = "FR") -> str:
    """The text without what identifies its author as far as rules can tell: card, bank and social security numbers are
    masked, mail addresses and telephone numbers become ``[mail]`` and ``[phone]``. Names stay: no rule knows them."""
    clean = mask(text)[0]
    found = sorted([*find_mails(clean), *find_phones(clean, region)], key=lambda one: one.start)
    parts, position = [], 0
    for one in found:
        if one.start >= position:
            parts += [clean[position : one.start], f"[{one.kind}]"]
            position = one.end
    return "".join([*parts, clean[position:]])
