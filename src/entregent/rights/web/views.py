"""The register of rights: what is asked for, until when, and what is told when it takes longer."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.rights import actions, queries
from entregent.rights.errors import RightRefused
from entregent.rights.models import RightRequest
from entregent.rights.rules import WARN_DAYS
from entregent.tickets.errors import TicketRefusal
from entregent.tickets.queries import reference_of


class ExtendForm(forms.Form):
    """Why it takes longer, in words that its author reads."""

    why = forms.CharField(
        label=gettext_lazy("Why it takes longer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It is written in the request, with the new date: the law asks for both."),
    )  # fmt: skip


@require_safe
@requires("supervise")
def listing(request: HttpRequest) -> HttpResponse:
    """The requests in hand, what falls due first; or those that are answered."""
    answered = request.GET.get("list") == "answered"
    number = request.GET.get("page", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1
    brands, now = request.rights.brands_where("supervise"), timezone.now()
    found = queries.listing(brands, answered=answered, page=page)
    shown = {
        "lines": [_line(one, now) for one in found.requests], "answered": answered, "several": len(brands) > 1,
        "before": page - 1, "following": page + 1 if found.more else None, "form": ExtendForm(),
    }  # fmt: skip
    return render(request, "rights/listing.html", shown)


@require_POST
@requires("supervise")
def extend(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Tell the author that it takes longer."""
    row = get_object_or_404(RightRequest, id=right_id)
    must(request, "supervise", row.brand_id)
    must(request, "tickets.write", row.brand_id)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it takes longer: nothing was changed."))
        return redirect("rights:listing")
    try:
        actions.extend(row.id, form.cleaned_data["why"], staff=request.user, now=timezone.now())
    except (RightRefused, TicketRefusal) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is written in the request: the law’s time is extended."))
    return redirect("rights:listing")


def _line(row: RightRequest, now) -> dict[str, object]:
    left = (row.due_on - now.astimezone(ZoneInfo(row.brand.time_zone)).date()).days
    return {
        "row": row, "reference": reference_of(row.ticket), "left": left, "late": -left if left < 0 else 0,
        "tone": "bad" if left < 0 else "warn" if left <= WARN_DAYS else "good",
        "until": queries.extension_of(row, row.brand, now),
    }  # fmt: skip
