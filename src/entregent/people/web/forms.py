"""What staff type about persons and organisations."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.kernel.handles import Handle, InvalidHandle
from entregent.people.actions import LARGEST
from entregent.people.actions.organisations import clean_registration
from entregent.people.errors import PeopleError
from entregent.people.models import CustomField, Organisation, Person, Stage
from entregent.people.rules.addresses import guess_address, read_address
from entregent.people.rules.custom import read_value
from entregent.people.web.wording import BAD_HANDLES, IMPORT_REFUSALS, REFUSALS

LANGUAGES = [
    ("", "—"),
    ("fr", _("French")),
    ("en", _("English")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("pt", _("Portuguese")),
]
TITLES = [
    ("", "—"),
    ("Mme", "Mme"),
    ("M.", "M."),
    ("Dr", "Dr"),
    ("Me", "Me"),
    ("Pr", "Pr"),
    ("Mlle", "Mlle"),
    ("Mr", "Mr"),
    ("Mrs", "Mrs"),
    ("Ms", "Ms"),
    ("Miss", "Miss"),
]
CUSTOM = "custom_"


class PersonForm(forms.Form):
    """A person's own fields, and those that the brand adds."""

    title = forms.ChoiceField(label=_("Form of address"), choices=TITLES, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    external_reference = forms.CharField(
        label=_("Reference"),
        max_length=60,
        required=False,
        help_text=_("The number under which your other systems know this person."),
    )
    is_consumer = forms.BooleanField(
        label=_("A consumer (not a professional)"),
        required=False,
        initial=True,
        help_text=_("Consumers have more rights: canvassing, withdrawal, mediation."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = forms.RegexField(r"^[A-Za-z]{2}$", label=_("Country"), required=False, help_text=_("Two letters: FR, CH, BE."))

    def __init__(self, *args: Any, custom: Iterable[CustomField] = (), person: Person | None = None, **kwargs: Any) -> None:
        initial = {"stage": Stage.NEW}
        if person is not None:
            initial = {name: getattr(person, name) for name in self.base_fields}
            initial |= {CUSTOM + key: value for key, value in person.custom.items()}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.custom = list(custom)
        for field in self.custom:
            self.fields[CUSTOM + field.key] = _custom_field(field)

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean(self) -> dict[str, Any]:
        for field in self.custom:
            name = CUSTOM + field.key
            try:
                self.cleaned_data[name] = read_value(field.type, str(self.cleaned_data.get(name) or ""), field.options)
            except ValueError:
                self.add_error(name, _("This value is not of the right kind."))
        return self.cleaned_data

    def own(self) -> dict[str, Any]:
        """The fields of the person, stage included."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(CUSTOM) and name in PersonForm.base_fields
        }

    def of_brand(self) -> dict[str, Any]:
        """The values of the fields that the brand adds."""
        return {field.key: self.cleaned_data[CUSTOM + field.key] for field in self.custom}

    @property
    def custom_bound(self) -> list[forms.BoundField]:
        """The brand's own fields, for the page."""
        return [self[CUSTOM + field.key] for field in self.custom]


def _custom_field(field: CustomField) -> forms.Field:
    options: dict[str, Any] = {"label": field.label, "required": field.required}
    if field.type == CustomField.Type.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((option, option) for option in field.options)], **options)
    if field.type == CustomField.Type.YES_NO:
        return forms.ChoiceField(choices=[("", "—"), ("True", _("Yes")), ("False", _("No"))], **options)
    if field.type == CustomField.Type.DATE:
        return forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}), **options)
    return forms.CharField(max_length=2000, **options)


class NewPersonForm(PersonForm):
    """A new person, with the addresses that are known."""

    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"), empty_label=None)
    mail = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, brands: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=list(brands), active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        brand = data.get("brand")
        self.addresses: list[Handle] = []
        for kind in ("mail", "phone"):
            if brand is not None and data.get(kind):
                try:
                    self.addresses.append(read_address(kind, data[kind], brand.region))
                except InvalidHandle as refused:
                    self.add_error(kind, BAD_HANDLES[refused.reason])
        if not (data.get("given_name") or data.get("family_name") or data.get("mail") or data.get("phone")):
            raise forms.ValidationError(_("Give at least a name or an address."))
        return data


