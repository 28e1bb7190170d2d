"""Other words for what an agent is writing, at their wish: nothing is sent, they read it and may have their own words back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from entregent.access.web.middleware import without_transaction
from entregent.access.web.permissions import requires
from entregent.brands.scope import visible
from entregent.rest.throttle import Throttle
from entregent.tickets.web.answers import ticket_for
from entregent.understanding import provider

SECONDS = 8.0
"""Longer than that one would have written it oneself."""
A_MINUTE = 12
"""What a member of staff may ask."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Of the threads that serve pages, how many may wait for the provider."""
THROTTLE = Throttle()
MANNERS: dict[str, Promise] = {
    "plain": gettext_lazy("Plainer"), "shorter": gettext_lazy("Shorter"), "warmer": gettext_lazy("Warmer"),
    "formal": gettext_lazy("More formal"),
}  # fmt: skip
"""The styles of the provider, in the order in which they are offered."""


def manners() -> list[tuple[str, Promise]]:
    """What may be asked here: nothing where the house has no provider."""
    return list(MANNERS.items()) if provider.available() else []


@without_transaction
@require_POST
@requires("tickets.write")
def reword(request: HttpRequest, ticket_id: UUID) -> JsonResponse:
    """``text`` in another ``style``; 422 with the reason where it cannot be had, and what was written stays as it is."""
    with visible(request.rights.brands):
        ticket = ticket_for(request, ticket_id, "tickets.write")
        brand, language = ticket.brand_id, ticket.person.language or ticket.brand.language
        allowance = THROTTLE.ask(f"reword:{request.user.id}", A_MINUTE, time.time())
    text, style = request.POST.get("text", "").strip(), request.POST.get("style", "")
    if style not in MANNERS or not text:
        return _refused(_("Write something first, then choose how it should read."))
    if len(text) > provider.LONGEST_REWORDED:
        return _refused(_("This is too long to be reworded at once: choose a passage of it."))
    with _seat() as free:
        if not allowance.allowed or not free:
            return _refused(_("Too much is being reworded right now: try again in a moment. Your text is as you wrote it."))
        told = provider.reword(brand, text, style, language=language, seconds=SECONDS, now=timezone.now())
    if told is None:
        return _refused(_("No other wording kept everything that your text says: it is as you wrote it."))
    return JsonResponse({"text": told})


@contextmanager
def _seat() -> Iterator[bool]:
    free = AT_ONCE.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            AT_ONCE.release()


def _refused(why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=422)
