"""Reading who works for a brand: what a program must know to assign, or to act in someone's name.

Accounts, roles and keys are changed in the studio alone, by a person: a key that could give rights would be worth all of them.
"""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema

from entregent.access.models import Membership, Role, Skill, Staff, StaffSkill
from entregent.access.queries import staff_of, week_on_site
from entregent.rest.cursor import Page, Slice, page
from entregent.rest.door import needs
from entregent.rest.words import Listed, Listing

router = Router(tags=["staff"])


class RoleOut(Schema):
    """What someone is for a brand."""

    brand_id: UUID
    role: Role


class LevelOut(Schema):
    """How good someone is at a subject, 1 to 5."""

    skill_id: UUID
    level: int


class WeekOut(Schema):
    """When someone is to be at work: day (mon … sun) → intervals such as "09:00-12:30", on the clock of `zone`."""

    zone: str
    days: dict[str, list[str]]


class StaffOut(Schema):
    """Someone who works for a brand of the caller. ``short_name`` is what customers see; closed accounts are told too.

    ``outside_eu``: their site is outside the European Union, so that what they read is transferred there.
    """

    id: UUID
    name: str
    short_name: str
    email: str
    active: bool
    team: str | None
    site: str | None
    outside_eu: bool
    working_hours: WeekOut | None
    roles: list[RoleOut]
    skills: list[LevelOut]


class SkillOut(Schema):
    """Something an agent can be good at."""

    id: UUID
    brand_id: UUID
    name: str


class StaffFilter(Listing):
    """Which staff."""

    active: bool | None = None
    role: Role | None = None


@router.get("/staff", response=Page[StaffOut], summary="Staff")
@needs("supervise")
def list_staff(request: HttpRequest, query: Annotated[StaffFilter, Query(...)]):
    """Those of the caller's brands, with their roles and skills there."""
    rows = _rows(request)
    if query.active is not None:
        rows = rows.filter(is_active=query.active)
    if query.role:
        held = Membership.objects.filter(of_brand__in=request.rights.brands_where("supervise"), role=query.role)
        rows = rows.filter(id__in=held.values("staff"))
    found = page(rows, ("id",), query.cursor, query.limit)
    return Slice([_told(staff) for staff in found.items], found.next)


@router.get("/staff/{uuid:id}", response=StaffOut, summary="A member of staff")
@needs("supervise")
def read_staff(request: HttpRequest, id: UUID):
    """One person, with their roles and skills."""
    return _told(_rows(request).get(id=id))


@router.get("/skills", response=Page[SkillOut], summary="Skills")
@needs("supervise")
def list_skills(request: HttpRequest, query: Listed):
    """What agents can be good at; ``GET /staff`` says who is."""
    return page(Skill.objects.filter(brand__in=request.rights.brands_where("supervise")), ("id",), query.cursor, query.limit)


def _rows(request: HttpRequest) -> QuerySet[Staff]:
    brands = request.rights.brands_where("supervise")
    held = Membership.objects.filter(of_brand__in=brands).order_by("of_brand")
    levels = StaffSkill.objects.filter(brand__in=brands).order_by("skill")
    return (
        staff_of(brands)
        .select_related("team__site", "working_week")
        .prefetch_related(Prefetch("memberships", held, to_attr="held"), Prefetch("skills", levels, to_attr="levels"))
    )


def _told(staff: Any) -> StaffOut:
    site = staff.team.site if staff.team else None
    held = getattr(staff, "working_week", None)
    week = week_on_site(held.week, site.time_zone if site else None) if held else None
    return StaffOut(
        id=staff.id, name=staff.name, short_name=staff.get_short_name(), email=staff.email, active=staff.is_active,
        team=staff.team.name if staff.team else None, site=site.name if site else None,
        outside_eu=bool(site and site.abroad),
        working_hours=WeekOut(zone=week.zone.key, days=held.week) if week else None,
        roles=[RoleOut(brand_id=one.of_brand_id, role=one.role) for one in staff.held],
        skills=[LevelOut(skill_id=one.skill_id, level=one.level) for one in staff.levels],
    )  # fmt: skip
