"""The audit trail, read with filters, newest first."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from entregent.access.models import AuditEntry, Staff
from entregent.access.queries import audit as audit_trail
from entregent.access.queries import staff_of
from entregent.studio.things.audit import WHAT, told
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio

ROWS = 100


@studio("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """A page of entries before ``?before=``; filters: brand, what, who (name or address), from, to."""
    brands = brands_of(request, "audit.read")
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:80] for name in ("what", "who", "from", "to", "before")}
    named = request.GET.get("brand", "")
    brand = chosen_brand(request, brands) if named else None
    rows = _filtered(audit_trail(request.rights), asked)
    if named:
        rows = rows.filter(of_brand=brand) if brand else rows.none()
    if asked["who"]:
        rows = rows.filter(staff__in=_people(request, asked["who"]))
    entries = list(rows[: ROWS + 1])
    shown = entries[:ROWS]
    names = _names(shown)
    context: dict[str, Any] = {
        "lines": [(entry, *told(entry, names)) for entry in shown],
        "asked": asked,
        "brands": brands,
        "brand": brand,
        "kinds": WHAT.items(),
        "next_url": _next(request.GET, shown[-1].id) if len(entries) > ROWS else None,
    }
    return page(request, "studio/audit.html", context)


def _filtered(rows: QuerySet[AuditEntry], asked: dict[str, str]) -> QuerySet[AuditEntry]:
    if asked["what"]:
        rows = rows.filter(what=asked["what"])
    if start := _day(asked["from"]):
        rows = rows.filter(at__gte=_midnight(start))
    if end := _day(asked["to"]):
        rows = rows.filter(at__lt=_midnight(end + timedelta(days=1)))
    if asked["before"].isascii() and asked["before"].isdigit() and len(asked["before"]) < 19:
        rows = rows.filter(id__lt=int(asked["before"]))
    return rows


def _people(request: HttpRequest, words: str) -> QuerySet[Staff]:
    people = Staff.objects.all()
    if not request.rights.is_platform_administrator:
        people = staff_of(request.rights.brands_where("audit.read"))
    return (people.filter(name__icontains=words) | people.filter(email__icontains=words)).order_by().values("id")


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    """Names of the people that entries are about; one query."""
    ids = set()
    for entry in entries:
        for key in ("of", "invited"):
            if isinstance(entry.data.get(key), str):
                ids.add(UUID(entry.data[key]))
    return {str(id): name for id, name in Staff.objects.filter(id__in=ids).values_list("id", "name")}


def _day(text: str):
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _next(query: QueryDict, before: int) -> str:
    following = query.copy()
    following["before"] = str(before)
    return f"?{following.urlencode()}"
