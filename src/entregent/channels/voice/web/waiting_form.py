"""How calls wait in a queue, as it is asked, and where they go instead."""

from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Overflow, WaitingPolicy
from entregent.channels.voice.rules import refused_destination
from entregent.channels.voice.web.forms import NO_NUMBER, OfBrands, number_field, written
from entregent.kernel.handles import InvalidHandle, phone_handle
from entregent.looks.sections import Section, section
from entregent.routing.models import Queue

MESSAGE = Overflow.Does.MESSAGE
ASIDE = {
    Overflow.When.FULL: _("They wait all the same"), Overflow.When.CLOSED: MESSAGE.label,
    Overflow.When.NOBODY: _("They wait all the same"),
}  # fmt: skip
WHY = {
    Overflow.When.FULL: _("Beyond the limits above."),
    Overflow.When.CLOSED: _("Outside the hours of the queue’s calendar."),
    Overflow.When.NOBODY: _("Nobody who serves this queue is available or paused with a telephone at hand."),
}  # fmt: skip


class WaitingForm(OfBrands):
    """How calls wait in one queue."""

    LAID_OUT = (
        (_("While they wait"), _("Music, then their place and the expected wait, again and again."),
         (("word_seconds", "half"),)),
        (_("Another way than waiting"), _("Offered by a key while they wait, when the wait is long."),
         (("offers_seconds", "half"), ("message_seconds", "half"),
          ("offers_callback", ""), ("offers_sms", ""), ("offers_message", ""))),
        (_("How many, how long"), _("Beyond these limits callers go elsewhere, as said below."),
         (("most_waiting", "third"), ("most_expected_seconds", "third"), ("longest_seconds", "third"))),
    )  # fmt: skip

    class Meta:
        model = WaitingPolicy
        fields: ClassVar = [
            "word_seconds", "offers_seconds", "offers_callback", "offers_sms", "offers_message", "message_seconds",
            "most_waiting",
            "most_expected_seconds",
            "longest_seconds",
        ]  # fmt: skip


class OverflowForm(OfBrands):
    """What becomes of who cannot wait, in one case."""

    LAID_OUT = ()
    number = number_field(_("Which number"), _("As your agents would dial it."), required=False)

    class Meta:
        model = Overflow
        fields: ClassVar = ["does", "to_queue", "number", "said_fr", "said_en"]
        widgets: ClassVar = {name: forms.Textarea(attrs={"rows": 2}) for name in ("said_fr", "said_en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when, mine = self.instance.when, self.instance.queue
        self.fields["does"].required = False
        others = [one for one in Overflow.Does.choices if when != Overflow.When.CLOSED or one[0] != MESSAGE]
        self.fields["does"].choices = [("", ASIDE[when]), *others]
        if when == Overflow.When.CLOSED and self.instance.does == MESSAGE:
            self.initial["does"] = ""
        queues = Queue.objects.filter(brand=mine.brand_id, active=True).exclude(id=mine.id).order_by("name", "id")
        self.fields["to_queue"].queryset = queues
        for language in ("fr", "en"):
            self.fields[f"said_{language}"].widget.attrs["placeholder"] = phrase(str(when), language)
        written(self, "number")

    def section(self) -> Section:
        """This case, among the sections of the page."""
        case = Overflow.When(self.instance.when)
        fields = (("does", "half"), ("to_queue", "half"), ("number", "half"), ("said_fr", ""), ("said_en", ""))
        return section(self, case.label, WHY[case], *fields)

    def clean_number(self) -> str:
        """A number that the house calls."""
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        region = self.instance.queue.brand.region
        try:
            found: str = phone_handle(typed, region).value
        except InvalidHandle:
            raise forms.ValidationError(NO_NUMBER) from None
        if refused_destination(found, str(phonenumbers.country_code_for_region(region))):
            raise forms.ValidationError(_("The house does not call this number: it is abroad, or costs more than a call."))
        return found

    def clean(self) -> dict[str, Any]:
        """What was chosen is said where."""
        data: dict[str, Any] = super().clean() or {}
        does = data.get("does")
        if not does and self.instance.when == Overflow.When.CLOSED and (data.get("said_fr") or data.get("said_en")):
            data["does"] = MESSAGE.value  # told in their own words
        if does == Overflow.Does.QUEUE and not data.get("to_queue"):
            self.add_error("to_queue", _("Say which queue they go to."))
        if does == Overflow.Does.NUMBER and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Say which number is called."))
        return data
