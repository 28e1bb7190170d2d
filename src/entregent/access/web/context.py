"""What every template knows of the signed-in member of staff."""

from typing import Any

from django.http import HttpRequest


def staff(request: HttpRequest) -> dict[str, Any]:
    """``rights`` for the signed-in member of staff, or None."""
    return {"rights": getattr(request, "rights", None)}
