"""Who is good at what: staff in lines, skills in columns."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.access.actions import set_skills
from entregent.access.models import Skill, Staff, StaffSkill
from entregent.brands.models import Brand
from entregent.studio.resource import READERS
from entregent.studio.things.queues import workers_of
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio

ROWS = 30


@studio("administer", *READERS)
def matrix(request: HttpRequest) -> HttpResponse:
    """The levels of a brand's agents, thirty at a time; a box left empty takes the skill away."""
    brands = brands_of(request, "administer", *READERS)
    brand = chosen_brand(request, brands) or (brands[0] if brands else None)
    if brand is None:
        return page(request, "studio/matrix.html", {"brand": None})
    may_write = request.rights.may("administer", brand.id)
    if request.method == "POST" and not may_write:
        raise PermissionDenied("administer")
    skills = list(Skill.objects.filter(brand=brand))
    shown = Paginator(workers_of(brand), ROWS).get_page(request.GET.get("page"))
    held = _held(brand, list(shown))
    refused = _store(request, brand, list(shown), skills, held) if request.method == "POST" else None
    if request.method == "POST" and not refused:
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('studio:matrix')}?brand={brand.slug}&page={shown.number}")
    lines = [
        (person, [(skill, f"level-{person.id}-{skill.id}", held[person.id].get(skill.id, "")) for skill in skills])
        for person in shown
    ]
    context = {"brand": brand, "brands": brands, "skills": skills, "lines": lines, "shown": shown, "refused": refused}
    context["may_write"] = may_write
    return page(request, "studio/matrix.html", context, status=422 if refused else 200)


def _held(brand: Brand, people: list[Staff]) -> dict[UUID, dict[UUID, int]]:
    held: dict[UUID, dict[UUID, int]] = {person.id: {} for person in people}
    for row in StaffSkill.objects.filter(brand=brand, staff__in=people):
        held[row.staff_id][row.skill_id] = row.level
    return held


def _store(
    request: HttpRequest, brand: Brand, people: list[Staff], skills: list[Skill], held: dict[UUID, dict[UUID, int]]
) -> str | None:
    """Write what differs; return what is wrong, in which case nothing is written."""
    asked: dict[Any, dict[UUID, int]] = {}
    for person in people:
        levels = {}
        for skill in skills:
            text = request.POST.get(f"level-{person.id}-{skill.id}", "").strip()
            if text and text not in {"1", "2", "3", "4", "5"}:
                return _("A level goes from 1 to 5: nothing was saved.")
            if text:
                levels[skill.id] = int(text)
        asked[person] = levels
    for person, levels in asked.items():
        if levels != held[person.id]:
            set_skills(brand, person, levels, now=timezone.now(), by=request.user)
    return None
