"""Sites, teams and skills. People themselves have pages of their own (``web/staff.py``)."""

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Site, Skill, Team
from entregent.access.queries import time_zones
from entregent.studio.forms import StudioForm
from entregent.studio.resource import Column, Resource


class SiteForm(StudioForm):
    """A place where agents work."""

    class Meta:
        model = Site
        fields = ["name", "country", "time_zone", "distance", "abroad"]
        labels = {
            "name": _("Name"), "country": _("Country"), "time_zone": _("Time zone"), "distance": _("Distance"),
            "abroad": _("Outside the European Union"),
        }  # fmt: skip
        help_texts = {
            "country": _("Two letters, such as FR or MA."),
            "abroad": _("Personal data read here is a transfer that the record of processing must name."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=time_zones())

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise forms.ValidationError(_("Two letters, such as FR or MA."), code="country")
        return country


class TeamForm(StudioForm):
    """A team and its site."""

    class Meta:
        model = Team
        fields = ["name", "site"]
        labels = {"name": _("Name"), "site": _("Site")}


class SkillForm(StudioForm):
    """A skill of a brand."""

    class Meta:
        model = Skill
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("A subject, a language, a product.")}


SITES = Resource(
    slug="sites", icon="pin", title=_("Sites"), singular=_("site"), shared=True,
    intro=_("Where agents work, and which of these places are outside the European Union."),
    model=Site, form=SiteForm, search=("name", "country"),
    rows=lambda rows: rows.annotate(teams_count=Count("teams")).order_by("name"),
    columns=(
        Column(_("Name"), lambda site: site.name), Column(_("Country"), lambda site: site.country),
        Column(_("Distance"), lambda site: site.get_distance_display(), "chip"),
        Column(_("Outside the EU"), lambda site: site.abroad, "yes"),
        Column(_("Teams"), lambda site: site.teams_count, "number"),
    ),
)  # fmt: skip
TEAMS = Resource(
    slug="teams", icon="users", title=_("Teams"), singular=_("team"), shared=True,
    intro=_("Agents who share a supervisor; a team may serve several brands."),
    model=Team, form=TeamForm, search=("name", "site__name"),
    rows=lambda rows: rows.select_related("site").annotate(people=Count("staff")).order_by("name"),
    columns=(
        Column(_("Name"), lambda team: team.name), Column(_("Site"), lambda team: team.site.name if team.site else "—"),
        Column(_("Headcount"), lambda team: team.people, "number"),
    ),
)  # fmt: skip
SKILLS = Resource(
    slug="skills", icon="star", title=_("Skills"), singular=_("skill"),
    intro=_("What an agent can be good at; queues ask for levels of them."),
    model=Skill, form=SkillForm, rows=lambda rows: rows.annotate(people=Count("holders")).order_by("name", "id"),
    columns=(Column(_("Name"), lambda skill: skill.name), Column(_("Headcount"), lambda skill: skill.people, "number")),
)  # fmt: skip
