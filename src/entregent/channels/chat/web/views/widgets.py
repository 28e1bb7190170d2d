"""Setting widgets up: the list, the form with what goes into a site, the secret by which it vouches for its customers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.channels.chat import actions, queries
from entregent.channels.chat.models import Widget
from entregent.channels.chat.web.forms import WidgetForm


@require_safe
@requires("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The widgets."""
    return render(request, "chat/widgets.html", {"widgets": queries.widgets(request.rights)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def widget(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a widget, or change one."""
    row = get_object_or_404(queries.widgets(request.rights), id=id) if id else None
    form = WidgetForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.save_widget(form.instance, by=request.user, now=timezone.now())
        except IntegrityError:
            form.add_error("name", _("Another widget of this brand has this name."))
        else:
            messages.success(request, _("The widget is saved."))
            return redirect("chat:widget", form.instance.id)
    return render(request, "chat/widget.html", _page(form, row), status=422 if form.errors else 200)


@require_POST
@requires("administer")
def secret(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new secret, shown once."""
    row = get_object_or_404(queries.widgets(request.rights), id=id)
    made = actions.new_secret(row, by=request.user, now=timezone.now())
    form = WidgetForm(instance=row, brands=request.rights.brands_where("administer"))
    answer = render(request, "chat/widget.html", _page(form, row) | {"secret": made})
    answer["Cache-Control"] = "no-store"
    return answer


def _page(form: WidgetForm, row: Widget | None) -> dict[str, object]:
    return {
        "form": form,
        "widget": row,
        "script_url": f"{settings.PUBLIC_URL}{reverse('chat:script')}",
        "house": settings.PUBLIC_URL,
    }
