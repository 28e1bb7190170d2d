"""Dispositions of calls."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from entregent.channels.voice.actions import place_disposition
from entregent.channels.voice.errors import DispositionRefused
from entregent.channels.voice.models import Disposition
from entregent.studio.resource import Column, Resource
from entregent.studio.things.words import NodeForm


class DispositionForm(NodeForm):
    """A disposition, its class and its place in the tree."""

    place, refusal = staticmethod(place_disposition), DispositionRefused

    class Meta:
        model = Disposition
        fields = ["name", "kind", "parent", "active"]
        labels = {"parent": _("Under")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = Disposition.Kind.choices  # one of them: nothing is chosen for whoever writes it


DISPOSITIONS = Resource(
    slug="dispositions", icon="hang-up", title=_("Dispositions of calls"), singular=_("disposition"),
    intro=_("How a call ended for what it was made for: agents choose one, the ratios count its class."),
    model=Disposition, form=DispositionForm, home="studio:dispositions", rows=lambda rows: rows.select_related("parent"),
    columns=(
        Column(_("Name"), lambda row: row.name), Column(_("Class"), lambda row: row.get_kind_display(), "chip"),
        Column(_("In service"), lambda row: row.active, "yes"),
    ),
)  # fmt: skip
