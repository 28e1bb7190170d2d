"""Files of persons on their way in: sent, columns named, followed, reported."""

import csv
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.people import actions, queries
from entregent.people.errors import ImportRefused
from entregent.people.jobs import take_in_later
from entregent.people.models import Import
from entregent.people.rules.exporting import safe_cell
from entregent.people.web.forms import UploadForm
from entregent.people.web.wording import COLUMNS, ENCODINGS, IMPORT_REASONS, IMPORT_REFUSALS

SHOWN = 200


@requires("people.import")
def listing(request: HttpRequest) -> HttpResponse:
    """Past imports, and a new file."""
    brands = request.rights.brands_where("people.import")
    form = UploadForm(request.POST or None, request.FILES or None, brands=brands)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.receive_import(
                form.cleaned_data["brand"].id, file.name, file.read(), by=request.user.id, now=timezone.now()
            )
            return redirect("people:import", made.id)
        except ImportRefused as error:
            form.add_error("file", IMPORT_REFUSALS.get(error.code, str(error)))
    past = (
        Import.objects.filter(brand_id__in=brands).defer("content", "report").select_related("brand", "by").order_by("-at")[:50]
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "people/imports.html", {"form": form, "imports": past}, status=status)


@requires("people.import")
def show(request: HttpRequest, import_id: object) -> HttpResponse:
    """One file: its columns before it starts, its progress, its report."""
    file = _import(request, import_id)
    if request.method == "POST" and file.state == Import.State.UPLOADED:
        header = actions.preview(file).header
        chosen = {title: request.POST.get(f"column_{place}", "") for place, title in enumerate(header) if title}
        try:
            actions.start_import(file, chosen, all_or_nothing=request.POST.get("mode") != "valid")
        except ImportRefused as error:
            messages.error(request, IMPORT_REFUSALS.get(error.code, str(error)))
        else:
            take_in_later(file)
        return redirect("people:import", file.id)
    context = _context(file)
    if file.state == Import.State.UPLOADED:
        table = actions.preview(file)
        context["fields"] = [*COLUMNS.items(), *((f"custom:{f.key}", f.label) for f in queries.custom_fields(file.brand_id))]
        context["columns"] = [
            {
                "place": place,
                "title": title,
                "field": file.columns.get(title, ""),
                "cells": [row.cells[place] for row in table.rows if place < len(row.cells)],
            }
            for place, title in enumerate(table.header)
            if title
        ]
    return render(request, "people/import.html", context)


@require_safe
@requires("people.import")
def progress(request: HttpRequest, import_id: object) -> HttpResponse:
    """How far a file is; the fragment asks again until it is over."""
    return render(request, "people/_import_progress.html", _context(_import(request, import_id)))


@require_POST
@requires("people.import")
def cancel(request: HttpRequest, import_id: object) -> HttpResponse:
    """Stop a file that waits or runs."""
    return _changed(request, import_id, lambda file: actions.cancel_import(file, now=timezone.now()))


@require_POST
@requires("people.import")
def take_up(request: HttpRequest, import_id: object) -> HttpResponse:
    """Try again a file that a fault stopped."""
    return _changed(request, import_id, lambda file: take_in_later(actions.take_up_import(file)))


@require_safe
@requires("people.import")
def report(request: HttpRequest, import_id: object) -> HttpResponse:
    """The refused lines as a file."""
    file = _import(request, import_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Line"), _("Column"), _("Reason")])
    for line, column, reason in file.report:
        writer.writerow([line, safe_cell(column), IMPORT_REASONS.get(reason, reason)])
    return response


def _changed(request: HttpRequest, import_id: object, change: Callable[[Import], object]) -> HttpResponse:
    file = _import(request, import_id)
    try:
        change(file)
    except ImportRefused as error:
        messages.error(request, IMPORT_REFUSALS.get(error.code, str(error)))
    return redirect("people:import", file.id)


def _import(request: HttpRequest, import_id: object) -> Import:
    file = get_object_or_404(Import.objects.select_related("brand", "by"), id=import_id)
    must(request, "people.import", file.brand_id)
    return file


def _context(file: Import) -> dict[str, object]:
    running = file.state in (Import.State.QUEUED, Import.State.CHECKING, Import.State.WRITING)
    return {
        "file": file,
        "brand": file.brand,
        "running": running,
        "may_cancel": running and file.cancel_asked_at is None,
        "may_take_up": file.state == Import.State.FAILED and bool(file.content),
        "encoding": ENCODINGS.get(file.encoding, ""),
        "refusals": [(line, column, IMPORT_REASONS.get(reason, reason)) for line, column, reason in file.report[:SHOWN]],
        "unlisted": max(file.refused - SHOWN, 0),
        "expected": max(file.total - file.refused, 1),
    }
