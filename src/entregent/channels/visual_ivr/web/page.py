"""What every page knows: whose it is, in which languages it may be read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entregent.brands.queries import logo_address, theme_address

LANGUAGES = {"fr": "Français", "en": "English"}


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Draw a page in the brand's look."""
    brand, context = request.visit.brand, context or {}
    spoken = context.get("languages", LANGUAGES)
    shown = {
        "brand": brand, "product_name": brand.name, "brand_css_url": theme_address(brand), "logo_url": logo_address(brand),
        "messages": [], "other_languages": [
            (code, name) for code, name in LANGUAGES.items() if code in spoken and code != request.LANGUAGE_CODE
        ],
    }  # fmt: skip
    return render(request, template, shown | context, status=status)
