"""The form by which a brand's portal is set up."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.brands.models import Brand
from entregent.looks.sections import Section, section
from entregent.portal.actions import Public
from entregent.portal.models import Portal, PublicReason
from entregent.routing.models import Queue
from entregent.tickets.queries import reasons


class PortalForm(forms.ModelForm):
    """A brand's portal, and the reasons that its customers may choose."""

    class Meta:
        model = Portal
        fields = [
            "open", "registration", "welcome", "passwords", "passkeys", "callbacks", "help", "chat", "rights", "rights_queue"
        ]  # fmt: skip
        labels = {
            "open": pgettext_lazy("a portal", "Open"), "registration": _("Who may enter"),
            "welcome": _("Words at the entrance"), "passwords": _("Passwords"), "passkeys": _("Passkeys"),
            "callbacks": _("Callbacks"), "help": _("Help articles"), "chat": _("The widget"),
            "rights": _("Rights over personal data"), "rights_queue": _("Where requests of rights wait"),
        }  # fmt: skip
        widgets = {"welcome": forms.Textarea({"rows": 3})}
        help_texts = {
            "open": _("Closed, its address answers to nobody; nothing is lost."),
            "welcome": _("Plain text. Empty: the words of the house."),
            "passwords": _("Beside the mailed link, which always works. Taken away: those that were chosen open nothing."),
            "passkeys": _("The same for keys of devices."),
            "callbacks": _("Of the queues that take some."), "help": _("Of the brand’s help site, while it is open."),
            "chat": _("The brand’s first one, if it has any: whoever entered is known there."),
            "rights": _("Not shown, they are asked for by any other way, without this clock."),
            "rights_queue": _("Empty: the brand’s usual queue."),
        }  # fmt: skip

    def __init__(self, *arguments: Any, brand: Brand, **options: Any) -> None:
        super().__init__(*arguments, **options)
        queues = Queue.objects.filter(brand=brand, active=True)
        self.fields["rights_queue"].queryset = queues
        self.reasons = list(reasons(brand.id))
        known = {row.reason_id: row for row in PublicReason.objects.filter(brand=brand)}
        for reason, path in self.reasons:
            row = known.get(reason)
            self.fields[f"public_{reason}"] = forms.BooleanField(label=path, required=False, initial=row is not None)
            self.fields[f"name_{reason}"] = forms.CharField(
                label=_("Public name"),
                max_length=80,
                required=False,
                initial=row.name if row else "",
                widget=forms.TextInput({"aria-label": _("Public name: %(reason)s") % {"reason": path}}),
            )
            self.fields[f"queue_{reason}"] = forms.ModelChoiceField(
                queues,
                label=_("Queue"),
                required=False,
                initial=row.queue_id if row else None,
                empty_label=_("The usual one"),
                widget=forms.Select({"aria-label": _("Queue: %(reason)s") % {"reason": path}}),
            )

    def sections(self) -> Iterator[Section]:
        """What the template draws before the reasons."""
        yield section(
            self, _("The entrance"), _("Whether those whom the brand serves have a space, and how they enter it."),
            ("open", ""), ("registration", "half"), ("welcome", ""), ("passwords", "half"), ("passkeys", "half"),
        )  # fmt: skip
        yield section(
            self, _("What is found there"), _("Their requests, their data, their preferences and consents always are."),
            ("callbacks", "half"), ("help", "half"), ("chat", "half"), ("rights", "half"), ("rights_queue", "half"),
        )  # fmt: skip

    def choices(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """A reason a line: whether it is offered, in which words, where requests then wait."""
        return [(self[f"public_{id}"], self[f"name_{id}"], self[f"queue_{id}"]) for id, _path in self.reasons]

    def public(self) -> dict[UUID, Public]:
        """The reasons that are offered."""
        said = self.cleaned_data
        return {
            id: Public(said[f"name_{id}"], said[f"queue_{id}"].id if said[f"queue_{id}"] else None)
            for id, _path in self.reasons
            if said[f"public_{id}"]
        }
