"""The form of business hours: a week of intervals, the places whose holidays count, exceptions."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from entregent.access.queries import time_zones
from entregent.calendar.models import Calendar
from entregent.kernel.business_time import BusinessCalendar, CalendarError, PublicHolidays, Span
from entregent.studio.things.places import GROUPS, PLACES
from entregent.studio.things.week import WeekForm, week_values

PRESET_NAMES = {
    "france": _("France, 9:00–12:30 and 14:00–18:00"), "alsace-moselle": _("Alsace-Moselle"), "guadeloupe": _("Guadeloupe"),
    "martinique": _("Martinique"), "guyane": _("French Guiana"), "reunion": _("Réunion"), "mayotte": _("Mayotte"),
    "geneve": _("Geneva"), "vaud": _("Vaud"), "zurich": _("Zurich"), "always": _("Around the clock"),
}  # fmt: skip
_EXCEPTION = re.compile(r"(\d{4}-\d{2}-\d{2})\s*:?\s*(.*)")


class CalendarForm(WeekForm):
    """Business hours: a week, a clock, holidays and exceptions."""

    name = forms.CharField(label=_("Name"), max_length=80)
    zone = forms.ChoiceField(label=_("Time zone"))
    places = forms.MultipleChoiceField(
        label=_("Public holidays of"), required=False, choices=GROUPS, widget=forms.CheckboxSelectMultiple,
        help_text=_("Closed on these days. A part of a country has the holidays of the whole and its own."),
    )  # fmt: skip
    exceptions = forms.CharField(
        label=_("Exceptions"), required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "2026-12-24 09:00-12:00"}),
        help_text=_("One a line: a date, then its hours; a date alone is closed. They win over the week and the holidays."),
    )  # fmt: skip
    is_default = forms.BooleanField(label=_("Hours of the brand"), required=False)

    def __init__(self, data: Any, *, initial_hours: Mapping[str, Any], calendar: Calendar | None, brand: Any) -> None:
        self.calendar, self.brand = calendar, brand
        own = {"name": calendar.name, "is_default": calendar.is_default} if calendar else {}
        super().__init__(data, initial=_written(initial_hours) | own)
        self.fields["zone"].choices = time_zones()
        known = {value for value, _label in PLACES}
        others = [(one, one) for one in self.initial["places"] if one not in known]
        self.fields["places"].choices = [*GROUPS, *([(_("Others"), others)] if others else [])]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Calendar.objects.filter(brand=self.brand, name=name)
        if self.calendar:
            others = others.exclude(id=self.calendar.id)
        if others.exists():
            raise ValidationError(_("Another calendar of this brand has this name."), code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        week = cleaned["week"]
        if not week and not self.non_field_errors():
            self.add_error(None, _("Open at least once a week: otherwise nothing would ever fall due."))
        cleaned["hours"] = {
            "zone": cleaned.get("zone"),
            "week": week,
            "holidays": [_place(one) for one in cleaned.get("places", [])],
            "exceptions": self._exceptions(),
        }
        if not self.errors:
            try:
                BusinessCalendar.from_json(cleaned["hours"])
            except CalendarError as wrong:
                raise ValidationError(str(wrong)) from wrong
        return cleaned

    def _exceptions(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in self.cleaned_data.get("exceptions", "").splitlines():
            if not line.strip():
                continue
            parts = _EXCEPTION.fullmatch(line.strip())
            try:
                if not parts or parts[1] in found:
                    raise ValueError(line)
                date.fromisoformat(parts[1])
                found[parts[1]] = [str(Span.parse(part)) for part in re.split(r"[,\s]+", parts[2]) if part]
            except ValueError:
                self.add_error(
                    "exceptions", _("“%(line)s”: write a date once, such as 2026-12-24 09:00-12:00.") % {"line": line}
                )
        return found


def _place(value: str) -> dict[str, str]:
    country, _dash, subdivision = value.partition("-")
    return {"country": country} | ({"subdivision": subdivision} if subdivision else {})


def _written(hours: Mapping[str, Any]) -> dict[str, Any]:
    """A stored document as the form's initial values. Codes of subdivisions are shown under the names of ``PLACES``."""
    values: dict[str, Any] = {
        "zone": hours.get("zone"),
        "places": [_known_place(one) for one in hours.get("holidays", [])],
        "exceptions": "\n".join(f"{day} {' '.join(spans)}".strip() for day, spans in hours.get("exceptions", {}).items()),
    }
    return values | week_values(hours.get("week", {}))


def _known_place(holiday: Mapping[str, str]) -> str:
    """A stored subdivision may be a code ("973") for what the list calls by its letters ("GF")."""
    subdivision = holiday.get("subdivision")
    if not subdivision:
        return holiday["country"]
    for value, _label in PLACES:
        country, _dash, name = value.partition("-")
        if country == holiday["country"] and name and _same(country, name, subdivision):
            return value
    return f"{holiday['country']}-{subdivision}"


def _same(country: str, one: str, other: str) -> bool:
    try:
        return PublicHolidays(country, one) == PublicHolidays(country, other)
    except CalendarError:
        return False
