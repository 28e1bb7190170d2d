"""How the five brands are set up: calendars, skills, queues, policies, reasons, canned replies, fields."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.access.models import Skill
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.calendar.rules import checked
from entregent.channels.mail.models import MailAddress
from entregent.conversations.models import CannedReply
from entregent.demo.dice import Ids
from entregent.demo.plan import BrandPlan, ReasonPlan
from entregent.demo.rows import Rows
from entregent.kernel.business_time import BusinessCalendar
from entregent.people.models import CustomField
from entregent.routing.models import Queue, QueueSkill
from entregent.tickets.models import PromisePolicy, Reason


@dataclass
class House:
    """A brand as it was set up, with what the history needs to know of it."""

    plan: BrandPlan
    id: UUID
    calendars: dict[UUID, BusinessCalendar] = field(default_factory=dict)
    skills: dict[str, UUID] = field(default_factory=dict)
    queues: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    policies: list[PromisePolicy] = field(default_factory=list)
    reasons: dict[str, UUID] = field(default_factory=dict)

    def address_of(self, queue: str) -> str:
        """Where customers write for a queue: its own address, else the brand's."""
        return self.plan.address_of(queue)

    @property
    def first_line(self) -> UUID:
        """The queue of what is written to the brand's own address."""
        first: UUID = next(row["id"] for row in self.queues.values() if row["is_default"])
        return first

    def calendar_of(self, policy: PromisePolicy) -> BusinessCalendar:
        """The hours on which a policy is reckoned."""
        return self.calendars[policy.calendar_id]


def build(plan: BrandPlan, rows: Rows, ids: Ids, at: datetime) -> House:
    """Set a brand up, at that moment."""
    brand = rows.add(Brand, id=ids.at(at), **plan.fields)
    house = House(plan, brand["id"])
    common = {"brand_id": house.id}
    calendars = {}
    for one in plan.calendars:
        row = rows.add(Calendar, id=ids.at(at), **common, name=one["name"], hours=one["hours"], is_default=one["is_default"])
        calendars[one["name"]] = row["id"]
        house.calendars[row["id"]] = checked(one["hours"])
    for name in plan.skills:
        house.skills[name] = rows.add(Skill, id=ids.at(at), **common, name=name)["id"]
    _queues(house, calendars, rows, ids, at)
    for one in plan.policies:
        values = common | {
            "id": ids.at(at), "name": one["name"], "calendar_id": calendars[one["calendar"]],
            "queue_id": house.queues[one["queue"]]["id"] if "queue" in one else None,
            "priority": one.get("priority"), "type": one.get("type", ""),
            "first_response_minutes": one["first"],
            "next_response_minutes": one["next"], "resolution_minutes": one["resolution"],
        }  # fmt: skip
        rows.add(PromisePolicy, **values)
        policy = PromisePolicy(**values)
        policy.calendar = Calendar(
            id=values["calendar_id"], hours=next(c["hours"] for c in plan.calendars if c["name"] == one["calendar"])
        )
        house.policies.append(policy)
    _reasons(house, plan.reasons, rows, ids, at)
    _addresses(house, rows, ids, at)
    for place, one in enumerate(plan.custom_fields):
        rows.add(CustomField, id=ids.at(at), **common, **one, position=place)
    for one in plan.canned:
        rows.add(CannedReply, id=ids.at(at), **common, **one)
    return house


def _addresses(house: House, rows: Rows, ids: Ids, at: datetime) -> None:
    name = house.plan.fields["name"]
    common = {"brand_id": house.id, "display_name": name, "signature": name, "auto_reply": MailAddress.AutoReply.CLOSED.value}
    rows.add(MailAddress, id=ids.at(at), address=house.plan.fields["public_mail"], queue_id=None, **common)
    for one in house.plan.queues:
        if "address" in one:
            rows.add(MailAddress, id=ids.at(at), address=one["address"], queue_id=house.queues[one["name"]]["id"], **common)


def _queues(house: House, calendars: dict[str, UUID], rows: Rows, ids: Ids, at: datetime) -> None:
    for one in house.plan.queues:
        house.queues[one["name"]] = rows.add(
            Queue, id=ids.at(at), brand_id=house.id, name=one["name"], priority=one.get("priority", 0),
            target_seconds=one["target_minutes"] * 60, calendar_id=calendars[one["calendar"]],
            is_default=one.get("is_default", False), overflow_to_id=None,
            overflow_after_seconds=60 * one["overflow_after_minutes"] if "overflow_to" in one else None,
        )  # fmt: skip
        house.needs[one["name"]] = one["skills"]
        for need in one["skills"]:
            rows.add(
                QueueSkill, id=ids.at(at), brand_id=house.id, queue_id=house.queues[one["name"]]["id"],
                skill_id=house.skills[need["name"]], level=need["level"], relax_seconds=need.get("relax_seconds"),
            )  # fmt: skip
    for one in house.plan.queues:
        if "overflow_to" in one:
            house.queues[one["name"]]["overflow_to_id"] = house.queues[one["overflow_to"]]["id"]


def _reasons(house: House, leaves: list[ReasonPlan], rows: Rows, ids: Ids, at: datetime) -> None:
    groups: dict[str, UUID] = {}
    for place, leaf in enumerate(leaves):
        if leaf.group not in groups:
            node = rows.add(Reason, id=ids.at(at), brand_id=house.id, parent_id=None, name=leaf.group, position=len(groups))
            groups[leaf.group] = node["id"]
        node = rows.add(Reason, id=ids.at(at), brand_id=house.id, parent_id=groups[leaf.group], name=leaf.name, position=place)
        house.reasons[leaf.name] = node["id"]
