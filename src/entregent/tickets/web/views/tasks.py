"""Tasks left on a ticket."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import must, requires
from entregent.routing.models import Queue
from entregent.tickets import actions
from entregent.tickets.models import Task, Ticket
from entregent.tickets.web.answers import done, refused, ticket_for


@requires("tickets.write")
def create(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The dialog that leaves a task: GET shows it, POST keeps it."""
    ticket = ticket_for(request, ticket_id, "tickets.write")
    form = TaskForm(ticket, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.create_task(
            ticket.id, said["title"], queue=said["queue"].id, due=said["due"], staff=request.user, now=timezone.now()
        )
        answer = done(_("Task left for %(queue)s.") % {"queue": said["queue"].name}, status=200)
        answer["HX-Trigger-After-Settle"] = "dialog:close"
        answer["HX-Reswap"] = "none"
        return answer
    status = 422 if request.method == "POST" else 200
    tasks = ticket.tasks.select_related("assignee", "queue").order_by("done_at", "due_at")
    return render(request, "tickets/tasks.html", {"form": form, "ticket": ticket, "tasks": tasks}, status=status)


@require_POST
@requires("tickets.write")
def finished(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The task is done; the toast offers to put it back."""
    task = _task(request, task_id)
    try:
        actions.finish_task(task.id, staff=request.user, now=timezone.now())
    except ValueError as refusal:
        return refused(str(refusal))
    return done(_("Task done."), undo=reverse("tickets:task_reopen", args=[task.id]))


@require_POST
@requires("tickets.write")
def reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The task was not done after all."""
    actions.reopen_task(_task(request, task_id).id, staff=request.user, now=timezone.now())
    return done(_("The task waits again."))


def _task(request: HttpRequest, task_id: UUID) -> Task:
    task = get_object_or_404(Task, id=task_id)
    must(request, "tickets.write", task.brand_id)
    return task


class TaskForm(forms.Form):
    """A task: what, where it waits, by when."""

    title = forms.CharField(max_length=200, label=gettext_lazy("What has to be done"))
    queue = forms.ModelChoiceField(Queue.objects.none(), label=gettext_lazy("Queue"), empty_label=None)
    due = forms.DateTimeField(
        required=False, label=gettext_lazy("Before"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def __init__(self, ticket: Ticket, data: object = None) -> None:
        super().__init__(data, initial={"queue": ticket.queue_id})
        self.fields["queue"].queryset = Queue.objects.filter(brand=ticket.brand_id, active=True)
