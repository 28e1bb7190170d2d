"""What each brand keeps of its calls."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.channels.voice import actions, queries
from entregent.channels.voice.errors import SetMeanwhile
from entregent.channels.voice.models import RecordingPolicy
from entregent.channels.voice.web.recording_form import RecordingForm


@require_safe
@requires("administer")
def overview(request: HttpRequest) -> HttpResponse:
    """Each brand, and its rules."""
    return render(request, "voice/recording.html", {"brands": queries.recording_policies(request.rights)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def policy(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """The rules of one brand."""
    must(request, "administer", brand_id)
    brand = Brand.objects.filter(id=brand_id).first()
    if brand is None:
        raise Http404
    row = RecordingPolicy.objects.filter(brand=brand).first()
    form = RecordingForm(request.POST or None, instance=row or RecordingPolicy(brand=brand), brands=[brand.id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_recording_policy(form.instance, by=request.user, now=timezone.now())
        except SetMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: it holds from the next call on."))
            return redirect("voice:recording")
    shown = {"form": form, "brand": brand, "policy": row}
    return render(request, "voice/recording_policy.html", shown, status=422 if form.errors else 200)
