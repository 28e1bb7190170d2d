"""The 120 people of Altiphone: sites, teams, roles, skills, shifts; and those who left this year."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from entregent.access.models import Membership, Site, Staff, StaffSkill, Team, WorkingWeek
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.people import bag, family_names
from entregent.demo.rows import Rows
from entregent.kernel.text import fold
from entregent.routing.models import PauseReason, Presence, QueueMember

PASSWORD = "bienvenue-altiphone"  # noqa: S105 - printed at the end of the load: a demonstration has no secret
SITES = (
    ("Lille", "FR", "Europe/Paris", Site.Distance.ONSHORE, False),
    ("Casablanca", "MA", "Africa/Casablanca", Site.Distance.NEARSHORE, True),
    ("Antananarivo", "MG", "Indian/Antananarivo", Site.Distance.OFFSHORE, True),
)
TEAMS = (
    ("Lille Océan", "Lille", ("ponant", "armor")),
    ("Lille Léman", "Lille", ("edelmatt", "ponant")),
    ("Lille Beffroi", "Lille", ("armor", "noroit")),
    ("Lille Citadelle", "Lille", ("ponant", "noroit", "edelmatt")),
    ("Casablanca Atlas", "Casablanca", ("armor", "ponant", "halles")),
    ("Casablanca Anfa", "Casablanca", ("armor", "halles")),
    ("Casablanca Corniche", "Casablanca", ("halles", "noroit")),
    ("Casablanca Médina", "Casablanca", ("armor", "noroit")),
    ("Antananarivo Analakely", "Antananarivo", ("halles", "armor")),
    ("Antananarivo Ivandry", "Antananarivo", ("noroit", "halles")),
    ("Antananarivo Ambohi", "Antananarivo", ("armor", "ponant")),
)
STAFF = 120
KNOWN = {
    "agent": ("Claire Morvan", "claire", "Lille Océan"),
    "supervisor": ("Youssef El Amrani", "youssef", "Casablanca Atlas"),
    "administrator": ("Solène Kervella", "solene", None),
    "quality": ("Hanta Rakotomalala", "hanta", None),
    "auditor": ("Bruno Lefèvre", "bruno", None),
}
"""One login for each role; they are printed when the world is loaded."""
PAUSES = (("Pause café", True), ("Déjeuner", False), ("Brief d’équipe", True), ("Formation", True), ("Entretien", True))
SHIFTS = ((8.0, 16.0), (9.0, 17.5), (9.0, 18.0), (10.0, 18.5), (12.0, 20.0))
"""From and to, in hours of Paris."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
LUNCH_AFTER, LUNCH = 4.0, 0.75
"""Hours into a shift, and how long."""
LEAVERS = 19
"""Who left in the last twelve months: contact centres lose more people than most houses do."""


@dataclass(slots=True)
class Agent:
    """Who can be given a ticket, when, and for what."""

    id: UUID
    name: str
    team_id: int | None
    shift: tuple[float, float]
    skills: dict[UUID, int] = field(default_factory=dict)

    def works_at(self, hour: float) -> bool:
        """Whether the shift covers that hour of Paris."""
        return self.shift[0] <= hour < self.shift[1]


@dataclass
class Crew:
    """Who serves each queue (by its id), and who is called by a first name in the documentation."""

    of_queue: dict[UUID, list[Agent]]
    known: dict[str, Agent]

    def on_duty(self, queue: UUID, at: datetime) -> list[Agent]:
        """The members of a queue whose shift covers that moment; all of them when nobody's does."""
        local = at.astimezone(ZoneInfo("Europe/Paris"))
        hour = local.hour + local.minute / 60
        members = self.of_queue[queue]
        return [agent for agent in members if agent.works_at(hour)] or members


