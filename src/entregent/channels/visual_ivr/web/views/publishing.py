"""Publishing a scenario as a page: its address, its QR code, its words; off until somebody switches it on."""

from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import must, requires
from entregent.channels.visual_ivr import actions, queries
from entregent.channels.visual_ivr.models import Page
from entregent.scenarios.models import Scenario
from entregent.scenarios.queries import performed_version
from entregent.scenarios.web.chosen import READ, WRITE, scenario_of
from entregent.scenarios.web.chosen import page as shown_page

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SCALE = 12
"""Dots of a square of the picture: large enough to be printed."""


class Address(forms.URLField):
    """An address; typed without its beginning, it is taken as https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)


class PageForm(forms.ModelForm):
    """How the page presents itself."""

    class Meta:
        model = Page
        fields = ("open", "title", "welcome", "chat_at")
        widgets = {
            "welcome": forms.Textarea(attrs={"rows": 3}),
            "chat_at": forms.TextInput(attrs={"inputmode": "url"}),  # with or without https://
        }
        field_classes = {"chat_at": Address}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(READ)
def page(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The address and its QR code; what is changed here counts at once."""
    scenario = scenario_of(request, scenario_id)
    found = queries.page_of(scenario.id)
    if request.method == "POST":
        must(request, WRITE, scenario.brand_id)
    form = PageForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        made = actions.present(
            scenario, **form.cleaned_data, staff=request.user, now=timezone.now(), actor=f"staff:{request.user.id}"
        )
        messages.success(request, _("The page is open to anybody.") if made.open else _("The page is closed."))
        return redirect("visual_ivr_studio:page", scenario.id)
    version = performed_version(scenario.id)
    performed = version is not None and version.state == version.State.PUBLISHED
    shown = shown_page(
        request, scenario, "visual_ivr_studio:page", page=found, form=form, address=address_of(scenario), performed=performed,
        for_the_web=performed and queries.MEDIUM in version.form["media"],
    )  # fmt: skip
    return render(request, "visual_ivr/publishing.html", shown, status=422 if form.errors else 200)


@require_safe
@requires(READ)
def code(request: HttpRequest, scenario_id: UUID, kind: str) -> HttpResponse:
    """The QR code of the page's address, to print (SVG) or to show (PNG)."""
    scenario = scenario_of(request, scenario_id)
    picture = BytesIO()
    segno.make(address_of(scenario), error="m", micro=False).save(picture, kind=kind, scale=SCALE, light="#fff")
    answer = HttpResponse(picture.getvalue(), content_type=TYPES[kind])
    if "download" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="{scenario.slug}.{kind}"'
    return answer


def address_of(scenario: Scenario) -> str:
    """The public address of a scenario's page."""
    return f"{settings.PUBLIC_URL}{reverse('visual_ivr:page', args=[scenario.brand.slug, scenario.slug])}"
