"""What each brand is made of, read from ``texts/<brand>.toml``: its set-up, its reasons for contact, its volumes."""

import tomllib
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from entregent.demo.typography import printed

FOLDER = Path(__file__).parent / "texts"
BRANDS = ("ponant", "armor", "halles", "noroit", "edelmatt")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class ReasonPlan:
    """A leaf of the tree of reasons, with the sentences of those who write about it and of those who answer.

    ``amounts`` are the smallest and the largest sum that it is about, in whole units of the brand's currency.
    """

    group: str
    name: str
    queue: str
    type: str
    weight: float
    language: str
    subjects: list[str]
    facts: list[str]
    asks: list[str]
    questions: list[str]
    details: list[str]
    answers: list[str]
    amounts: tuple[int, int] = (15, 260)


@dataclass(frozen=True)
class OutagePlan:
    """A day when everything went wrong: a burst of requests about one reason."""

    days_ago: int
    weekday: int
    at: time
    hours: float
    extra_tickets: int
    reason: str
    tag: str
    city: str


@dataclass(frozen=True)
class BrandPlan:
    """A brand of the demonstration."""

    fields: dict[str, Any]
    persons: int
    tickets_a_weekday: float
    reference: str
    reference_label: str
    german_share: float
    outage: OutagePlan | None
    products: list[str]
    calendars: list[dict[str, Any]]
    skills: list[str]
    queues: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    custom_fields: list[dict[str, Any]]
    canned: list[dict[str, Any]]
    reasons: list[ReasonPlan] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.fields["slug"]

    def address_of(self, queue: str) -> str:
        """Where customers write for a queue: its own address, else the brand's."""
        return next(
            (one["address"] for one in self.queues if one["name"] == queue and "address" in one), self.fields["public_mail"]
        )


@cache
def brand_plan(slug: str) -> BrandPlan:
    """The plan of one of ``BRANDS``."""
    document = _printed(tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8")))
    plan = document["plan"]
    outage = plan.get("outage")
    return BrandPlan(
        fields=document["brand"],
        persons=plan["persons"],
        tickets_a_weekday=plan["tickets_a_weekday"],
        reference=plan["reference"],
        reference_label=plan["reference_label"],
        german_share=plan.get("german_share", 0.0),
        outage=OutagePlan(**(outage | {"at": time.fromisoformat(outage["at"])})) if outage else None,
        products=document["products"],
        calendars=[_calendar(one, document["brand"]["time_zone"]) for one in document["calendars"]],
        skills=[one["name"] for one in document["skills"]],
        queues=document["queues"],
        policies=document["policies"],
        custom_fields=document["fields"],
        canned=document["canned"],
        reasons=[ReasonPlan(**({"language": "fr"} | one)) for one in document["reasons"]],
    )


@cache
def common_sentences() -> dict[str, Any]:
    """What is said whatever the subject, by language."""
    return _printed(tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8")))


def _calendar(document: dict[str, Any], zone: str) -> dict[str, Any]:
    first, last = document["week"]["days"].split("-")
    days = _DAYS[_DAYS.index(first) : _DAYS.index(last) + 1]
    week = dict.fromkeys(days, document["week"]["hours"]) | document["week"].get("more", {})
    hours = {"zone": zone, "week": week, "holidays": document["holidays"], "exceptions": {}}
    return {"name": document["name"], "is_default": document.get("is_default", False), "hours": hours}


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        # Times such as 09:00-12:30 have no blank before their colon: they pass unharmed.
        return printed(value)
    if isinstance(value, list):
        return [_printed(one) for one in value]
    if isinstance(value, dict):
        return {key: _printed(one) for key, one in value.items()}
    return value