def hire(houses: dict[str, House], rows: Rows, ids: Ids, dice: Dice, began: datetime, now: datetime) -> Crew:
    """Make sites, teams and staff. Sites and teams are numbered from 1: their tables must be empty."""
    sites = {name: place for place, (name, *_) in enumerate(SITES, 1)}
    for name, country, zone, distance, abroad in SITES:
        rows.add(Site, id=sites[name], name=name, country=country, time_zone=zone, distance=distance.value, abroad=abroad)
    teams = {name: place for place, (name, *_) in enumerate(TEAMS, 1)}
    for name, site, _brands in TEAMS:
        rows.add(Team, id=teams[name], name=name, site_id=sites[site])
    for place, (name, paid) in enumerate(PAUSES):
        rows.add(PauseReason, name=name, code=None, is_paid=paid, position=place)
    office = _Office(houses, rows, ids, dice, began, now)
    every_brand = tuple(houses)
    for role in ("administrator", "quality", "auditor"):
        name, login, _team = KNOWN[role]
        office.person(role, name, login, None, every_brand)
    for _ in range(2):
        office.person("quality", *office.name("Lille"), None, every_brand)
    for name, site, brands in TEAMS:
        chief = KNOWN["supervisor"] if KNOWN["supervisor"][2] == name else office.name(site)
        office.person("supervisor", chief[0], chief[1], teams[name], brands)
    place = 0
    office.known["claire"] = office.person("agent", *KNOWN["agent"][:2], teams["Lille Océan"], ("ponant", "armor"))
    while office.count < STAFF:
        name, site, brands = TEAMS[place % len(TEAMS)]
        office.person("agent", *office.name(site), teams[name], brands)
        place += 1
    crew = Crew(office.fill_queues(), office.known)
    _former(office, teams, now)
    return crew


def _former(office: "_Office", teams: dict[str, int], now: datetime) -> None:
    """Those who left: closed accounts, which hold no work. Thrown apart, so that the others are who they are without them."""
    office.dice, office.ids = Dice(LEAVERS, "leavers"), Ids(Dice(LEAVERS, "leavers' ids"))
    for place in range(LEAVERS):
        name, site, brands = TEAMS[place * 5 % len(TEAMS)]
        left = now - timedelta(days=10 + 350 * office.dice.random())
        came = left - timedelta(days=60 + 900 * office.dice.random())
        office.register("agent", *office.name(site), teams[name], brands, joined_at=came, left_at=left, is_active=False)


def _week(shift: tuple[float, float], zone: str, number: int, now: datetime) -> dict[str, list[str]]:
    """A shift of Paris on the clock of a site, with its lunch: five days, Saturday among them for every third."""
    ahead = (_offset(zone, now) - _offset("Europe/Paris", now)) / timedelta(hours=1)
    start, end = shift[0] + ahead, shift[1] + ahead
    lunch = start + LUNCH_AFTER
    spans = [f"{_clock(start)}-{_clock(lunch)}", f"{_clock(lunch + LUNCH)}-{_clock(end)}"]
    return dict.fromkeys(DAYS[1:] if number % 3 == 2 else DAYS[:-1], spans)


def _offset(zone: str, now: datetime) -> timedelta:
    return now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _clock(hours: float) -> str:
    return f"{int(hours):02d}:{round(hours % 1 * 60):02d}"


