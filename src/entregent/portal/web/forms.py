"""What customers type."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.conversations.content import Upload
from entregent.files.rules import MAXIMUM_BYTES, refused_extension
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import InvalidHandle, mail_handle, phone_handle
from entregent.kernel.masking import mask
from entregent.people.models import Person
from entregent.people.web.forms import LANGUAGES, TITLES
from entregent.people.web.wording import BAD_HANDLES
from entregent.portal.queries.requests import Subject
from entregent.portal.terms import preference_choices
from entregent.portal.web.wording import number_of
from entregent.rights.rules import OBJECTION, RECTIFICATION, RIGHTS

MOST_FILES = 5
LONGEST = 20_000


class AddressForm(forms.Form):
    """The address by which one enters."""

    mail = forms.CharField(
        label=_("Your e-mail address"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write your e-mail address.")},
    )  # fmt: skip

    def clean_mail(self) -> str:
        """As addresses are stored."""
        try:
            return mail_handle(self.cleaned_data["mail"]).value
        except InvalidHandle as error:
            raise forms.ValidationError(_("This is not an e-mail address: it looks like name@example.org.")) from error


class PasswordForm(AddressForm):
    """The address and its password."""

    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class PhoneForm(forms.Form):
    """A telephone number."""

    phone = forms.CharField(
        label=_("A phone number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )

    def __init__(self, *arguments: Any, region: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.region = region

    def clean_phone(self) -> Address:
        """As numbers are stored."""
        try:
            return phone_handle(self.cleaned_data["phone"], self.region)
        except InvalidHandle as error:
            raise forms.ValidationError(BAD_HANDLES[error.reason]) from error


class DataForm(forms.Form):
    """What customers may put right about themselves."""

    title = forms.ChoiceField(label=_("Form of address"), choices=TITLES, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    COMPLETED_BY = {
        "given_name": "given-name", "family_name": "family-name", "street": "street-address", "postcode": "postal-code",
        "city": "address-level2",
    }  # fmt: skip

    def __init__(self, *arguments: Any, person: Person, **options: Any) -> None:
        super().__init__(*arguments, initial={name: getattr(person, name) for name in self.base_fields}, **options)
        for name, what in self.COMPLETED_BY.items():
            self.fields[name].widget.attrs["autocomplete"] = what


class SlotForm(forms.Form):
    """When to be called: the beginning of a quarter of an hour, or as soon as possible."""

    AT_ONCE = "now"

    slot = forms.CharField(max_length=40, error_messages={"required": _("Choose a time.")})

    def clean_slot(self) -> datetime | None:
        """An instant with its zone; None as soon as possible. Whether it is offered is for the room to say."""
        text = self.cleaned_data["slot"]
        if text == self.AT_ONCE:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(_("Choose a time.")) from error
        if at.tzinfo is None:
            raise forms.ValidationError(_("Choose a time."))
        return at


class CallbackForm(SlotForm):
    """A call to book."""

    known = forms.ChoiceField(label=_("At which number?"), required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Another number"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    about = forms.CharField(label=_("What is it about?"), max_length=300, required=False)

    def __init__(self, *arguments: Any, numbers: list[tuple[str, str]], region: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.region = region
        if numbers:
            self.fields["known"].choices = [*numbers, ("", _("Another number"))]
            self.fields["known"].initial = numbers[0][0]
        else:
            del self.fields["known"]
            self.fields["phone"].label = _("At which number?")

    def clean(self) -> dict[str, Any]:
        """The number that was chosen, or the one that was written; a card's number is not kept."""
        given = super().clean()
        text = given.get("known") or given.get("phone") or ""
        try:
            given["number"] = phone_handle(text, self.region)
        except InvalidHandle as error:
            self.add_error("phone", BAD_HANDLES[error.reason])
        given["about"] = mask(given.get("about", ""))[0]
        return given


