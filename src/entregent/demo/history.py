"""Ninety days of a brand: who writes, who answers and how late, until now cuts the story."""

import math
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from entregent.demo.customers import Customers
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.life import Life
from entregent.demo.opening import Opening
from entregent.demo.plan import ReasonPlan
from entregent.demo.rhythm import Arrival
from entregent.demo.rows import Rows
from entregent.demo.staff import Agent, Crew
from entregent.demo.writing import Matter, Writer
from entregent.kernel.business_time import BusinessCalendar, add_business

MEDIAN, SPREAD = 0.36, 0.72
"""A first answer comes after 36 % of the promised time, half of the times; one in twelve is late."""
OUTAGE_LOAD = 1.7
TIDY = timedelta(days=7)
FRESH = timedelta(minutes=3)
"""Claire's queues are up to date: what came before these last minutes is answered, whatever the day. Whoever follows the
README then meets a desk with room in it, and what they write rings at once."""
CHANNEL_TAGS = ("à-suivre", "geste-commercial", "vip", "premier-contact")


class _Now(Exception):
    """The story has reached the present."""


class History:
    """Plays the requests of one brand."""

    def __init__(self, house: House, crew: Crew, customers: Customers, rows: Rows, ids: Ids, dice: Dice, now: datetime) -> None:
        self.house, self.crew, self.customers, self.rows, self.ids = house, crew, customers, rows, ids
        self.dice, self.now = dice, now
        self.writer = Writer(house.plan, dice)
        self.number = 0
        self._french = [one for one in house.plan.reasons if one.language == "fr"]
        self._german = [one for one in house.plan.reasons if one.language == "de"]

    def play(self, arrival: Arrival) -> None:
        """One request, from its first message to its end or to now."""
        life, matter = self._begin(arrival)
        with suppress(_Now):
            self._script(life, matter, OUTAGE_LOAD if arrival.outage else 1.0)
        life.finish(self.now)
        self.customers.heard_from(matter.person, life.ticket.updated_at)

    def play_just_now(self, agent: Agent | None, taken: bool) -> None:
        """A request of the last hours: in the agent's hands, or waiting in a queue, the agent's when one is named."""
        minutes = 6 + 80 * self.dice.random()
        life, matter = self._begin(Arrival(self.now - timedelta(minutes=minutes)), agent)
        if agent is not None and taken:
            life.take(agent, self._after(life.opening.at, minutes * 0.3), 12.0, [])
            if self.dice.chance(0.4):
                life.note(self._after(life.opening.at, minutes * 0.6), self.writer.note(matter))
        life.finish(self.now)

    def _begin(self, arrival: Arrival, agent: Agent | None = None) -> tuple[Life, Matter]:
        dice, at = self.dice, arrival.at
        reason = self._reason(arrival)
        if agent is not None:
            mine = [one for one in self._french if agent in self.crew.of_queue[self.house.queues[one.queue]["id"]]]
            reason = dice.pick(mine or self._french)
        person, person_id = self.customers.who_writes(at, "de" if reason.language == "de" else "fr")
        matter = self.writer.matter(reason, person, at.date(), arrival.outage.city if arrival.outage else "")
        self.number += 1
        urgent = 0.03 if matter.tone == "angry" or arrival.outage else 0.004
        priority = 2 if dice.chance(urgent) else 1 if dice.chance(0.06) else -1 if dice.chance(0.04) else 0
        opening = Opening(
            at=at, person=person_id, address=person.mail, brand_address=self.house.address_of(reason.queue),
            subject=matter.subject, text=self.writer.request(matter),
            queue=self.house.queues[reason.queue]["id"], type=reason.type, priority=priority,
            reason=self.house.reasons[reason.name], number=self.number,
            tags=[arrival.outage.tag] if arrival.outage else [dice.pick(CHANNEL_TAGS)] if dice.chance(0.08) else [],
            custom=self._custom(matter), organisation=self.customers.organisation_of(person),
        )  # fmt: skip
        return Life(self.house, self.rows, self.ids, dice, opening), matter

    def _script(self, life: Life, matter: Matter, load: float) -> None:
        """What happens next; raises _Now when it has not happened yet."""
        dice, writer = self.dice, self.writer
        first = self._handle(life, matter, "first_response_minutes", load, life.opening.at)
        way = dice.random()
        if way < 0.62:
            self._answer(life, matter, first, "answers", "resolved")
        elif way < 0.86:
            self._answer(life, matter, first, "questions", "pending")
            silent = dice.chance(0.18)
            back = first + timedelta(hours=dice.share_of(9, 1.0))
            if silent:
                given_up = add_business(self._calendar(life), first, timedelta(hours=40))
                self._until(given_up)
                life.move("resolved", given_up, f"staff:{life.agent.id}" if life.agent else "system:clock")
            else:
                life.customer(self._until(back), writer.details(matter))
                again = self._handle(life, matter, "next_response_minutes", load, back)
                self._answer(life, matter, again, "answers", "resolved")
        else:
            self._answer(life, matter, first, "holding", "on_hold")
            if dice.chance(0.7):
                life.note(self._until(first + timedelta(seconds=45)), writer.note(matter))
            later = add_business(self._calendar(life), first, timedelta(hours=dice.share_of(9, 0.7)))
            self._answer(life, matter, self._kept_up(life, first, later), "answers", "resolved")
        self._aftermath(life, matter, load)

    def _aftermath(self, life: Life, matter: Matter, load: float) -> None:
        resolved = life.ticket.resolved_at or life.ticket.updated_at
        if self.dice.chance(0.08):
            kind = "unsolved" if self.dice.chance(0.55) else "thanks"
            back = resolved + timedelta(hours=self.dice.share_of(20, 0.8))
            if back < resolved + TIDY:
                life.customer(self._until(back), self.writer.follow_up(matter, kind))
                again = self._handle(life, matter, "next_response_minutes", load, back)
                self._answer(life, matter, again, "reassurance", "resolved")
                resolved = again
        closed = self._until(resolved + TIDY)
        life.move("closed", closed, "system:clock")

    def _handle(self, life: Life, matter: Matter, minutes: str, load: float, since: datetime) -> datetime:
        """The request waits, rings, is taken: the moment of the answer. Raises _Now when that is still to come."""
        dice, policy = self.dice, life.policy
        busy = 1.2 if since.weekday() == 0 else 1.0
        target = timedelta(minutes=getattr(policy, minutes))
        delay = min(dice.share_of(MEDIAN * load * busy, SPREAD), 6.0)
        answer = add_business(self._calendar(life), since, target * delay + timedelta(seconds=60 + 180 * dice.random()))
        answer = self._kept_up(life, since, answer)
        if life.waiting.is_open and life.waiting.item and life.waiting.item["state"] == "taken":
            return answer
        handling = timedelta(seconds=max(60.0, dice.share_of(420, 0.5)))
        taken = max(answer - handling, since + timedelta(seconds=30))
        chased = since + (taken - since) * 0.8
        if life.ticket.first_response_at is None and taken - since > timedelta(hours=20) and dice.chance(0.12):
            life.customer(self._until(chased), self.writer.follow_up(matter, "chaser"))
        members = self.crew.on_duty(life.opening.queue, taken)
        agent = life.agent if life.agent in members and dice.chance(0.85) else self._suited(life, members)
        if dice.chance(0.05) and taken - since > timedelta(minutes=10) and len(members) > 1:
            self._miss(life, next(one for one in members if one is not agent), taken - timedelta(seconds=90), members)
        life.take(agent, self._until(taken), min(40.0, 3 + 22 * dice.random()), members)
        if answer < self.now:
            life.classify(answer - timedelta(seconds=20) if answer - taken > timedelta(seconds=40) else answer)
        return max(answer, taken + timedelta(seconds=40))

    def _kept_up(self, life: Life, since: datetime, at: datetime) -> datetime:
        """When it is done: in Claire's queues, never later than now."""
        claire = self.crew.known["claire"] in self.crew.of_queue[life.opening.queue]
        if not claire or at < self.now or since > self.now - FRESH:
            return at
        return since + (self.now - since) * (0.3 + 0.6 * self.dice.random())

    def _miss(self, life: Life, other: Agent, at: datetime, members: list[Agent]) -> None:
        """It rings first at a colleague's, who refuses or does not answer."""
        self._until(at)
        life.tick(at)
        life.waiting.offer(other, at, members, self.house, life.queue_name())
        refused = self.dice.chance(0.4)
        end = at + timedelta(seconds=10 if refused else 60)
        self._until(end)
        life.tick(end)
        life.waiting.decline(end, "refused" if refused else "expired")

    def _answer(self, life: Life, matter: Matter, at: datetime, kind: str, status: str) -> None:
        self._until(at)
        agent = life.agent
        life.reply(at, self.writer.answer(matter, agent.name if agent else "", kind), status)

    def _suited(self, life: Life, members: list[Agent]) -> Agent:
        """Someone of a good level, not always the best."""
        needs = [self.house.skills[need["name"]] for need in self.house.needs[life.queue_name()]]
        drawn = [self.dice.pick(members) for _ in range(3)]
        return max(drawn, key=lambda one: sum(one.skills.get(skill, 0) for skill in needs))

    def _reason(self, arrival: Arrival) -> ReasonPlan:
        if arrival.outage:
            return next(one for one in self._french if one.name == arrival.outage.reason)
        german = self._german and self.dice.chance(self.house.plan.german_share)
        reasons = self._german if german else self._french
        return self.dice.choices(reasons, [one.weight for one in reasons])[0]

    def _custom(self, matter: Matter) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in self.house.plan.custom_fields:
            if one["thing"] == "ticket" and self.dice.chance(0.5):
                text = {
                    "commande": matter.words["commande"],
                    "nra": f"{matter.words['ville'][:3].upper()}-{matter.words['code']}",
                }
                match one["type"]:
                    case "choice":
                        values[one["key"]] = self.dice.pick(one["options"])
                    case "number":
                        values[one["key"]] = math.floor(20 + 500 * self.dice.random())
                    case _:
                        values[one["key"]] = text.get(one["key"], matter.words["code"])
        return values

    def _calendar(self, life: Life) -> BusinessCalendar:
        return self.house.calendar_of(life.policy)

    def _after(self, at: datetime, minutes: float) -> datetime:
        return at + timedelta(minutes=minutes)

    def _until(self, at: datetime) -> datetime:
        if at >= self.now:
            raise _Now
        return at
