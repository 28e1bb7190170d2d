"""What the settings say of trunks, numbers and telephones, kept at hand: a call that comes in asks nobody."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.db.models import Q, Sum
from django.utils import timezone

from entregent.access.models import Membership
from entregent.access.sealing import SealBroken
from entregent.channels.voice import models
from entregent.channels.voice.rules import spelled
from entregent.channels.voice.sealing import unseal
from entregent.channels.voice.spending import Limits, Spent
from entregent.routing.queries import WORKING_ROLES
from entregent.telephony.sip.directory import Device, Trunk

log = logging.getLogger(__name__)
AWAY = frozenset({"unreachable", "refused"})


@dataclass(frozen=True, slots=True)
class Line:
    """A number of ours: whose it is, in which language it answers, whether callers may speak to its menu."""

    id: UUID
    brand: UUID
    language: str
    trunk: str
    spoken_to: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How a brand calls out: by which trunk, what it shows, the calling code of its country."""

    trunk: str
    caller: str
    code: str
    countries: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    spent: Spent = field(default_factory=Spent)


@dataclass(frozen=True, slots=True)
class Directory:
    """One reading of the settings."""

    lines: dict[str, Line] = field(default_factory=dict)
    trunks: tuple[Trunk, ...] = ()
    devices: tuple[Device, ...] = ()
    codes: frozenset[str] = frozenset({"33"})
    staff: dict[str, UUID] = field(default_factory=dict)
    ways: dict[UUID, tuple[Way, ...]] = field(default_factory=dict)
    serves: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    users: dict[str, UUID] = field(default_factory=dict)
    """The name by which a telephone registers → whose it is: what colleagues dial."""

    def line(self, called: str) -> Line | None:
        """The number that was called, however the operator writes it."""
        return next((line for code in self.codes if (line := self.lines.get(spelled(called, code)))), None)


def read() -> Directory:
    """What the settings say now, of every brand that is seen. What cannot be unsealed is left out, and told."""
    numbers = models.Number.objects.filter(active=True, brand__active=True).select_related("brand")
    trunks = models.Trunk.objects.filter(active=True, brand__active=True).select_related("brand").order_by("rank", "name")
    devices = list(models.Device.objects.filter(active=True, staff__is_active=True))
    lines = {one.number: Line(one.id, one.brand_id, one.brand.language, str(one.trunk_id or ""), one.speech) for one in numbers}
    codes = {str(phonenumbers.country_code_for_region(one.brand.region)) for one in numbers}
    return Directory(
        lines, tuple(filter(None, map(_trunk, trunks))), tuple(filter(None, map(_device, devices))), frozenset(codes or {"33"}),
        {str(one.id): one.staff_id for one in devices}, _ways(list(trunks)),
        _serves({one.staff_id for one in devices}), {one.user: one.staff_id for one in devices},
    )  # fmt: skip


def keep_state(trunk: str, state: str, now: datetime) -> None:
    """How the registration of a trunk stands."""
    models.Trunk.objects.filter(id=trunk).exclude(state=state).update(state=state, state_at=now)


def keep_binding(device: str, node: UUID, until: datetime | None, model: str) -> None:
    """Where a telephone is registered, until when (None: no more)."""
    rows = models.Device.objects.filter(id=device)
    if until is None:
        rows.filter(Q(node=node) | Q(node=None)).update(node=None, bound_until=None)
    else:
        rows.update(node=node, bound_until=until, model=model[:120])


def _serves(staff: set[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Agent → the brands that they answer for, in the order of their names."""
    rows = Membership.objects.filter(staff__in=staff, role__in=WORKING_ROLES, of_brand__active=True)
    found: dict[UUID, tuple[UUID, ...]] = {}
    for agent, brand in rows.order_by("of_brand__name").values_list("staff", "of_brand"):
        found[agent] = (*found.get(agent, ()), brand)
    return found


def _ways(trunks: list[models.Trunk]) -> dict[UUID, tuple[Way, ...]]:
    """Brand → the lines that its calls leave by, in their order; those that the operator does not answer for come last."""
    spent = _spent([one.id for one in trunks])
    found: dict[UUID, tuple[Way, ...]] = {}
    for row in sorted((one for one in trunks if one.host), key=lambda one: one.registers and one.state in AWAY):
        code = str(phonenumbers.country_code_for_region(row.brand.region))
        limits = Limits(row.at_once, row.day_cents, row.month_cents, row.rates)
        way = Way(str(row.id), row.caller, code, tuple(row.countries), limits, spent.get(row.id, Spent()))
        found[row.brand_id] = (*found.get(row.brand_id, ()), way)
    return found


def _spent(trunks: list[UUID]) -> dict[UUID, Spent]:
    now = timezone.localtime()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = models.Charge.objects.filter(trunk__in=trunks, at__gte=day.replace(day=1)).order_by().values("trunk")
    sums = rows.annotate(month=Sum("cents"), day=Sum("cents", filter=Q(at__gte=day)))
    return {one["trunk"]: Spent(one["day"] or 0, one["month"] or 0) for one in sums}


def _trunk(row: models.Trunk) -> Trunk | None:
    try:
        password = unseal(row.password)
    except SealBroken:
        log.warning("the password of trunk %s cannot be read", row.id)
        return None
    return Trunk(
        id=str(row.id), addresses=tuple(row.addresses), host=row.host, port=row.port, register=row.registers, user=row.user,
        password=password, caller=row.caller,
    )  # fmt: skip


def _device(row: models.Device) -> Device | None:
    try:
        return Device(id=str(row.id), user=row.user, ha1=unseal(row.ha1))
    except SealBroken:
        log.warning("the password of telephone %s cannot be read", row.id)
        return None
