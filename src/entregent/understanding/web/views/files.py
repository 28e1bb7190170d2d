"""Sentences in and out by files."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.understanding import actions, queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.rules.examples import HEADER, LARGEST, safe_cell
from entregent.understanding.web.chosen import READ, WRITE, chosen, refusal
from entregent.understanding.web.wording import LINE_REASONS

TOLD = 8


@require_POST
@requires(WRITE)
def receive(request: HttpRequest) -> HttpResponse:
    """Take in a CSV of intents and sentences; what was left out is said with its line."""
    shown = chosen(request, WRITE)
    file = request.FILES.get("file")
    content = file.read(LARGEST + 1) if file else b""
    try:
        done = actions.import_examples(
            shown.brand.id, content, by=request.user.id, now=timezone.now(), actor=f"staff:{request.user.id}"
        )
    except UnderstandingRefused as error:
        messages.error(request, refusal(error))
        return redirect(shown.to("intents"))
    said = ngettext("%(count)d sentence added.", "%(count)d sentences added.", done.added) % {"count": done.added}
    if done.known:
        said += " " + ngettext("%(count)d was there already.", "%(count)d were there already.", done.known) % {
            "count": done.known
        }
    if done.intents:
        said += " " + _("New intents: %(labels)s.") % {"labels": ", ".join(done.intents)}
    messages.success(request, said)
    if done.refused:
        messages.warning(request, _left_out(done))
    return redirect(shown.to("intents"))


@require_safe
@requires(READ)
def export(request: HttpRequest) -> HttpResponse:
    """All the sentences of the brand, as a file that can be taken in again."""
    shown = chosen(request)
    rows = list(queries.exported(shown.brand.id))  # read within the walls of this request
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="intents-{shown.brand.slug}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(HEADER)
    for name, language, text in rows:
        yield writer.writerow([name, language, safe_cell(text)])


def _left_out(done: actions.Imported) -> str:
    lines = [
        _("line %(number)d (%(reason)s)") % {"number": number, "reason": LINE_REASONS[reason]}
        for number, reason in done.refused[:TOLD]
    ]
    said = _("Left out: %(lines)s.") % {"lines": ", ".join(lines)}
    if len(done.refused) > TOLD:
        said += " " + _("%(count)d more lines were left out.") % {"count": len(done.refused) - TOLD}
    return said
