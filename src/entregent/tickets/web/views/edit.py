"""Changing a ticket: its status, a field from the head, all its fields in a dialog."""

from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.access.models import Team
from entregent.access.web.permissions import requires
from entregent.people.models import CustomField, Organisation
from entregent.routing.models import Queue
from entregent.tickets import actions, queries
from entregent.tickets.models import Priority, Status, Ticket, Type
from entregent.tickets.rules import may_move
from entregent.tickets.web.answers import action, done, ticket_for

CHOICES = {"priority": Priority.choices, "type": Type.choices}
"""The fields that the head of a ticket changes."""


@action()
def status(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Move the status; the toast offers to move it back where the rules allow."""
    before, wanted = ticket.status, request.POST.get("status") or request.GET.get("status", "")
    if wanted not in Status.values:
        raise ValueError(_("There is no such status."))
    actions.set_status(ticket.id, wanted, staff=request.user, now=timezone.now(), actor=f"staff:{request.user.id}")
    undo = f"{reverse('tickets:status', args=[ticket.id])}?status={before}" if may_move(wanted, before) else ""
    return done(_("Status: %(status)s") % {"status": Status(wanted).label}, undo=undo)


@action()
def field(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Change one field from the head: ``priority`` or ``type``; the toast offers to put it back."""
    asked = request.POST | request.GET if not request.POST else request.POST
    name = asked.get("name", "")
    labels = {str(value): label for value, label in CHOICES.get(name, ())}
    value = asked.get("value", "")
    if value not in labels:
        raise ValueError(_("This value cannot be kept in the field “%(field)s”.") % {"field": name})
    undo = f"{reverse('tickets:field', args=[ticket.id])}?name={name}&value={getattr(ticket, name)}"
    actions.change_fields(
        ticket.id, {name: int(value) if name == "priority" else value}, now=timezone.now(), actor=f"staff:{request.user.id}"
    )
    return done(_("Changed to %(value)s.") % {"value": labels[value]}, undo=undo)


@requires("tickets.write")
def edit(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The dialog of all fields: GET shows it, POST keeps them (422 with the reasons when some cannot be)."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    form = TicketForm(ticket, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_fields(ticket.id, form.changes(), now=timezone.now(), actor=f"staff:{request.user.id}")
        except ValueError as refusal:
            form.add_error(None, str(refusal))
        else:
            answer = done(_("Ticket changed."), status=200)
            answer["HX-Trigger-After-Settle"] = "dialog:close"
            answer["HX-Reswap"] = "none"
            return answer
    status = 422 if request.method == "POST" else 200
    return render(request, "tickets/edit.html", {"form": form, "ticket": ticket}, status=status)


class TicketForm(forms.Form):
    """The fields of a ticket, the brand's own among them."""

    title = forms.CharField(max_length=250, label=gettext_lazy("Title"))
    reason = forms.ChoiceField(required=False, label=gettext_lazy("Reason for contact"))
    type = forms.ChoiceField(choices=Type.choices, label=gettext_lazy("Type"))
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int, label=gettext_lazy("Priority"))
    queue = forms.ChoiceField(label=gettext_lazy("Queue"))
    team = forms.ChoiceField(required=False, label=gettext_lazy("Team"))
    organisation = forms.ChoiceField(required=False, label=gettext_lazy("Organisation"))
    tags = forms.CharField(required=False, label=gettext_lazy("Tags"), help_text=gettext_lazy("Separated by commas."))

    def __init__(self, ticket: Ticket, data: object = None) -> None:
        self.ticket = ticket
        nothing = [("", "—")]
        super().__init__(
            data,
            initial={
                "title": ticket.title, "reason": ticket.reason_id, "type": ticket.type, "priority": ticket.priority,
                "queue": ticket.queue_id, "team": ticket.team_id,
                "organisation": ticket.organisation_id, "tags": ", ".join(ticket.tags),
            },
        )  # fmt: skip
        self.fields["reason"].choices = nothing + queries.reasons(ticket.brand_id)
        queues = Queue.objects.filter(brand=ticket.brand_id, active=True)
        self.fields["queue"].choices = list(queues.values_list("id", "name"))
        self.fields["team"].choices = nothing + list(Team.objects.values_list("id", "name"))
        theirs = Organisation.objects.filter(Q(positions__person=ticket.person_id) | Q(id=ticket.organisation_id))
        if organisations := list(theirs.distinct().values_list("id", "name")):
            self.fields["organisation"].choices = nothing + organisations
        else:
            del self.fields["organisation"]
        self.own = list(CustomField.objects.filter(brand=ticket.brand_id, thing="ticket"))
        for row in self.own:
            self.fields[f"custom_{row.key}"] = _field_of(row, ticket.custom.get(row.key))

    def changes(self) -> dict[str, object]:
        """The values as ``change_fields`` takes them."""
        said = self.cleaned_data
        changes = {name: said[name] for name in ("title", "type", "priority", "queue")}
        changes |= {"reason": said["reason"] or None, "team": said["team"] or None, "tags": said["tags"].split(",")}
        if "organisation" in said:
            changes["organisation"] = said["organisation"] or None
        if self.own:
            changes["custom"] = {row.key: _kept(row, said.get(f"custom_{row.key}")) for row in self.own}
        return changes


def _kept(row: CustomField, value: object) -> object:
    """As a ticket keeps it; what is left empty is taken away."""
    if value in (None, ""):
        return None
    return str(value) if row.type in (CustomField.Type.DATE, CustomField.Type.NUMBER) else value


def _field_of(row: CustomField, value: object) -> forms.Field:
    common = {"label": row.label, "required": row.required, "initial": value}
    kinds = CustomField.Type
    if row.type == kinds.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((option, option) for option in row.options)], **common)
    if row.type == kinds.YES_NO:
        return forms.BooleanField(**(common | {"required": False}))
    if row.type == kinds.NUMBER:
        return forms.DecimalField(**common)
    if row.type == kinds.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    return forms.CharField(max_length=500, **common)
