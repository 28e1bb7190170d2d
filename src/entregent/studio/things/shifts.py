"""When someone is to be at work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import ngettext

from entregent.access.models import Staff
from entregent.studio.things.week import WeekForm, week_values


class ShiftsForm(WeekForm):
    """The working week of someone, and whether the rest of the team has the same. ``team``: the others that may be given it."""

    whole_team = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, week: Mapping[str, Sequence[str]], team: list[Staff]) -> None:
        super().__init__(data, initial=week_values(week))
        if not team:
            del self.fields["whole_team"]
        else:
            self.fields["whole_team"].label = ngettext(
                "The same for %(count)s other person of the team", "The same for the %(count)s others of the team", len(team)
            ) % {"count": len(team)}
