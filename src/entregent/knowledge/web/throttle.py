"""How often one address may do something in public."""

import hashlib
import hmac

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest


def too_often(request: HttpRequest, what: str, most: int, seconds: int, *, together: bool = False) -> bool:
    """Whether the address that asks did it more than ``most`` times in so many seconds.

    ``together``: counted over all processes, one more statement; else each process counts for itself. Of the address a keyed
    digest is kept, and not longer.
    """
    asked = f"{what}:{get_adapter(request).get_client_ip(request)}"
    key = hmac.digest(settings.SECRET_KEY.encode(), asked.encode(), hashlib.sha256)
    cache, name = caches["default" if together else "process"], f"help:{key.hex()[:32]}"
    if cache.add(name, 1, seconds):
        return False
    try:
        return cache.incr(name) > most
    except ValueError:  # its time ended in between
        return False
