"""The portal's cookies: sent to the pages of one brand's portal only, never mixed with those of staff."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from entregent.brands.models import Brand
from entregent.portal.actions import Entered

SESSION, LANGUAGE = "espace", "espace_langue"
YEAR = 365 * 86_400


def remember(response: HttpResponse, brand: Brand, entered: Entered) -> HttpResponse:
    """Keep the key of a session that has just begun, as long as it lasts."""
    _set(response, brand, SESSION, entered.key, int((entered.session.ends_at - entered.session.entered_at).total_seconds()))
    return response


def forget(response: HttpResponse, brand: Brand) -> HttpResponse:
    """Take the key of the session away."""
    response.delete_cookie(SESSION, path=_path(brand), samesite="Lax")
    return response


def speak(response: HttpResponse, brand: Brand, language: str) -> HttpResponse:
    """Keep the language that was chosen on this machine."""
    _set(response, brand, LANGUAGE, language, YEAR)
    return response


def _set(response: HttpResponse, brand: Brand, name: str, value: str, seconds: int) -> None:
    # Lax, not Strict: whoever comes by a link of a mail must be found signed in.
    response.set_cookie(
        name, value, max_age=seconds, path=_path(brand), secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def _path(brand: Brand) -> str:
    return reverse("portal:home", args=[brand.slug])
