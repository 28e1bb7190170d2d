"""The forms of trunks, numbers and telephones."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.access.models import Team
from entregent.access.queries import staff_of
from entregent.brands.models import Brand
from entregent.brands.vocabulary import worded_lazy
from entregent.channels.voice.models import Device, ListeningPeriod, Number, Trunk
from entregent.channels.voice.rules import calling_from
from entregent.channels.voice.spending import read_codes, read_rates
from entregent.kernel.handles import Handle, InvalidHandle, Kind, display, phone_handle
from entregent.looks.sections import Sectioned
from entregent.routing.models import Queue
from entregent.scenarios.models import Scenario
from entregent.scenarios.queries import performed
from entregent.tracking.queries import sources

MEDIUM = "phone"
LONGEST = 30
"""Characters of a number as people write it."""
NO_NUMBER = _("This is no telephone number: write it as people dial it, with its country’s code if abroad.")
USER = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Letters, digits, dots, hyphens and underscores only."))


class OfBrands(Sectioned):
    """A form about one of ``brands``, those that the visitor administers."""

    def __init__(self, *args: Any, brands: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.several = len(brands) > 1
        if "brand" in self.fields:
            self.fields["brand"].queryset = Brand.objects.filter(id__in=brands)
            self.fields["brand"].disabled = not self.instance._state.adding
            self.fields["brand"].initial = brands[0] if brands and not self.several else None

    def choose(self, field: str, rows: Any) -> None:
        """What may be chosen; whose it is stands beside it where several brands are offered."""
        self.fields[field].queryset = rows
        if self.several:
            self.fields[field].label_from_instance = lambda row: f"{row} · {row.brand.name}"

    def same_brand(self, data: dict[str, Any], *fields: str) -> None:
        """Nothing that is chosen is another brand's."""
        for field in fields:
            chosen: Model | None = data.get(field)
            if chosen is not None and data.get("brand") is not None and chosen.brand_id != data["brand"].id:
                self.add_error(field, _("This is another brand’s."))

    def normal(self, data: dict[str, Any], field: str) -> None:
        """A number as it is stored, however it was written."""
        written, brand = data.get(field), data.get("brand")
        if not written or brand is None:
            return
        try:
            data[field] = phone_handle(written, brand.region).value
        except InvalidHandle:
            self.add_error(
                field, _("This is no telephone number: write it as people dial it, with its country’s code if abroad.")
            )


def number_field(label: Any, help_text: Any, *, required: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST, required=required, help_text=help_text, widget=widget)


def written(form: Sectioned, field: str) -> None:
    """A stored number is shown as people of the country write it."""
    if value := form.initial.get(field):
        form.initial[field] = display(Handle(Kind.PHONE, value), form.instance.brand.region)


