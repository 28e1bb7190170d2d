"""A week of intervals, as a form: several a day, each with a start and an end."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext_lazy as _

from entregent.kernel.business_time import WEEKDAYS, CalendarError, Span

SLOTS = 3  # shown even when empty: two with lunch between, and one more
_BOX = re.compile(r"[a-z]{3}_(\d)_(?:from|to)")


class WeekForm(forms.Form):
    """Each day has a few intervals, each with a start and an end; lunch is the gap between two.

    ``cleaned_data["week"]`` is the week as calendars write it; ``initial`` comes from ``week_values``.
    """

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=initial)
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
        cleaned["week"] = week
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


def week_values(week: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A stored week as the initial values of the form."""
    values = {}
    for day, spans in week.items():
        for slot, span in enumerate(spans[:10]):
            values[f"{day}_{slot}_from"], values[f"{day}_{slot}_to"] = span.split("-")
    return values


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
