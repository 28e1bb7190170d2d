"""A request in its queue: work items and offers, as the router and its actions would have left them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from entregent.demo.dice import Ids
from entregent.demo.house import House
from entregent.demo.rows import Rows
from entregent.demo.staff import Agent
from entregent.routing import events
from entregent.routing.models import Offer, WorkItem

OPEN = ("waiting", "offered", "taken")
RINGS = timedelta(seconds=60)
DISPATCH = "system:dispatch"


class Waiting:
    """The work items of one ticket, one after the other."""

    def __init__(self, brand: UUID, rows: Rows, ids: Ids, queue: UUID, subject: UUID, person: UUID) -> None:
        self.brand, self.rows, self.ids = brand, rows, ids
        self.queue, self.subject, self.person = queue, subject, person
        self.item: dict[str, Any] | None = None
        self.ringing: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits, rings or is in someone's hands."""
        return self.item is not None and self.item["state"] in OPEN

    def enqueue(self, at: datetime, priority: int, preferred: UUID | None, actor: str) -> None:
        """It begins to wait."""
        self.item = self.rows.add(
            WorkItem, id=self.ids.at(at), brand_id=self.brand, queue_id=self.queue, channel="mail", subject=self.subject,
            person=self.person, state="waiting", priority=priority, preferred_agent_id=preferred, agent_id=None,
            refused_by=[], enqueued_at=at, queued_at=at, offered_at=None, taken_at=None, done_at=None,
        )  # fmt: skip
        self._fact(events.item_queued, at, actor, channel="mail", priority=priority)

    def offer(self, agent: Agent, at: datetime, colleagues: list[Agent], house: House, queue: str) -> None:
        """It is proposed to an agent, the colleagues being less fit."""
        item = self._item()
        at = max(at, item["queued_at"])
        item["state"], item["agent_id"], item["offered_at"] = "offered", agent.id, at
        reasons = _reasons(item, agent, colleagues, house, queue, at)
        self.ringing = self.rows.add(
            Offer, id=self.ids.at(at), brand_id=self.brand, item_id=item["id"], staff_id=agent.id, state="ringing",
            offered_at=at, expires_at=at + RINGS, ended_at=None, reasons=reasons,
        )  # fmt: skip
        self._fact(
            events.offer_made, at, DISPATCH, offer=self.ringing["id"], staff=agent.id,
            expires=self.ringing["expires_at"].isoformat(), reasons=reasons,
        )  # fmt: skip

    def accept(self, at: datetime) -> None:
        """The agent to whom it rings takes it."""
        item, offer = self._item(), self._ringing()
        at_work = offer["staff_id"]
        offer["state"], offer["ended_at"] = "accepted", at
        item["state"], item["taken_at"] = "taken", at
        self._fact(events.offer_accepted, at, f"staff:{at_work}", offer=offer["id"], staff=at_work, rang=self._rang(offer, at))
        waited = round((at - item["enqueued_at"]).total_seconds(), 1)
        self._fact(events.item_taken, at, f"staff:{at_work}", staff=at_work, how="offer", waited=waited)
        self.ringing = None

    def decline(self, at: datetime, state: str) -> None:
        """The agent refuses (``refused``) or lets it ring (``expired``): it waits again."""
        item, offer = self._item(), self._ringing()
        agent = offer["staff_id"]
        offer["state"], offer["ended_at"] = state, at
        item["state"], item["agent_id"], item["refused_by"] = "waiting", None, sorted({*item["refused_by"], agent})
        kind, actor = (events.offer_refused, f"staff:{agent}") if state == "refused" else (events.offer_expired, DISPATCH)
        self._fact(kind, at, actor, offer=offer["id"], staff=agent, rang=self._rang(offer, at))
        self.ringing = None

    def settle(self, at: datetime, actor: str) -> None:
        """It needs nobody any more."""
        if not self.is_open:
            return
        item = self._item()
        if item["state"] == "taken":
            item["state"], item["done_at"] = "done", at
            handled = round((at - item["taken_at"]).total_seconds(), 1)
            self._fact(events.item_finished, at, actor, staff=item["agent_id"], handled=handled, wrapped_up=0.0)
        else:
            item["state"], item["agent_id"], item["done_at"] = "cancelled", None, at
            waited = round((at - item["enqueued_at"]).total_seconds(), 1)
            self._fact(events.item_cancelled, at, actor, staff=None, waited=waited)

    def _item(self) -> dict[str, Any]:
        if self.item is None:
            raise LookupError("nothing waits")
        return self.item

    def _ringing(self) -> dict[str, Any]:
        if self.ringing is None:
            raise LookupError("nothing rings")
        return self.ringing

    def _rang(self, offer: dict[str, Any], at: datetime) -> float:
        return round((at - offer["offered_at"]).total_seconds(), 1)

    def _fact(self, kind: Any, at: datetime, actor: str, **data: Any) -> None:
        about = {"brand": self.brand, "at": at, "subject": self.subject, "actor": actor, "person": self.person}
        self.rows.facts.append(kind(**about, item=self._item()["id"], queue=self.queue, ticket=self.subject, **data))


def _reasons(
    item: dict[str, Any], agent: Agent, colleagues: list[Agent], house: House, queue: str, at: datetime
) -> dict[str, Any]:
    """In the words of ``routing/actions/offer.sql``: the candidates compared, the chosen one first."""
    needs = [{"skill": house.skills[need["name"]], "level": need["level"]} for need in house.needs[queue]]
    preferred = item["preferred_agent_id"] == agent.id

    def level(one: Agent) -> int:
        return sum(one.skills.get(need["skill"], 0) for need in needs)

    best = level(agent)
    others = sorted((one for one in colleagues[:6] if one is not agent and level(one) <= best), key=level, reverse=True)[:2]
    row = house.queues[queue]
    candidates = [
        {
            "staff": one.id, "preferred": preferred and place == 0, "level": level(one), "load": 0, "held": {},
            "idle_since": (at - timedelta(minutes=20 - 5 * place)).isoformat(),
        }
        for place, one in enumerate([agent, *others])
    ]  # fmt: skip
    return {
        "age": round((at - item["enqueued_at"]).total_seconds(), 1), "target": row["target_seconds"],
        "priority": item["priority"], "queue_priority": row["priority"], "needs": needs, "candidates": candidates,
        "free": len(candidates), "others": {},
    }  # fmt: skip
