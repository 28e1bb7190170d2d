"""Reading rights, accounts and the audit trail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from entregent.access.models import AuditEntry, Invitation, Membership, Staff, WorkingWeek
from entregent.access.rules import digest_of, may, owes_second_factor, zone_of
from entregent.access.turnover import Turnover, turnover
from entregent.brands.kept_queries import KeptQuery
from entregent.brands.rules import DEFAULT_WORD, common_word
from entregent.kernel.business_time import WeekHours

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
FACTOR_SEAL = "second factor"
"""What keys of authenticator apps and seeds of recovery codes are sealed for."""


@dataclass(frozen=True)
class Rights:
    """What one member of staff may do, brand by brand; read once a request."""

    staff_id: UUID
    roles: dict[UUID, str]
    is_platform_administrator: bool = False
    owes_second_factor: bool = False
    time_zone: str = ""
    vocabulary: str = DEFAULT_WORD

    @property
    def brands(self) -> list[UUID]:
        """The brands opened to this person."""
        return list(self.roles)

    def may(self, permission: str, brand: UUID) -> bool:
        """Whether this person has the permission for that brand."""
        return may(self.roles.get(brand), permission)

    def brands_where(self, permission: str) -> list[UUID]:
        """The brands for which this person has the permission."""
        return [brand for brand, role in self.roles.items() if may(role, permission)]


_MEMBERSHIPS = KeptQuery(
    lambda staff: Membership.objects.filter(staff=staff, of_brand__active=True).values_list(
        "of_brand_id",
        "role",
        "of_brand__demands_second_factor",
        "of_brand__time_zone",
        "staff__team__site__time_zone",
        "of_brand__vocabulary",
    ),
    UUID,
)


def rights_of(staff: Staff) -> Rights:
    """The rights of a member of staff over active brands; one query (two where a second factor is demanded)."""
    rows = _MEMBERSHIPS(staff.id)
    owes = owes_second_factor(
        [(role, demanded) for _, role, demanded, *_zones in rows],
        demanded_here=settings.SECOND_FACTOR_DEMANDED,
        is_platform_administrator=staff.is_platform_administrator,
        has_one=False,
    )
    return Rights(
        staff.id,
        {brand: role for brand, role, *_rest in rows},
        staff.is_platform_administrator,
        owes_second_factor=owes and not has_second_factor(staff),
        time_zone=zone_of(staff.time_zone, rows[0][4] if rows else None, [row[3] for row in rows]),
        vocabulary=common_word(row[5] for row in rows),
    )


def has_second_factor(staff: Staff) -> bool:
    """Whether this person signs in with a code or a key beside the password."""
    return Authenticator.objects.filter(user=staff, type__in=SECOND_FACTORS).exists()


def staff_of(brands: Iterable[UUID]) -> QuerySet[Staff]:
    """Everybody who has a role for one of these brands, closed accounts too, with ``has_second_factor``."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    members = Membership.objects.filter(of_brand__in=list(brands)).values("staff")
    return Staff.objects.filter(id__in=members).annotate(has_second_factor=Exists(factor)).order_by("name", "id")


@dataclass(frozen=True)
class Week:
    """When someone is to be at work, and on which clock."""

    hours: WeekHours
    zone: ZoneInfo


def week_of(staff: Staff) -> Week | None:
    """The working week of someone, on their site's clock; None when nothing is said. One query, two with their team's site."""
    held = WorkingWeek.objects.filter(staff=staff).first()
    if held is None:
        return None
    site = staff.team.site if staff.team else None
    return week_on_site(held.week, site.time_zone if site else None)


def week_on_site(week: Mapping[str, Sequence[str]], zone: str | None) -> Week:
    """A stored week on the clock of a site; without one, on that of the installation."""
    return Week(_parsed(tuple((day, tuple(spans)) for day, spans in week.items())), ZoneInfo(zone or settings.TIME_ZONE))


@lru_cache(maxsize=2048)
def _parsed(week: tuple[tuple[str, tuple[str, ...]], ...]) -> WeekHours:
    return WeekHours.of(dict(week))


def choices_of(staff: QuerySet[Staff]) -> list[tuple[UUID, str]]:
    """Ids and names, for a choice of who takes something over: whoever would read it outside the European Union is said to."""
    rows = staff.values_list("id", "name", "team__site__name", "team__site__abroad")
    outside = _("outside the EU")
    return [(id, f"{name} ({site}, {outside})" if abroad else name) for id, name, site, abroad in rows]


def turnover_by_team(brands: Iterable[UUID], now: datetime) -> dict[tuple[str, str], Turnover]:
    """(site, team) → the turnover of the last twelve months among those who have a role for these brands; one query.

    Closed accounts keep theirs. ("", "") is everybody. Someone counts where they are, or were last.
    """
    rows = staff_of(brands).order_by().values_list("team__site__name", "team__name", "joined_at", "left_at")
    stays: dict[tuple[str, str], list[tuple[datetime, datetime | None]]] = {}
    for site, team, came, left in rows:
        places = {("", ""), (site or "", ""), (site or "", team or "")} if team else {("", "")}
        for place in places:
            stays.setdefault(place, []).append((came, left))
    return {place: turnover(found, now) for place, found in sorted(stays.items())}


def time_zones() -> list[tuple[str, str]]:
    """The time zones that someone, a site or a brand may be in, with their names: places only, not the technical aliases."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if zone.startswith(areas)]


def pending_invitation(secret: str) -> Invitation | None:
    """The invitation of a one-time link, with its ``staff``, whether or not it is still good; None for an unknown one."""
    return Invitation.objects.select_related("staff").filter(digest=digest_of(secret)).first()


def audit(rights: Rights) -> QuerySet[AuditEntry]:
    """The audit entries this person may read, newest first, with who and for which brand.

    Those of the brands whose audit they may read, and what these brands' staff did for no brand in particular (signing
    in…). A platform administrator reads everything, attempts on unknown accounts included.
    """
    entries = AuditEntry.objects.select_related("staff", "of_brand").order_by("-id")
    if rights.is_platform_administrator:
        return entries
    brands = rights.brands_where("audit.read")
    colleagues = Membership.objects.filter(of_brand__in=brands).values("staff")
    return entries.filter(Q(of_brand__in=brands) | Q(of_brand=None, staff__in=colleagues))
