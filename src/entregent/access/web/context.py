"""What every template knows of the signed-in member of staff."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def staff(request: HttpRequest) -> dict[str, Any]:
    """``rights`` for the signed-in member of staff, or None; ``account_url``, the page of one's own account."""
    return {"rights": getattr(request, "rights", None), "account_url": reverse("access:profile")}
