"""Canned replies, custom fields and the tree of reasons."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.vocabulary import worded_lazy
from entregent.conversations.canned import FIELDS, unknown_fields
from entregent.conversations.models import CannedReply
from entregent.people.models import CustomField
from entregent.studio.fields import LANGUAGES, LinesField
from entregent.studio.forms import StudioForm
from entregent.studio.resource import Column, Resource
from entregent.tickets.actions.reasons import place_reason
from entregent.tickets.errors import ReasonRefused
from entregent.tickets.models import Reason

FIELD_MEANINGS = {
    "person.title": _("title, such as Mrs"),
    "person.given_name": _("given name"),
    "person.family_name": _("family name"),
    "person.name": _("given and family name"),
    "ticket.number": _("number of the ticket"),
    "ticket.title": _("title of the ticket"),
    "brand.name": _("name of the brand"),
    "agent.name": _("your name"),
    "agent.short_name": worded_lazy(_("your name as %(customers)s see it")),
}


class CannedReplyForm(StudioForm):
    """An answer prepared, with fields."""

    class Meta:
        model = CannedReply
        fields = ["title", "shortcut", "language", "text"]
        labels = {"title": _("Reply title"), "shortcut": _("Shortcut"), "language": _("Language"), "text": _("Text")}
        help_texts = {"shortcut": _("Typed after a slash in the answer: small letters, figures and hyphens.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def known_fields(self) -> list[tuple[str, Any]]:
        """What the text may name, with its meaning."""
        return [(name, FIELD_MEANINGS[name]) for name in FIELDS]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if unknown := unknown_fields(text):
            raise forms.ValidationError(
                _("There is no field named %(names)s."), code="unknown", params={"names": ", ".join(unknown)}
            )
        return text


class CustomFieldForm(StudioForm):
    """A field that the brand adds to its persons or tickets."""

    options = LinesField(label=_("Choices"), required=False, help_text=_("One a line; for the type “choice”."))

    class Meta:
        model = CustomField
        fields = ["thing", "label", "key", "type", "options", "required", "position"]
        labels = {
            "thing": _("Added to"), "label": _("Label"), "key": _("Key"), "type": _("Type"), "required": _("Required"),
            "position": _("Order in the list"),
        }  # fmt: skip
        help_texts = {"key": _("The name of this field in the API and in exports; it cannot change.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["thing"].choices = CustomField._meta.get_field("thing").choices  # one of the two: nothing else to choose
        if not self.created:
            # Values already written are filed under the thing and the key, and were checked against the type.
            for name in ("thing", "key", "type"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_choice = cleaned.get("type") == CustomField.Type.CHOICE
        if is_choice and len(cleaned.get("options") or []) < 2:
            self.add_error("options", _("A choice needs at least two options."))
        if not is_choice:
            cleaned["options"] = []
        return cleaned


class NodeForm(StudioForm):
    """A row of a tree of names; ``place`` puts it, ``refusal`` is what that may raise."""

    place: Callable[[Any, Any], Any]
    refusal: type[ValueError]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].empty_label = _("Nothing: a first level")

    def store(self, *, now: Any, by: Any) -> Any:
        asked, before = self.cleaned_data["parent"], self.initial.get("parent")
        row, stays = self.save(commit=False), (asked.id if asked else None) == before
        placed = ("parent", "name") if not stays else ("parent",)  # a name goes with its place: it may be taken there
        if self.created:
            row.save()
        else:
            row.save(update_fields=[name for name in self.Meta.fields if name not in placed])
        if self.created or not stays:
            row = self.place(row, asked)
        self.note(row, now=now, by=by)
        return row

    def refuse(self, error: Exception) -> None:
        self.add_error("parent" if isinstance(error, self.refusal) else None, str(error))


class ReasonForm(NodeForm):
    """A reason for contact and its place in the tree."""

    place, refusal = staticmethod(place_reason), ReasonRefused

    class Meta:
        model = Reason
        fields = ["name", "parent", "active"]
        labels = {"name": _("Name"), "parent": _("Under"), "active": _("In service")}


CANNED_REPLIES = Resource(
    slug="canned", icon="reply", title=_("Canned replies"), singular=_("canned reply"), permission="canned.write",
    intro=worded_lazy(_("Answers prepared by the brand, with fields such as the name of %(the_customer)s.")),
    model=CannedReply, form=CannedReplyForm, search=("title", "shortcut", "text"), form_template="studio/canned.html",
    columns=(
        Column(_("Reply title"), lambda reply: reply.title), Column(_("Shortcut"), lambda reply: f"/{reply.shortcut}"),
        Column(_("Language"), lambda reply: reply.language, "chip"),
    ),
)  # fmt: skip
CUSTOM_FIELDS = Resource(
    slug="fields", icon="form", title=_("Custom fields"), singular=_("field"),
    intro=_("What a brand needs to know of its persons and tickets beyond what everybody knows."),
    model=CustomField, form=CustomFieldForm, search=("label", "key"),
    columns=(
        Column(_("Label"), lambda field: field.label), Column(_("Added to"), lambda field: field.get_thing_display(), "chip"),
        Column(_("Type"), lambda field: field.get_type_display()), Column(_("Key"), lambda field: field.key),
        Column(_("Required"), lambda field: field.required, "yes"),
    ),
)  # fmt: skip
REASONS = Resource(
    slug="reasons", icon="tag", title=_("Reasons for contact"), singular=_("reason"),
    intro=_("The tree in which agents file requests."),
    model=Reason, form=ReasonForm, home="studio:reasons", rows=lambda rows: rows.select_related("parent"),
    columns=(Column(_("Name"), lambda reason: reason.name), Column(_("In service"), lambda reason: reason.active, "yes")),
)  # fmt: skip
