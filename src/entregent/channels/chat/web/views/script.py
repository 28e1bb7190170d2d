"""The script of widgets, and a page to try one on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from entregent.access.web.middleware import without_scope
from entregent.access.web.permissions import must, requires
from entregent.channels.chat.bundle import script
from entregent.channels.chat.models import Widget


@without_scope
@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    """``/widget.js``. Asked for by its version (``?v=``) it may be kept for ever, otherwise for five minutes."""
    made = script()
    mark = f'"{made.version}"'
    if request.headers.get("If-None-Match") == mark:
        answer = HttpResponse(status=304)
    else:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(made.packed if packed else made.plain, content_type="text/javascript; charset=utf-8")
        if packed:
            answer["Content-Encoding"] = "gzip"
    answer["ETag"] = mark
    kept = (
        "max-age=31536000, immutable" if request.GET.get("v") == made.version else "max-age=300, stale-while-revalidate=86400"
    )
    answer["Cache-Control"] = f"public, {kept}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


@require_safe
@requires("administer")
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """A page of a shop that does not exist, with the widget on it."""
    shown = get_object_or_404(Widget.objects.select_related("brand"), id=key)
    must(request, "administer", shown.brand_id)
    return render(request, "chat/preview.html", {"widget": shown, "version": script().version})