class HandleForm(forms.Form):
    """An address, whatever its kind."""

    address = forms.CharField(label=_("Address or number"), max_length=254)
    label = forms.CharField(label=_("What it is"), max_length=40, required=False)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    def clean_address(self) -> Handle:
        try:
            return guess_address(self.cleaned_data["address"], self.region)
        except InvalidHandle as refused:
            raise forms.ValidationError(BAD_HANDLES[refused.reason]) from refused


class ConsentForm(forms.Form):
    """A consent as it was given."""

    PURPOSES = [
        ("canvassing", _("Commercial calls")),
        ("newsletter", _("News and offers")),
        ("survey", _("Surveys")),
        ("recording", _("Recording of calls")),
        ("sharing", _("Sharing with partners")),
        ("profiling", _("Personal recommendations")),
    ]
    CHANNELS = [
        ("phone", _("Phone")),
        ("mail", _("E-mail")),
        ("sms", _("SMS")),
        ("letter", _("Letter")),
        ("any", _("Any channel")),
    ]

    purpose = forms.ChoiceField(label=_("What for"), choices=PURPOSES)
    channel = forms.ChoiceField(label=_("By which channel"), choices=CHANNELS)
    wording = forms.CharField(
        label=_("Words that were shown or said"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    source = forms.CharField(label=_("Where it was given"), max_length=120)
    proof = forms.CharField(
        label=_("Proof"), max_length=200, required=False, help_text=_("Ticket, recording or document that shows it.")
    )


@lru_cache
def consent_fields(language: str) -> SafeString:
    """An empty ``ConsentForm``, drawn once in each language (the active one): every person's page has the same."""
    return ConsentForm().render()


class OrganisationForm(forms.Form):
    """An organisation."""

    name = forms.CharField(label=_("Name"), max_length=160)
    registration = forms.CharField(
        label=_("Registration number"), max_length=30, required=False, help_text=_("SIREN, SIRET or UID.")
    )
    mail_domain = forms.CharField(label=_("Mail domain"), max_length=120, required=False)
    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = forms.RegexField(r"^[A-Za-z]{2}$", label=_("Country"), required=False)
    reseller = forms.CharField(
        label=_("Served through"),
        max_length=160,
        required=False,
        help_text=_("The reseller of which this organisation is an end customer."),
        widget=forms.TextInput(attrs={"list": "organisation-names", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, brands: Iterable[Any], organisation: Organisation | None = None, **kwargs: Any) -> None:
        self.organisation = organisation
        if organisation is not None:
            own = {name: getattr(organisation, name) for name in self.base_fields}
            kwargs.setdefault("initial", own | {"reseller": organisation.reseller.name if organisation.reseller else ""})
        super().__init__(*args, **kwargs)
        if organisation is None:
            self.fields["brand"] = forms.ModelChoiceField(
                Brand.objects.filter(id__in=list(brands), active=True), label=_("Brand"), empty_label=None
            )

    def clean_registration(self) -> str:
        try:
            return clean_registration(self.cleaned_data["registration"])
        except PeopleError as refused:
            raise forms.ValidationError(REFUSALS[refused.code]) from refused

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        name, brand = data.get("reseller", ""), self.organisation.brand if self.organisation else data.get("brand")
        data["reseller"] = None
        if name and brand:
            others = Organisation.objects.filter(brand=brand, name__iexact=name).order_by("id")
            data["reseller"] = others.exclude(id=self.organisation.id if self.organisation else None).first()
            if data["reseller"] is None:
                self.add_error("reseller", _("There is no other organisation of this name."))
        return data


class PositionForm(forms.Form):
    """What a person is in an organisation."""

    organisation = forms.CharField(label=_("Organisation"), max_length=160)
    role = forms.CharField(label=_("Role"), max_length=80, required=False)


class UploadForm(forms.Form):
    """A file of persons."""

    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"), empty_label=None)
    file = forms.FileField(
        label=_("CSV file"), help_text=_("Comma, semicolon or tab; UTF-8 or Windows. 50 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )  # fmt: skip

    def __init__(self, *args: Any, brands: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=list(brands), active=True)

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > LARGEST:  # told before fifty megabytes are read into memory
            raise forms.ValidationError(IMPORT_REFUSALS["large"])
        return self.cleaned_data["file"]
