"""One thing that a text names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """``text`` stands at ``start`` … ``end`` of what was read.

    ``kind`` and ``value``: ``date`` 2026-03-03 · ``time`` 14:30 · ``amount`` 12.50 EUR · ``number`` 1200 or 3.5 ·
    ``phone`` +33639980102 · ``mail`` jean@example.org · ``postcode`` 35000 · ``order``, ``contract`` and the brand's own
    kinds: the reference in capitals · ``card``, ``iban``, ``nir``: the masked form, in ``value`` and in ``text`` alike.
    """

    kind: str
    value: str
    text: str
    start: int
    end: int


def entity(kind: str, value: str, source: str, start: int, end: int) -> Entity:
    """What stands at ``start`` … ``end`` of ``source``."""
    return Entity(kind, value, source[start:end], start, end)
