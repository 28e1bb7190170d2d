"""What queues offer to those who want to be called back."""

from django.utils.translation import gettext_lazy as _

from entregent.callbacks.models import Offering
from entregent.studio.forms import StudioForm
from entregent.studio.resource import Column, Resource


class OfferingForm(StudioForm):
    """The callbacks of a queue."""

    class Meta:
        model = Offering
        fields = [
            "queue",
            "name",
            "per_quarter",
            "notice_minutes",
            "days_ahead",
            "at_once",
            "retry_minutes",
            "most_tries",
            "active",
        ]
        labels = {
            "queue": _("Queue"), "name": _("Public name"), "per_quarter": _("Callbacks in a quarter of an hour"),
            "notice_minutes": _("Notice (minutes)"), "days_ahead": _("Days ahead"),
            "at_once": _("As soon as possible too"),
            "retry_minutes": _("Called again after (minutes)"), "most_tries": _("Calls at most"), "active": _("In service"),
        }  # fmt: skip


OFFERINGS = Resource(
    slug="callbacks", icon="callback", title=_("Callbacks"), singular=_("offer of callbacks"),
    intro=_("Which queues call back, and how many calls their agents can make in a quarter of an hour."),
    model=Offering, form=OfferingForm, search=("name", "queue__name"), rows=lambda rows: rows.select_related("queue"),
    columns=(
        Column(_("Queue"), lambda row: row.queue.name), Column(_("Public name"), lambda row: row.name),
        Column(_("Callbacks in a quarter of an hour"), lambda row: row.per_quarter, "number"),
        Column(_("Days ahead"), lambda row: row.days_ahead, "number"),
        Column(_("In service"), lambda row: row.active, "yes"),
    ),
)  # fmt: skip
