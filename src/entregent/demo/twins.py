"""Duplicates made on purpose, as they are made in life, and families that share things without being one person."""

from collections.abc import Callable
from dataclasses import dataclass

from entregent.demo.dice import Dice
from entregent.demo.people import Registry, Someone, family_names

DUPLICATE_SHARE = 0.06
HOUSEHOLD_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records, by their numbers, and how the second came to be; ``same`` is false for a household."""

    first: int
    second: int
    how: str
    same: bool = True


class Twins:
    """Fills a brand's list of customers, a known share of them being duplicates."""

    def __init__(self, registry: Registry, dice: Dice) -> None:
        self.registry, self.dice = registry, dice
        self.pairs: list[Twin] = []
        self._ways: list[tuple[str, Callable[[Someone, Someone], None]]] = [
            ("typo", self._typo), ("swapped_names", self._swapped), ("married_name", self._married),
            ("other_mail", self._other_mail), ("same_phone", self._same_phone), ("initial", self._initial),
            ("no_accents", self._no_accents), ("moved", self._moved),
        ]  # fmt: skip

    def people(self, count: int) -> list[Someone]:
        """``count`` records in all, of which ``DUPLICATE_SHARE`` repeat someone."""
        repeated = round(count * DUPLICATE_SHARE)
        shared = round(count * HOUSEHOLD_SHARE)
        alone = [self.registry.someone() for _ in range(count - repeated - shared)]
        households = [self._relative(self.dice.pick(alone)) for _ in range(shared)]
        copies = [self._repeat(original) for original in self._originals(alone, repeated)]
        return [*alone, *households, *copies]

    def _originals(self, people: list[Someone], count: int) -> list[Someone]:
        reachable = [one for one in people if one.mail and one.phone] or people
        reachable += [one for one in people if one.mail and not one.phone]
        return self.dice.sample(reachable, count)

    def _repeat(self, original: Someone) -> Someone:
        copy = self.registry.copy(original)
        name, change = self.dice.pick(self._ways)
        if name == "married_name" and original.title != "Mme":
            name, change = "typo", self._typo
        if name == "same_phone" and not original.phone:
            name, change = "other_mail", self._other_mail
        change(original, copy)
        self.pairs.append(Twin(original.number, copy.number, name))
        return copy

    def _relative(self, person: Someone) -> Someone:
        """Someone of the same home: same family name, same door, the same mailbox or number, but not the same person."""
        other = self.registry.someone()
        while other.given == person.given:
            other = self.registry.someone()
        other.family, other.street, other.postcode = person.family, person.street, person.postcode
        other.city, other.country, other.language = person.city, person.country, person.language
        if person.mail and self.dice.chance(0.5):
            other.mail = person.mail
        elif person.phone:
            other.phone = person.phone
        self.pairs.append(Twin(person.number, other.number, "household", same=False))
        return other

    def _typo(self, original: Someone, copy: Someone) -> None:
        copy.family = slip(original.family, self.dice)
        copy.mail = self.registry.mail(copy)

    def _swapped(self, original: Someone, copy: Someone) -> None:
        copy.given, copy.family = original.family, original.given
        copy.mail = self.registry.mail(original)

    def _married(self, original: Someone, copy: Someone) -> None:
        copy.family = self.dice.pick(family_names())
        if not original.phone:
            copy.family = f"{original.family}-{copy.family}"

    def _other_mail(self, original: Someone, copy: Someone) -> None:
        copy.mail = self.registry.mail(original)
        if self.dice.chance(0.4):
            copy.phone = ""

    def _same_phone(self, original: Someone, copy: Someone) -> None:
        copy.mail = self.registry.mail(original) if self.dice.chance(0.6) else ""
        copy.street = copy.postcode = copy.city = ""

    def _initial(self, original: Someone, copy: Someone) -> None:
        copy.given = f"{original.given[0]}."
        copy.mail = original.mail

    def _no_accents(self, original: Someone, copy: Someone) -> None:
        copy.given, copy.family = original.given.upper(), original.family.upper()
        copy.mail = self.registry.mail(original)
        copy.street = original.street.replace("rue ", "R ").replace("avenue ", "AV ").upper()

    def _moved(self, original: Someone, copy: Someone) -> None:
        home = self.registry.someone()
        copy.street, copy.postcode, copy.city, copy.country = home.street, home.postcode, home.city, home.country
        copy.mail = original.mail if self.dice.chance(0.5) else self.registry.mail(original)


def slip(name: str, dice: Dice) -> str:
    """The name as a hurried hand writes it: two letters swapped, one doubled, dropped or mistaken."""
    if len(name) < 4:
        return name + name[-1]
    place = 1 + int(dice.random() * (len(name) - 2))
    before, letter, after = name[:place], name[place], name[place + 1 :]
    ways = [
        before + after[0] + letter + after[1:],
        before + letter * 2 + after,
        before + after,
        before + dice.pick("aeiouyrstn") + after,
    ]
    changed = dice.pick(ways)
    return changed if changed != name else before + letter * 2 + after
