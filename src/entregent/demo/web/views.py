"""The letterbox: what customers of the demonstration receive, and a pen to write as one of them."""

import os
import smtplib
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import requires
from entregent.demo.letterbox.letters import letter, letters
from entregent.demo.letterbox.letters import write as write_letter
from entregent.demo.web.forms import CustomerLetter


def _folder() -> Path:
    folder = os.environ.get("ENTREGENT_LETTERBOX")
    if not folder:
        raise Http404("There is no letterbox: a real mail server takes what we send.")
    return Path(folder)


@requires("tickets.read")
def letterbox(request: HttpRequest) -> HttpResponse:
    """The letters, the one that is read, and the form to answer it or to write another."""
    folder = _folder()
    found = letters(folder)
    chosen = letter(folder, request.GET["letter"]) if "letter" in request.GET else (found[0] if found else None)
    return render(
        request, "demo/letterbox.html", {"letters": found, "chosen": chosen, "form": CustomerLetter.answering(chosen)}
    )


@require_POST
@requires("tickets.read")
def write(request: HttpRequest) -> HttpResponse:
    """Send what the customer writes through our own SMTP port."""
    folder = _folder()
    answered = letter(folder, request.POST.get("letter", "")) if request.POST.get("letter") else None
    form = CustomerLetter(request.POST)
    if not form.is_valid():
        context = {"letters": letters(folder), "chosen": answered, "form": form}
        return render(request, "demo/letterbox.html", context, status=422)
    try:
        write_letter(**form.cleaned_data, answering=answered, port=int(os.environ.get("ENTREGENT_MAIL_PORT", "2525")))
    except (OSError, smtplib.SMTPException) as error:
        messages.error(request, _("The mail was not taken: %(error)s") % {"error": error})
    else:
        messages.success(request, _("Sent. It is on its way to the desk."))
    return redirect(reverse("demo:letterbox"))
