"""What customers and agents write, put together from the sentences of ``texts/``."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from entregent.demo.dice import Dice
from entregent.demo.people import Someone
from entregent.demo.plan import BrandPlan, ReasonPlan, common_sentences
from entregent.demo.typography import printed

TONES = ("polite", "polite", "plain", "plain", "plain", "angry")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(slots=True)
class Matter:
    """What one request is about, so that the same sum and date come back in every message of it."""

    plan: BrandPlan
    reason: ReasonPlan
    person: Someone
    tone: str
    words: dict[str, Any]
    subject: str


class Writer:
    """Writes for one brand."""

    def __init__(self, plan: BrandPlan, dice: Dice) -> None:
        self.plan, self.dice = plan, dice
        self._common = common_sentences()

    def matter(self, reason: ReasonPlan, person: Someone, day: date, city: str = "") -> Matter:
        """Begin a request: choose its tone, its sum, its date."""
        dice = self.dice
        past = day - timedelta(days=2 + int(dice.random() * 20))
        low, high = reason.amounts
        cents = int(100 * (low + (high - low) * dice.random() ** 2))
        francs = self.plan.fields["region"] == "CH"
        words = {
            "prenom": person.given, "nom": person.family, "civilite": "Madame" if person.title == "Mme" else "Monsieur",
            "date": f"{past.day}. {past.month}." if reason.language == "de" else _day(past),
            "montant": f"CHF {cents / 100:.2f}" if francs else printed(f"{cents / 100:.2f} €".replace(".", ",")),
            "ville": city or person.city or "Rennes", "adresse": person.street or "même adresse",
            "produit": dice.pick(self.plan.products), "commande": f"{int(10**6 * (1 + 8 * dice.random())):d}",
            "code": f"{int(dice.random() * 900) + 100}",
        }  # fmt: skip
        tone = "angry" if reason.type == "complaint" and dice.chance(0.6) else dice.pick(TONES)
        return Matter(self.plan, reason, person, tone, words, dice.pick(reason.subjects).format_map(words))

    def request(self, matter: Matter) -> str:
        """The customer's first message."""
        said, reason, tone = self._common[matter.reason.language], matter.reason, matter.tone
        facts = self.dice.sample(reason.facts, 2 if self.dice.chance(0.3) and len(reason.facts) > 2 else 1)
        asked = self.dice.pick(reason.asks)
        extra = self.dice.pick(said["extras"][tone])
        body = " ".join([*facts, *([extra] if tone == "angry" else [])])
        parts = [self.dice.pick(said["greetings"][tone]), body.format_map(matter.words), asked.format_map(matter.words)]
        if extra and tone != "angry":
            parts.append(extra)
        return "\n\n".join([*parts, f"{self.dice.pick(said['closings'][tone])}\n{self._signature(matter)}"])

    def details(self, matter: Matter) -> str:
        """What the customer answers to a question."""
        said = self._common[matter.reason.language]
        text = self.dice.pick(matter.reason.details).format_map(matter.words)
        closing = self.dice.pick(said["closings"]["plain"])
        return (
            f"{self.dice.pick(said['greetings']['plain'])}\n\n{text}\n\n{closing}\n{matter.person.given} {matter.person.family}"
        )

    def follow_up(self, matter: Matter, kind: str) -> str:
        """The customer writes again: ``chaser``, ``unsolved`` or ``thanks``."""
        said = self._common[matter.reason.language]
        return f"{self.dice.pick(said['follow_ups'][kind])}\n\n{matter.person.given} {matter.person.family}"

    def answer(self, matter: Matter, agent: str, kind: str) -> str:
        """The agent's message: ``answers`` or ``questions`` of the reason, ``holding`` or ``reassurance``."""
        said = self._common[matter.reason.language]["agent"]
        closing = f"{self.dice.pick(said['closings'])}\n{agent}, {self.plan.fields['name']}"
        if kind == "reassurance":
            return f"{self.dice.pick(said['reassurance']).format_map(matter.words)}\n\n{closing}"
        greeting = self.dice.pick(said["greetings"]).format_map(matter.words)
        opening = self.dice.pick(said["sorry" if matter.tone == "angry" else "thanks"])
        sentences = said["holding"] if kind == "holding" else getattr(matter.reason, kind)
        text = self.dice.pick(sentences).format_map(matter.words)
        return f"{greeting}\n\n{opening} {text}\n\n{closing}"

    def note(self, matter: Matter) -> str:
        """An internal note."""
        return self.dice.pick(self._common[matter.reason.language]["agent"]["notes"])

    def _signature(self, matter: Matter) -> str:
        person = matter.person
        known = person.reference and matter.reason.language == "fr" and self.dice.chance(0.35)
        label = f"\n{self.plan.reference_label}{printed(' : ')}{person.reference}" if known else ""
        return f"{person.given} {person.family}{label}"


def _day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]}"
