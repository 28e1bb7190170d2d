"""Visiting cards: the summary of the cards of a text/vcard part (versions 2.1, 3.0 and 4.0)."""

from entregent.channels.mail.parse.content_lines import content_lines, unescape
from entregent.channels.mail.parse.shapes import VCard

_MAX_CARDS = 20
_MAX_VALUES = 10


def vcards(data: bytes, charset: str) -> tuple[VCard, ...]:
    """The first cards of a file. Never raises."""
    cards: list[VCard] = []
    name = family = organisation = ""
    phones: list[str] = []
    mails: list[str] = []
    for line in content_lines(data, charset):
        if line.name == "BEGIN":
            name = family = organisation = ""
            phones, mails = [], []
        elif line.name == "FN":
            name = name or unescape(line.value)
        elif line.name == "N":
            last, first = [*line.value.split(";"), ""][:2]
            family = unescape(f"{first} {last}")
        elif line.name == "ORG":
            organisation = organisation or unescape(line.value.partition(";")[0])
        elif line.name == "TEL" and len(phones) < _MAX_VALUES:
            phones.append(unescape(line.value, 60).removeprefix("tel:"))
        elif line.name == "EMAIL" and len(mails) < _MAX_VALUES:
            mails.append(unescape(line.value, 320).removeprefix("mailto:"))
        elif line.name == "END" and (name or family or phones or mails):
            cards.append(VCard(name or family, organisation, tuple(phones), tuple(mails)))
            name = family = organisation = ""
            phones, mails = [], []
            if len(cards) == _MAX_CARDS:
                break
    return tuple(cards)
