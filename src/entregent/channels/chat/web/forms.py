"""The form of a widget."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.channels.chat.models import Widget
from entregent.channels.chat.queries import scenarios_of
from entregent.channels.chat.rules import tidy_origin
from entregent.channels.voice.models import Number
from entregent.kernel.handles import InvalidHandle, phone_handle
from entregent.looks.sections import Section, section
from entregent.routing.models import Queue

LANGUAGES = (("fr", _("French")), ("en", _("English")))
WORDS = (
    ("title", _("Title"), 60, 1), ("greeting", _("Greeting"), 300, 2), ("closed", _("When it is closed"), 300, 2),
    ("consent", _("Agreement asked before writing"), 600, 3),
)  # fmt: skip


class WidgetForm(forms.ModelForm):
    """A widget; ``brands`` are those that the visitor administers."""

    origins = forms.CharField(
        label=_("Sites"), widget=forms.Textarea({"rows": 3, "placeholder": "https://www.exemple.fr"}), required=False,
        help_text=_("Where it may stand, one a line: https://www.example.org, or https://*.example.org for all of its hosts."),
    )  # fmt: skip

    class Meta:
        model = Widget
        fields = [
            "brand", "name", "queue", "calendar", "active", "colour", "side", "theme", "asks_name", "asks_mail", "asks_phone",
            "scenario", "chat", "help", "callback", "phone", "line", "files", "transcript", "survey", "idle_minutes",
            "offer_after",
        ]  # fmt: skip
        labels = {"brand": _("Brand")}
        widgets = {"colour": forms.TextInput({"placeholder": "#17605a"})}

    def __init__(self, *args: Any, brands: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=brands)
        self.fields["queue"].queryset = Queue.objects.filter(brand__in=brands, active=True).select_related("brand")
        self.fields["calendar"].queryset = Calendar.objects.filter(brand__in=brands).select_related("brand")
        self.fields["scenario"].queryset = scenarios_of(brands, self.instance.scenario_id)
        self.fields["line"].queryset = Number.objects.filter(brand__in=brands, active=True).select_related("brand")
        self.fields["line"].empty_label = _("No button to call")
        self.fields["scenario"].empty_label = _("Nobody: an agent answers")
        self.fields["calendar"].empty_label = _("Those of the queue")
        if len(brands) > 1:
            for name in ("queue", "calendar", "scenario", "line"):
                self.fields[name].label_from_instance = lambda row: f"{row.brand.name} · {row}"
        if not self.instance._state.adding:
            self.fields["brand"].disabled = True
        self.initial["origins"] = "\n".join(self.instance.origins)
        for language, _said in LANGUAGES:
            for name, label, longest, rows in WORDS:
                area = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=label, max_length=longest, required=False, widget=area,
                    initial=self.instance.words.get(language, {}).get(name, ""),
                )  # fmt: skip

    def sections(self) -> Iterator[Section]:
        """What the template draws."""
        yield section(
            self, _("Where it stands"), _("On which sites, for which brand, and in which queue its visitors wait."),
            ("brand", "half"), ("name", "half"), ("origins", ""), ("queue", "half"), ("calendar", "half"), ("active", "half"),
        )  # fmt: skip
        yield section(
            self, _("Who answers first"),
            _("An assistant says that it is a machine, answers at every hour, and hands over with all that was said."),
            ("scenario", ""),
        )  # fmt: skip
        yield section(
            self, _("Look"), _("It takes the brand’s colour, kept readable in the light and in the dark."),
            ("colour", "third"), ("side", "third"), ("theme", "third"),
        )  # fmt: skip
        for language, said in LANGUAGES:
            yield section(
                self, said, _("What it says on pages in this language. What is empty is said in French, or not at all."),
                *((f"{name}_{language}", "") for name, *_rest in WORDS),
            )  # fmt: skip
        yield section(
            self, _("What is asked first"), _("What visitors say of themselves proves nothing: it leads to nobody’s history."),
            ("asks_name", "third"), ("asks_mail", "third"), ("asks_phone", "third"),
        )  # fmt: skip
        yield section(
            self, _("What it offers"), _("Without the chat, visitors leave messages that are answered by e-mail."),
            ("chat", "half"), ("help", "half"), ("callback", "half"), ("files", "half"), ("transcript", "half"),
            ("survey", "half"), ("phone", "half"), ("line", "half"), ("idle_minutes", "half"), ("offer_after", "half"),
        )  # fmt: skip

    def clean_origins(self) -> list[str]:
        """As browsers write them, each once."""
        found = []
        for line in self.cleaned_data["origins"].split():
            origin = tidy_origin(line)
            if origin is None:
                raise forms.ValidationError(_("%(line)s is not the address of a site."), params={"line": line})
            found.append(origin)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        brand = data.get("brand")
        for name in ("queue", "calendar", "scenario", "line"):
            if data.get(name) is not None and brand is not None and data[name].brand_id != brand.id:
                self.add_error(name, _("This is another brand’s."))
        if data.get("phone") and brand is not None:
            try:
                phone_handle(data["phone"], brand.region)
            except InvalidHandle:
                self.add_error("phone", _("This is not a telephone number that can be called."))
        self.instance.origins = data.get("origins", [])
        self.instance.words = {
            language: kept
            for language, _said in LANGUAGES
            if (kept := {name: data[key] for name, *_rest in WORDS if data.get(key := f"{name}_{language}")})
        }
        return data
