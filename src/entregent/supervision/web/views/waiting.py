"""How long people waited, how right the announcements were, what became of other ways, how promises to call were kept."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.callbacks.queries import promises
from entregent.deflections.queries import total, ways
from entregent.routing.models import Channel, Queue
from entregent.routing.queries import waited

PERIODS = (7, 30, 90)
MEDIA = {"chat": _("Chat"), "web": _("Page"), "phone": _("Telephone")}
WAYS = {
    "callback": _("callback"), "article": _("help article"), "message": _("message left"), "sms": _("link by SMS"),
    "chat": _("chat"), "web": _("page"), "phone": _("telephone"),
}  # fmt: skip


@require_safe
@requires("supervise")
def show(request: HttpRequest) -> HttpResponse:
    """Over so many days, every supervised brand together."""
    brands = sorted(request.rights.brands_where("supervise"))
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else 30
    now = timezone.now()
    since = now - timedelta(days=days)
    found, offered = waited(brands, since, now), ways(brands, since, now)
    queues = Queue.objects.select_related("brand").in_bulk({one.queue for one in (*found, *offered) if one.queue})
    shown = {
        "days": days, "periods": PERIODS, "several": len(brands) > 1,
        "waits": [(queues[one.queue], Channel(one.channel).label, one) for one in found],
        "ways": [
            (MEDIA.get(one.medium, one.medium), WAYS.get(one.to, one.to), queues.get(one.queue), one) for one in offered
        ],
        "total": total(offered), "promises": promises(brands, since, now),
    }  # fmt: skip
    return render(request, "supervision/waiting.html", shown)