class PreferencesForm(forms.Form):
    """What somebody says they prefer; left open, what their exchanges show counts."""

    channel = forms.ChoiceField(label=_("How we contact you"), required=False)
    hour = forms.ChoiceField(label=_("When"), required=False)
    language = forms.ChoiceField(label=_("In which language"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for about, field in self.fields.items():
            field.choices = [("", _("What our exchanges show")), *preference_choices(about)]


class RightForm(forms.Form):
    """A right over one's data."""

    EXPLAINED = (RECTIFICATION, OBJECTION)
    """What nobody can do without being told more."""

    right = forms.ChoiceField(
        choices=[(right, right) for right in RIGHTS], error_messages={"required": _("Choose what you ask for.")}
    )
    text = forms.CharField(
        label=_("What we should know"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is wrong and what is right; or which use you object to. For the rest, nothing is needed."),
    )  # fmt: skip
    once = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """Some rights need words."""
        given = super().clean()
        if given.get("right") in self.EXPLAINED and not given.get("text", "").strip():
            self.add_error("text", _("Say what we should correct, or which use you object to."))
        return given


class NewPasswordForm(forms.Form):
    """A password, chosen."""

    password = forms.CharField(
        label=_("New password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ten characters at least. A sentence is easy to remember and hard to guess."),
    )  # fmt: skip

    def clean_password(self) -> str:
        """Hard enough to guess."""
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class WhoForm(forms.Form):
    """What tells somebody from those who share their address."""

    reference = forms.CharField(max_length=60, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, brand: Brand, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reference"].label = number_of(brand)

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        given = super().clean()
        if not self.errors and not given.get("reference") and not (given.get("family_name") and given.get("born")):
            raise forms.ValidationError(_("Give your number, or your family name and birth date."))
        return given


class Files(forms.FileField):
    """Several files at once, each of a kind and a size that we keep."""

    class Input(forms.ClearableFileInput):
        """A picker of several files."""

        allow_multiple_selected = True

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=self.Input(), **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files. An empty one says nothing: it is refused, as Django does."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files at a time.") % {"most": MOST_FILES})
        files = [super(Files, self).clean(one, initial) for one in given]
        for file in files:
            if extension := refused_extension(file.name):
                raise forms.ValidationError(_("Files of the kind .%(kind)s are not accepted.") % {"kind": extension})
        if sum(file.size for file in files) > MAXIMUM_BYTES:
            most = MAXIMUM_BYTES // 1024 // 1024
            raise forms.ValidationError(_("These files are larger than %(size)s MB altogether.") % {"size": most})
        return files


class MessageForm(forms.Form):
    """What one writes in a request."""

    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your message.")},
    )  # fmt: skip
    files = Files(label=_("Files"))
    once = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def uploads(self) -> list[Upload]:
        """The files, on their way in."""
        return [Upload(one.name, one.content_type or "", one.read()) for one in self.cleaned_data["files"]]


class RequestForm(MessageForm):
    """A new request."""

    about = forms.ChoiceField(label=_("What is it about?"))
    subject = forms.CharField(
        label=_("In a few words"), max_length=200, error_messages={"required": _("Say in a few words what it is about.")}
    )

    field_order = ["about", "subject", "text", "files", "once"]

    def __init__(self, *arguments: Any, subjects: list[Subject], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.subjects = {str(one.reason): one for one in subjects}
        if subjects:
            self.fields["about"].choices = [("", _("Choose…")), *_grouped(subjects)]
        else:
            del self.fields["about"]

    @property
    def chosen(self) -> Subject | None:
        """What it is about; None where the brand offers no choice."""
        return self.subjects.get(self.cleaned_data.get("about", ""))

    def clean_subject(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["subject"].split())


def _grouped(subjects: list[Subject]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in subjects:
        groups.setdefault(one.group, []).append((str(one.reason), one.name))
    found: list[Any] = list(groups.pop("", []))
    return found + list(groups.items())
