"""How calls wait in each queue, and where they go instead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import must, requires
from entregent.channels.voice import actions, queries
from entregent.channels.voice.errors import SetMeanwhile
from entregent.channels.voice.models import Overflow, WaitingPolicy
from entregent.channels.voice.web.waiting_form import OverflowForm, WaitingForm
from entregent.routing.models import Queue


@require_safe
@requires("administer")
def overview(request: HttpRequest) -> HttpResponse:
    """Each queue, and how calls wait there."""
    return render(request, "voice/waiting.html", {"queues": queries.waiting_policies(request.rights)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def policy(request: HttpRequest, queue_id: UUID) -> HttpResponse:
    """One queue."""
    queue = get_object_or_404(Queue.objects.select_related("brand"), id=queue_id)
    must(request, "administer", queue.brand_id)
    row = WaitingPolicy.objects.filter(queue=queue).first() or WaitingPolicy(brand_id=queue.brand_id, queue=queue)
    known = {one.when: one for one in Overflow.objects.filter(queue=queue)}
    sent, brands = request.POST or None, [queue.brand_id]
    form = WaitingForm(sent, instance=row, brands=brands)
    cases = [
        OverflowForm(
            sent, instance=known.get(when) or Overflow(brand_id=queue.brand_id, queue=queue, when=when), brands=brands,
            prefix=str(when),
        )
        for when in Overflow.When
    ]  # fmt: skip
    good = request.method == "POST" and all([form.is_valid(), *(case.is_valid() for case in cases)])
    if good:
        try:
            actions.save_waiting(form.instance, [case.instance for case in cases], by=request.user, now=timezone.now())
        except SetMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: it holds from the next call on."))
            return redirect("voice:waiting")
    shown = {"form": form, "elsewhere": {"sections": [case.section() for case in cases]}, "queue": queue}
    return render(request, "voice/waiting_policy.html", shown, status=200 if request.method != "POST" else 422)