class TrunkForm(OfBrands):
    """The line of an operator."""

    LAID_OUT = (
        (_("Line"), _("What your operator, or your own exchange, gave you."),
         (("brand", "half"), ("name", "half"), ("caller", "half"), ("active", "half"))),
        (_("Calls that come in"),
         _("Calls from anywhere else are refused: nobody can pass for the operator."),
         (("from_lines", ""),)),
        (_("Calls that leave"), _("Where calls are sent, and how the line proves that it is yours."),
         (("host", "two-thirds"), ("port", "third"), ("user", "half"), ("secret", "half"), ("registers", "half"),
          ("rank", "half"))),
        (_("What it may cost"),
         _("Numbers that cost more than a call are never dialled. Beyond a limit calls are refused, and it is told."),
         (("abroad", "half"), ("at_once", "half"), ("day", "half"), ("month", "half"), ("prices", ""))),
    )  # fmt: skip

    abroad = forms.CharField(
        label=_("Countries that may be called"), required=False, max_length=300,
        help_text=_("Their codes: +41, +352. That of the brand’s country always may."),
    )  # fmt: skip
    day = forms.DecimalField(label=_("Spent in a day at most (€)"), required=False, min_value=0, max_value=1_000_000,
                             decimal_places=2, help_text=_("Empty: no limit."))  # fmt: skip
    month = forms.DecimalField(label=_("Spent in a month at most (€)"), required=False, min_value=0, max_value=10_000_000,
                               decimal_places=2, help_text=_("Empty: no limit."))  # fmt: skip
    prices = forms.CharField(
        label=_("Prices"), required=False, widget=forms.Textarea({"rows": 4, "class": "mono"}),
        help_text=_("One beginning of number a line, then cents a minute: +336 8. Others count 10 at home and 60 abroad."),
    )  # fmt: skip

    caller = number_field(_("Number shown"), _("To those we call, where the call has no number of its own."), required=False)
    from_lines = forms.CharField(
        label=_("Addresses it calls from"), required=False, widget=forms.Textarea({"rows": 4, "class": "mono"}),
        help_text=_("IP addresses or networks, one a line: 192.0.2.10 or 192.0.2.0/24."),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Password"), required=False, strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Sealed, never shown again. Left empty, it stays as it is."),
    )  # fmt: skip

    class Meta:
        model = Trunk
        fields = ["brand", "name", "host", "port", "registers", "user", "caller", "rank", "at_once", "active"]
        labels = {"brand": _("Brand")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_lines"].initial = "\n".join(self.instance.addresses)
        self.fields["rank"].required = False
        self.fields["abroad"].initial = ", ".join(f"+{code}" for code in self.instance.countries)
        self.fields["prices"].initial = "\n".join(f"{prefix} {cents}" for prefix, cents in self.instance.rates.items())
        for name in ("day", "month"):
            cents = getattr(self.instance, f"{name}_cents")
            self.fields[name].initial = None if cents is None else Decimal(cents) / 100
        written(self, "caller")

    def clean_rank(self) -> int:
        return self.cleaned_data["rank"] or 1

    def clean_abroad(self) -> str:
        good, bad = read_codes(self.cleaned_data["abroad"])
        if bad:
            raise forms.ValidationError(_("Not the code of a country: %(words)s") % {"words": ", ".join(bad[:5])[:60]})
        self.instance.countries = good
        return ", ".join(good)

    def clean_prices(self) -> str:
        good, bad = read_rates(self.cleaned_data["prices"])
        if bad:
            raise forms.ValidationError(_("Not a price: %(lines)s") % {"lines": ", ".join(line[:30] for line in bad[:5])})
        self.instance.rates = good
        return "\n".join(good)

    def clean_from_lines(self) -> str:
        good, bad = calling_from(self.cleaned_data["from_lines"])
        if bad:
            told = ", ".join(line[:60] for line in bad[:5])
            raise forms.ValidationError(_("Neither an address nor a network of an operator: %(lines)s") % {"lines": told})
        self.instance.addresses = good
        return "\n".join(good)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("day", "month"):
            setattr(self.instance, f"{name}_cents", None if data.get(name) is None else int(data[name] * 100))
        self.normal(data, "caller")
        if not data.get("host") and not data.get("from_lines") and "from_lines" not in self.errors:
            self.add_error("from_lines", _("Say from where this line calls, or to which server calls are sent."))
        if data.get("registers") and not data.get("host"):
            self.add_error("host", _("To register, the line needs the server of the operator."))
        if data.get("registers") and not data.get("user"):
            self.add_error("user", _("To register, the line needs the user that the operator gave you."))
        return data


class NumberForm(OfBrands):
    """A number at which a brand is called."""

    LAID_OUT = (
        (pgettext_lazy("telephone", "Number"), worded_lazy(_("What %(customers)s dial.")),
         (("brand", "half"), ("trunk", "half"), ("number", "half"), ("label", "half"), ("active", "half"))),
        (_("Who answers"),
         _("A scenario published for the telephone speaks first; then an agent of the queue."),
         (("scenario", "half"), ("queue", "half"), ("speech", ""))),
        (_("Where its callers come from"), _("See Call tracking in the studio."), (("source", "half"), ("lent", "half"))),
    )  # fmt: skip

    number = number_field(
        pgettext_lazy("telephone", "Number"), _("As people dial it: 02 61 91 00 10, or +41… abroad."), required=True
    )

    class Meta:
        model = Number
        fields = ["brand", "trunk", "number", "label", "scenario", "queue", "speech", "source", "lent", "active"]
        labels = {"brand": _("Brand")}

    def __init__(self, *args: Any, brands: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, brands=brands, **kwargs)
        kept = {self.instance.scenario_id} - {None}
        scenarios = {one.id for one in performed(brands, MEDIUM)} | kept
        self.choose("scenario", Scenario.objects.filter(id__in=scenarios).select_related("brand").order_by("name", "id"))
        self.choose("queue", Queue.objects.filter(brand__in=brands, active=True).select_related("brand").order_by("name", "id"))
        self.choose("trunk", Trunk.objects.filter(brand__in=brands).select_related("brand"))
        self.choose("source", sources(brands))
        self.fields["source"].empty_label = _("Not told apart")
        self.fields["scenario"].empty_label = _("None: an agent answers")
        self.fields["queue"].empty_label = _("The brand’s default queue")
        written(self, "number")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.normal(data, "number")
        self.same_brand(data, "trunk", "scenario", "queue", "source")
        if data.get("lent") and data.get("source"):
            self.add_error("lent", _("A number is lent, or has a source of its own: not both."))
        return data


class DeviceForm(OfBrands):
    """A SIP telephone of somebody of the staff."""

    LAID_OUT = (
        (_("Telephone"),
         _("It rings for every call that is offered to this person, and lifting the receiver takes it."),
         (("staff", "half"), ("label", "half"))),
        (_("How it registers"),
         _("Both are typed into the telephone, with the address of the process that carries calls."),
         (("user", "half"), ("secret", "half"))),
    )  # fmt: skip

    user = forms.CharField(
        label=_("User"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        validators=[USER],
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Password"), required=False, strip=False, min_length=12, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Left empty, the house makes one for a new telephone, shown once; else it stays as it is."),
    )  # fmt: skip

    class Meta:
        model = Device
        fields = ["staff", "label", "user"]
        labels = {"staff": _("Member of staff")}

    def __init__(self, *args: Any, brands: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, brands=brands, **kwargs)
        self.fields["staff"].queryset = staff_of(brands).filter(is_active=True)

    def renamed(self) -> bool:
        """Whether it is new, or registers by another name: what it proves to know holds for its old one alone."""
        return not self.instance.ha1 or "user" in self.changed_data


class ListeningForm(forms.ModelForm):
    """Announce that calls may be listened to; ``brands`` are those that the visitor supervises."""

    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), required=False, label=_("Teams"), help_text=_("None chosen: every agent of the brand.")
    )

    class Meta:
        model = ListeningPeriod
        fields = ("brand", "first", "last", "purpose")
        labels: ClassVar = {"brand": _("Brand"), "first": _("First day"), "last": _("Last day")}
        widgets: ClassVar = {
            "first": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, brands: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=brands)
        self.fields["brand"].initial = brands[0] if len(brands) == 1 else None
        self.fields["teams"].queryset = Team.objects.filter(staff__in=staff_of(brands)).distinct().order_by("name")

    def clean(self) -> dict[str, Any]:
        """In the order of days."""
        told = super().clean() or {}
        if told.get("first") and told.get("last") and told["last"] < told["first"]:
            self.add_error("last", _("It ends before it begins."))
        return told
