"""The form of business hours: a week of intervals, the places whose holidays count, exceptions."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_lazy as _

from entregent.access.queries import time_zones
from entregent.calendar.models import Calendar
from entregent.kernel.business_time import WEEKDAYS, BusinessCalendar, CalendarError, PublicHolidays, Span
from entregent.studio.things.places import GROUPS, PLACES

SLOTS = 3  # shown even when empty: two with lunch between, and one more
PRESET_NAMES = {
    "france": _("France, 9:00–12:30 and 14:00–18:00"), "alsace-moselle": _("Alsace-Moselle"), "guadeloupe": _("Guadeloupe"),
    "martinique": _("Martinique"), "guyane": _("French Guiana"), "reunion": _("Réunion"), "mayotte": _("Mayotte"),
    "geneve": _("Geneva"), "vaud": _("Vaud"), "zurich": _("Zurich"), "always": _("Around the clock"),
}  # fmt: skip
_BOX = re.compile(r"[a-z]{3}_(\d)_(?:from|to)")
_EXCEPTION = re.compile(r"(\d{4}-\d{2}-\d{2})\s*:?\s*(.*)")


class CalendarForm(forms.Form):
    """Business hours. Each day has a few intervals, each with a start and an end; lunch is the gap between two."""

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
        self.slots = _slots([*self.initial, *(data or {})])
        for day in WEEKDAYS:
            for slot in range(self.slots):
                for end in ("from", "to"):
                    self.fields[f"{day}_{slot}_{end}"] = forms.CharField(
                        required=False, max_length=5, initial=self.initial.get(f"{day}_{slot}_{end}", "")
                    )

    def days(self) -> list[dict[str, Any]]:
        """The week's lines: the day's name and its pairs of boxes."""
        return [
            {
                "name": DAY_NAMES[number],
                "key": day,
                "slots": [(self[f"{day}_{slot}_from"], self[f"{day}_{slot}_to"]) for slot in range(self.slots)],
            }
            for number, day in enumerate(WEEKDAYS)
        ]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Calendar.objects.filter(brand=self.brand, name=name)
        if self.calendar:
            others = others.exclude(id=self.calendar.id)
        if others.exists():
            raise ValidationError(_("Another calendar of this brand has this name."), code="taken")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        week = {}
        for number, day in enumerate(WEEKDAYS):
            try:
                if spans := self._spans(day):
                    week[day] = spans
            except ValidationError as wrong:
                told = _("%(day)s: %(what)s") % {"day": DAY_NAMES[number], "what": wrong.messages[0]}
                self.add_error(None, ValidationError(told))
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

    def _spans(self, day: str) -> list[str]:
        spans: list[Span] = []
        for slot in range(self.slots):
            start = _clock(self.cleaned_data.get(f"{day}_{slot}_from", ""))
            end = _clock(self.cleaned_data.get(f"{day}_{slot}_to", ""))
            if not start and not end:
                continue
            if not start or not end:
                raise ValidationError(_("an interval needs a start and an end, such as 09:00 and 12:30."))
            spans.append(_span(f"{start}-{'24:00' if end == '00:00' else end}"))
        ordered = sorted(spans)
        if any(after.start < before.end for before, after in pairwise(ordered)):
            raise ValidationError(_("two intervals overlap."))
        return [str(span) for span in ordered]

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


def _slots(names: Iterable[str]) -> int:
    """How many intervals a day are shown: as many as the fullest day has, and never fewer than ``SLOTS``."""
    return max([SLOTS, *(int(box[1]) + 1 for box in map(_BOX.fullmatch, names) if box)])


def _clock(text: str) -> str:
    """ "9:00", "09:00" or "9h30" as HH:MM; empty stays empty; anything else stays as it is, to be refused."""
    found = re.fullmatch(r"(\d{1,2})\s*[:hH]\s*(\d{2})?", text.strip())
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else text.strip()


def _span(text: str) -> Span:
    try:
        return Span.parse(text)
    except CalendarError as wrong:
        raise ValidationError(_("“%(text)s” is not an interval that ends after it starts.") % {"text": text}) from wrong


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
    for day, spans in hours.get("week", {}).items():
        for slot, span in enumerate(spans[:10]):
            values[f"{day}_{slot}_from"], values[f"{day}_{slot}_to"] = span.split("-")
    return values


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
