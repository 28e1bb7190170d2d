"""What every template knows of the signed-in member of staff."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from entregent.access.rules import passkeys_work_at


def staff(request: HttpRequest) -> dict[str, Any]:
    """``rights`` for the signed-in member of staff, or None; ``account_url``, the page of one's own account;
    ``passkeys_work``, whether the address at which we are seen can have passkeys."""
    return {
        "rights": getattr(request, "rights", None),
        "account_url": reverse("access:profile"),
        "passkeys_work": passkeys_work_at(request.get_host()),
    }
