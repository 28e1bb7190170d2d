"""Sentences given to an intent and taken away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.understanding import actions
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Example
from entregent.understanding.rules.examples import pasted
from entregent.understanding.web.chosen import WRITE, intent_of, refused, told

LONGEST = 500_000
"""Characters that are pasted at once."""


@require_POST
@requires(WRITE)
def add(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """The lines that were pasted, one sentence each."""
    intent = intent_of(request, intent_id, WRITE)
    texts = pasted(request.POST.get("sentences", "")[:LONGEST])
    try:
        added = actions.add_examples(
            intent, request.POST.get("language", ""), texts, by=request.user.id, now=timezone.now(),
            actor=f"staff:{request.user.id}",
        )  # fmt: skip
    except UnderstandingRefused as error:
        return refused(error)
    return _examples_changed(told(_nothing(), _said(added), level="info" if added.examples else "bad"))


@require_POST
@requires(WRITE)
def remove(request: HttpRequest, example_id: UUID) -> HttpResponse:
    """Take a sentence away; the message gives it back."""
    example = _example(request, example_id)
    actions.remove_example(example, now=timezone.now(), actor=f"staff:{request.user.id}")
    undo = reverse("understanding:restore_example", args=[example.id])
    return _examples_changed(told(_nothing(), _("Sentence removed."), undo=undo))


@require_POST
@requires(WRITE)
def restore(request: HttpRequest, example_id: UUID) -> HttpResponse:
    """Give a sentence back."""
    try:
        actions.restore_example(_example(request, example_id), now=timezone.now(), actor=f"staff:{request.user.id}")
    except UnderstandingRefused as error:
        return refused(error)
    return _examples_changed(told(_nothing(), _("The sentence is back.")))


def _example(request: HttpRequest, example_id: UUID) -> Example:
    example = get_object_or_404(Example, id=example_id)
    must(request, WRITE, example.brand_id)
    return example


def _nothing() -> HttpResponse:
    return reswap(HttpResponse(), "none")


def _examples_changed(answer: HttpResponse) -> HttpResponse:
    return trigger_client_event(answer, "examples-changed", {})


def _said(added: actions.Added) -> str:
    count = len(added.examples)
    parts = [ngettext("%(count)d sentence added.", "%(count)d sentences added.", count) % {"count": count}]
    if added.known:
        there = ngettext("%(count)d was there already.", "%(count)d were there already.", added.known)
        parts.append(there % {"count": added.known})
    for text, label in added.others[:3]:
        parts.append(_("“%(text)s” means “%(label)s” already.") % {"text": text, "label": label})
    if len(added.others) > 3:
        parts.append(_("%(count)d others mean another intent.") % {"count": len(added.others) - 3})
    return " ".join(parts)
