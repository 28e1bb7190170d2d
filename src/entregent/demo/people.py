"""Twenty thousand people who do not exist: names, births, homes, addresses and numbers."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from entregent.demo.dice import Dice
from entregent.demo.plan import BrandPlan
from entregent.kernel.text import fold

FOLDER = Path(__file__).parent / "names"
MAIL_DOMAINS = ("example.org", "courriel.example.org", "boite.example.org", "lettre.example.org", "poste.example.org")
"""The only domains of customers; companies have a name of their own under ``.example``."""
MOBILE = "+33639 98"
LANDLINES = ("+33199 00", "+33261 91", "+33353 01", "+33465 71", "+33536 49")
"""ARCEP's ranges for fiction. Switzerland has none: only those of its customers who live across the border have a number."""

REFERENCE_DAY = date(2026, 1, 1)
"""Births are reckoned from here: who people are depends on the seed alone, whatever the day of the load."""


@dataclass(slots=True)
class Someone:
    """A customer as the brand knows them; ``number`` is their place in the whole world."""

    number: int
    given: str
    family: str
    title: str
    birth: date
    language: str
    street: str
    postcode: str
    city: str
    country: str
    mail: str = ""
    phone: str = ""
    reference: str = ""
    company: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    newcomer: bool = False


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "people.toml").read_text(encoding="utf-8"))


@cache
def _places() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "places.toml").read_text(encoding="utf-8"))


@cache
def bag(section: str, name: str) -> list[str]:
    return [
        word.replace("-", " ") if word.startswith(("Le-", "Da-", "Dos-", "El-", "Ben-")) else word
        for word in _names()[section][name].split()
    ]


@cache
def _towns(country: str) -> list[tuple[str, str]]:
    return [(town, postcode) for town, postcode, weight in _places()[country] for _ in range(weight)]


@cache
def family_names() -> list[str]:
    """Family names borne in France, each as often as it should come."""
    weights = [("common", 6), ("breton", 8), ("maghreb", 10), ("africa", 7), ("iberia", 9), ("elsewhere", 7)]
    return [name for origin, times in weights for name in bag("families", origin) * times]


class Registry:
    """Makes the customers of one brand. No two of them share an address or a number unless they are meant to."""

    def __init__(self, plan: BrandPlan, dice: Dice, first_number: int, today: date) -> None:
        self.plan, self.dice, self.today = plan, dice, today
        self._next = first_number
        self._mails: set[str] = set()
        self._mobiles = dice.sample(range(10_000), 10_000)
        self._landlines = dice.sample(range(50_000), 50_000)
        self._references = 1000 + int(dice.random() * 1000)

    @property
    def first_free(self) -> int:
        """The number that the next record will have."""
        return self._next

    def someone(self) -> Someone:
        """A new customer."""
        dice = self.dice
        swiss = self.plan.fields["region"] == "CH"
        german = swiss and dice.chance(self.plan.german_share)
        woman = dice.chance(0.52)
        birth = self._birth()
        given, family = self._name(woman, birth, swiss, german)
        street, postcode, city, country = self._home(swiss, german)
        person = Someone(
            number=self._number(), given=given, family=family, title="Mme" if woman else "M.", birth=birth,
            language="de" if german else "fr", street=street, postcode=postcode, city=city, country=country,
        )  # fmt: skip
        if dice.chance(0.94):
            person.mail = self.mail(person)
        if (country == "FR") and (dice.chance(0.78) or not person.mail):
            person.phone = self.phone()
        if not person.mail and not person.phone:
            person.mail = self.mail(person)
        self._references += 1 + int(dice.random() * 3)
        person.reference = self.plan.reference.format(self._references)
        person.custom = self._custom()
        return person

    def copy(self, person: Someone) -> Someone:
        """Another record of the same person, with a number of its own and no reference."""
        return replace(person, number=self._number(), reference="", custom={}, newcomer=True)

    def mail(self, person: Someone) -> str:
        """A mailbox that nobody of the brand has yet, in one of the usual forms."""
        given, family = (fold(text).replace(" ", "").replace("'", "") for text in (person.given, person.family))
        given = given.replace("-", "")
        while True:
            form = self.dice.pick(("{g}.{f}", "{g}{f}", "{i}{f}", "{g}.{f}{n}", "{f}.{g}", "{g}{n}", "{i}.{f}{n}", "{g}_{f}"))
            local = form.format(
                g=given,
                f=family,
                i=given[0],
                n=self.dice.pick((person.birth.year % 100, person.postcode[:2], int(self.dice.random() * 999))),
            )
            address = f"{local}@{self.dice.pick(MAIL_DOMAINS)}"
            if address not in self._mails:
                self._mails.add(address)
                return address

    def phone(self) -> str:
        """A number of the fictional ranges, mobile three times out of four, in E.164."""
        if self._mobiles and self.dice.chance(0.75):
            return f"{MOBILE}{self._mobiles.pop():04d}".replace(" ", "")
        place = self._landlines.pop()
        return f"{LANDLINES[place // 10_000]}{place % 10_000:04d}".replace(" ", "")

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def _birth(self) -> date:
        age = min(92.0, max(18.0, self.dice.gauss(47, 17)))
        return REFERENCE_DAY - timedelta(days=int(age * 365.25 + self.dice.random() * 365))

    def _name(self, woman: bool, birth: date, swiss: bool, german: bool) -> tuple[str, str]:
        sex = "women" if woman else "men"
        generation = "old" if birth.year < 1958 else "middle" if birth.year < 1984 else "young"
        if german:
            return self.dice.pick(bag("german", sex)), self.dice.pick(bag("families", "alemannic"))
        given = self.dice.pick(bag(sex, generation))
        if swiss:
            return given, self.dice.pick(bag("families", "romand" if self.dice.chance(0.8) else "iberia"))
        family = self.dice.pick(family_names())
        if self.dice.chance(0.03):
            family = f"{family}-{self.dice.pick(family_names())}"
        return given, family

    def _home(self, swiss: bool, german: bool) -> tuple[str, str, str, str]:
        dice = self.dice
        if swiss and not dice.chance(0.12):
            town, postcode = dice.pick(_towns("de" if german else "ch"))
            street = dice.pick(_places()["streets_de" if german else "streets_ch"])
            return f"{street} {1 + int(dice.random() * 90)}", postcode, town, "CH"
        town, postcode = ("Annecy", "74000") if swiss else dice.pick(_towns("fr"))
        return f"{1 + int(dice.random() * 120)} {dice.pick(_places()['streets'])}", postcode, town, "FR"

    def _custom(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in self.plan.custom_fields:
            if one["thing"] != "person" or not self.dice.chance(0.8):
                continue
            match one["type"]:
                case "choice":
                    values[one["key"]] = self.dice.pick(one["options"])
                case "date":
                    values[one["key"]] = (self.today + timedelta(days=int(self.dice.random() * 2500) - 1800)).isoformat()
                case "number":
                    values[one["key"]] = int(self.dice.random() * 900)
                case "boolean":
                    values[one["key"]] = self.dice.chance(0.3)
                case _:
                    values[one["key"]] = f"{int(self.dice.random() * 10**9):09d}"
        return values