class _Office:
    """Where staff are registered."""

    def __init__(self, houses: dict[str, House], rows: Rows, ids: Ids, dice: Dice, began: datetime, now: datetime) -> None:
        self.houses, self.rows, self.ids, self.dice, self.began, self.now = houses, rows, ids, dice, began, now
        self.count = 0
        self.known: dict[str, Agent] = {}
        self._agents: dict[str, list[Agent]] = {slug: [] for slug in houses}
        self._logins: set[str] = set()
        zones = {name: zone for name, _country, zone, *_rest in SITES}
        self._zones = {number: zones[site] for number, (_name, site, _brands) in enumerate(TEAMS, 1)}
        # One fixed salt and one digest for all: a hundred slow digests would take half a minute.
        self._password = make_password(PASSWORD, salt="demonstration")

    def name(self, site: str) -> tuple[str, str]:
        """A name and a login that nobody has yet."""
        given_names, families = {
            "Lille": (bag("women", "young") + bag("men", "young"), family_names()),
            "Casablanca": (bag("moroccan", "given"), bag("moroccan", "families")),
            "Antananarivo": (bag("malagasy", "given"), bag("malagasy", "families")),
        }[site]
        while True:
            given, family = self.dice.pick(given_names), self.dice.pick(families)
            login = fold(f"{given}.{family}").replace(" ", "").replace("'", "")
            if login not in self._logins:
                self._logins.add(login)
                return f"{given} {family}", login

    def person(self, role: str, name: str, login: str, team: int | None, brands: tuple[str, ...]) -> Agent:
        """Register someone who works here; agents are also given skills."""
        self.count += 1
        seniority = timedelta(days=self.count * 37 % 1300)
        row = self.register(role, name, login, team, brands, joined_at=self.began - seniority)
        agent = Agent(row["id"], name, team, SHIFTS[1] if login == "claire" else self.dice.pick(SHIFTS))
        if role == "agent":
            for slug in brands:
                self._learn(agent, self.houses[slug])
                self._agents[slug].append(agent)
            ended = self.now - timedelta(hours=1 + 12 * self.dice.random())
            self.rows.add(Presence, staff_id=agent.id, state="offline", since=ended, idle_since=ended, seen_at=ended)
        zone = self._zones.get(team, "Europe/Paris")
        self.rows.add(WorkingWeek, staff_id=agent.id, week=_week(agent.shift, zone, self.count, self.now))
        return agent

    def register(
        self, role: str, name: str, login: str, team: int | None, brands: tuple[str, ...], **account: Any
    ) -> dict[str, Any]:
        """An account and its roles."""
        row = self.rows.add(
            Staff, id=self.ids.at(self.began), email=f"{login}@altiphone.example", name=name, short_name=name.split(" ")[0],
            team_id=team, is_platform_administrator=role == "administrator", password=self._password, **account,
        )  # fmt: skip
        for slug in brands:
            self.rows.add(Membership, staff_id=row["id"], of_brand_id=self.houses[slug].id, role=role)
        return row

    def _learn(self, agent: Agent, house: House) -> None:
        names = [name for name in house.skills if self.dice.chance(0.7)] or [next(iter(house.skills))]
        for name in names:
            if name == "Deutsch" and not self.dice.chance(0.5):
                continue
            level = min(5, 2 + int(self.dice.random() * 4))
            agent.skills[house.skills[name]] = level
            self._record(agent, house, house.skills[name], level)

    def _record(self, agent: Agent, house: House, skill: UUID, level: int) -> None:
        self.rows.add(StaffSkill, id=self.ids.at(self.began), brand_id=house.id, staff_id=agent.id, skill_id=skill, level=level)

    def fill_queues(self) -> dict[UUID, list[Agent]]:
        """Everyone who has the skills of a queue serves it, five at least. Claire serves the first line of hers, no other."""
        served: dict[UUID, list[Agent]] = {}
        for slug, house in self.houses.items():
            for name, queue in house.queues.items():
                claire = self.known["claire"]
                others = [agent for agent in self._agents[slug] if agent is not claire]
                able = [agent for agent in others if self._can(agent, house, name)]
                spare = [agent for agent in others if agent not in able]
                if claire in self._agents[slug] and queue["id"] == house.first_line:
                    able.append(self._train(claire, house, name))
                while spare and len(able) < 5:
                    able.append(self._train(spare.pop(0), house, name))
                served[queue["id"]] = able
                for agent in able:
                    self.rows.add(
                        QueueMember, id=self.ids.at(self.began), brand_id=house.id, queue_id=queue["id"], staff_id=agent.id
                    )
        return served

    def _can(self, agent: Agent, house: House, queue: str) -> bool:
        return all(agent.skills.get(house.skills[need["name"]], 0) >= need["level"] for need in house.needs[queue])

    def _train(self, agent: Agent, house: House, queue: str) -> Agent:
        for need in house.needs[queue]:
            skill = house.skills[need["name"]]
            if skill in agent.skills:
                for row in self.rows.of(StaffSkill):
                    if row["staff_id"] == agent.id and row["skill_id"] == skill:
                        row["level"] = max(row["level"], need["level"])
            else:
                self._record(agent, house, skill, need["level"])
            agent.skills[skill] = max(agent.skills.get(skill, 0), need["level"])
        return agent


__all__ = ["KNOWN", "PASSWORD", "Agent", "Crew", "hire"]
