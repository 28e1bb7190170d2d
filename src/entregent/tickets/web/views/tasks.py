"""Tasks left on a ticket."""

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from entregent.access.models import Staff
from entregent.access.queries import choices_of
from entregent.access.web.permissions import must, requires
from entregent.routing.models import Queue
from entregent.tickets import actions, queries
from entregent.tickets.models import Task, Ticket
from entregent.tickets.queries import TaskFilters
from entregent.tickets.queries.asking import uuid_of
from entregent.tickets.web.answers import done, refused, ticket_for
from entregent.tickets.web.colleagues import colleagues_of

MOST_COUNTED = 99


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


@require_safe
@requires("tickets.read")
def listing(request: HttpRequest) -> HttpResponse:
    """What the back office has to do, what is due first before: all of it, one's own, nobody's, what is late, what is done."""
    now = timezone.now()
    brands = request.rights.brands_where("tickets.read")
    which = request.GET.get("which", "")
    kept = TaskFilters(
        tuple(brands), done=which == "done", late=which == "late", queue=uuid_of(request.GET.get("queue", "")),
        assignee={"mine": request.user.id, "nobody": "none"}.get(which),
    )  # fmt: skip
    page = queries.task_listing(kept, now, after=request.GET.get("after", ""))
    said = {name: request.GET[name] for name in ("which", "queue") if request.GET.get(name)}
    tabs = [("", _("To do")), ("mine", _("Mine")), ("nobody", _("Nobody’s")), ("late", _("Late")), ("done", _("Done"))]
    shown = {
        "page": page, "now": now, "which": which if which in dict(tabs) else "", "queue": kept.queue,
        "tabs": [(key, label, f"?{urlencode(said | {'which': key})}") for key, label in tabs],
        "late": queries.late_tasks(brands, now, MOST_COUNTED), "most": MOST_COUNTED,
        "next_url": f"?{urlencode(said | {'after': page.after})}" if page.after else "",
        "queues": Queue.objects.filter(active=True, brand__in=brands).order_by("name"),
        "may_write": bool(request.rights.brands_where("tickets.write")),
    }  # fmt: skip
    return render(request, "tickets/task_list.html", shown)


@requires("tickets.write")
def edit(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The dialog that changes a task: what, by when, where it waits, who has it."""
    task = _task(request, task_id)
    form = TaskChangeForm(task, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_task(task.id, form.changes(), now=timezone.now(), actor=f"staff:{request.user.id}")
        except ValueError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Task changed."))
            return HttpResponseClientRefresh()
    status = 422 if request.method == "POST" else 200
    return render(request, "tickets/task_edit.html", {"form": form, "task": task}, status=status)


@require_POST
@requires("tickets.write")
def finished(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The task is done; the toast offers to put it back."""
    task = _task(request, task_id)
    try:
        actions.finish_task(task.id, staff=request.user, now=timezone.now())
    except ValueError as refusal:
        return refused(str(refusal))
    # Without content nothing is swapped: the row of a list, which goes away, needs some.
    status = 200 if "row" in request.GET else 204
    return done(_("Task done."), undo=reverse("tickets:task_reopen", args=[task.id]), status=status)


@require_POST
@requires("tickets.write")
def reopen(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The task was not done after all."""
    actions.reopen_task(_task(request, task_id).id, staff=request.user, now=timezone.now())
    return done(_("The task waits again."), status=200 if "row" in request.GET else 204)


def _task(request: HttpRequest, task_id: UUID) -> Task:
    task = get_object_or_404(Task, id=task_id)
    must(request, "tickets.write", task.brand_id)
    return task


class TaskForm(forms.Form):
    """A task: what, where it waits, by when."""

    title = forms.CharField(max_length=200, label=gettext_lazy("What has to be done"))
    queue = forms.ModelChoiceField(Queue.objects.none(), label=gettext_lazy("Queue"), empty_label=None)
    due = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Before"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, ticket: Ticket, data: object = None) -> None:
        super().__init__(data, initial={"queue": ticket.queue_id})
        self.fields["queue"].queryset = Queue.objects.filter(brand=ticket.brand_id, active=True)


class TaskChangeForm(TaskForm):
    """The same of a task that stands, and who has it."""

    assignee = forms.ModelChoiceField(
        Staff.objects.none(), required=False, label=gettext_lazy("Assignee"), empty_label=gettext_lazy("Nobody")
    )
    field_order = ("title", "due", "queue", "assignee")

    def __init__(self, task: Task, data: object = None) -> None:
        super().__init__(task.ticket, data)
        self.task = task
        self.initial = {"title": task.title, "due": task.due_at, "queue": task.queue_id, "assignee": task.assignee_id}
        colleagues = self.fields["assignee"].queryset = colleagues_of(task.brand_id)
        self.fields["assignee"].choices = [("", _("Nobody")), *choices_of(colleagues)]

    def changes(self) -> dict[str, object]:
        """As ``change_task`` takes them: in another queue, a task is in nobody's hands unless others than now are named."""
        said = self.cleaned_data
        changes = {"title": said["title"], "due": said["due"], "queue": said["queue"].id}
        named = said["assignee"].id if said["assignee"] else None
        moved = said["queue"].id != self.task.queue_id
        return changes if moved and named == self.task.assignee_id else {**changes, "assignee": named}
