"""Where someone works, and when, on the pages that say who they are."""

from typing import Any

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entregent.access.models import Site
from entregent.access.queries import Week
from entregent.access.shifts import weekly_minutes
from entregent.kernel.business_time import DayHours
from entregent.looks.templatetags.looks import chip

register = template.Library()


@register.simple_tag
def outside_eu(site: Site | str | None) -> SafeString | str:
    """`{% outside_eu team.site %}`: a mark where personal data leaves the European Union; nothing elsewhere."""
    if not site or not site.abroad:
        return ""
    why = _("What is read there is a transfer of personal data that the record of processing must name.")
    return format_html('<span title="{}">{}</span>', why, chip(_("Outside the EU"), "warn", "globe"))


@register.filter
def spans(day: DayHours) -> str:
    """The hours of a day: 09:00–12:30 · 13:30–17:00."""
    return " · ".join(str(span).replace("-", "–") for span in day)


@register.filter
def day_of(week: Week | None, number: int) -> list[str]:
    """The intervals of a day of a week, Monday being 0: 09:00–12:30."""
    return [str(span).replace("-", "–") for span in week.hours.days[number]] if week else []


@register.inclusion_tag("access/week.html")
def working_week(week: Week | None) -> dict[str, Any]:
    """`{% working_week week %}`: day by day, with the clock it is on and how long it is."""
    if week is None:
        return {"week": None}
    days = [(WEEKDAYS[number], hours) for number, hours in enumerate(week.hours.days)]
    hours, minutes = divmod(weekly_minutes(week.hours), 60)
    return {"week": week, "days": days, "total": f"{hours}\u202fh" + (f"\u202f{minutes:02d}" if minutes else "")}
