"""The gate of the editor of pages: who enters, what the browser may do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from entregent.access.web.permissions import requires

View = Callable[..., HttpResponse]

LOOSER = {
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
}
"""The editor's widgets place what they draw by style attributes, its preview is a page in a frame. Scripts stay as strict."""

KINDS = {"wagtailcore", "wagtailimages", "wagtaildocs", "knowledge"}
"""Whose rows may be changed many at once."""


def gate(view: View, *, is_open: bool) -> View:
    """Let in those who write for one brand at least, in the transaction where the walls of their brands are open.

    What the walls hide does not exist: a page of another brand is answered 404, like every address that is shut.
    """

    @xframe_options_sameorigin
    @csp_replace(LOOSER)
    @requires("knowledge.write")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not is_open or named.get("app_label", "knowledge") not in KINDS:
            raise Http404
        try:
            answer = view(request, *args, **named)
            if hasattr(answer, "render") and not answer.is_rendered:
                answer = answer.render()
        except ObjectDoesNotExist as hidden:
            raise Http404 from hidden
        return answer

    guarded.csrf_exempt = False  # some of the editor's views see to it themselves: here it is seen to for all
    return guarded
