"""Saved lists, and the columns of any list."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from entregent.access.web.permissions import must, requires
from entregent.tickets import actions
from entregent.tickets.columns import COLUMNS, OWN
from entregent.tickets.models import View
from entregent.tickets.queries.asking import kept_of, uuid_of
from entregent.tickets.queries.chosen import columns_of, own_columns
from entregent.tickets.web.answers import refused


@require_POST
@requires("tickets.read")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered and shown: for oneself, for everyone of the brand (``shared``), or in place of the saved
    list that it comes from (``replace``)."""
    said = {
        "name": request.POST.get("name", ""), "filters": kept_of(request.POST), "order": request.POST.get("order", ""),
        "columns": request.POST.getlist("column"),
    }  # fmt: skip
    try:
        if replaced := request.POST.get("replace"):
            view = actions.change_view(_changeable(request, uuid_of(replaced)), said)
        else:
            brand = _brand(request)
            shared = request.POST.get("shared") == "1"
            if shared:
                must(request, "tickets.bulk", brand)
            view = actions.save_view(brand, **said, owner=None if shared else request.user)
    except ValueError:
        return refused(_("Give the list a name."))
    actions.choose_columns(request.user, [], view)  # those of the list are the reader's now
    return HttpResponseClientRedirect(f"{reverse('tickets:list')}?view={view.id}")


@require_POST
@requires("tickets.read")
def delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a saved list: one's own, or a shared one by who may share."""
    actions.delete_view(_changeable(request, view_id))
    return HttpResponseClientRedirect(reverse("tickets:list"))


@requires("tickets.read")
def columns(request: HttpRequest) -> HttpResponse:
    """The dialog that chooses the columns and their order, of the saved list ``view`` or of all the others.

    They are kept for the reader; in the list itself when it is their own, or shared and they ask so (``everyone``).
    """
    view = _readable(request, uuid_of(request.POST.get("view") or request.GET.get("view", "")))
    if request.method == "POST":
        wanted = [] if "usual" in request.POST else request.POST.getlist("column")
        for_all = view is not None and may_change(request, view) and (view.owner_id or request.POST.get("everyone") == "1")
        if view is not None and for_all:
            actions.change_view(view, {"columns": wanted})
        actions.choose_columns(request.user, [] if for_all else wanted, view)
        return HttpResponseClientRefresh()
    own = {OWN + key: label for key, label in own_columns(request.rights.brands_where("tickets.read")).items()}
    labels = {code: str(label) for code, label in COLUMNS.items()} | own
    shown = [code for code in columns_of(request.user.id, view) if code in labels]
    choices = [(code, labels[code], code in shown) for code in [*shown, *(code for code in labels if code not in shown)]]
    offer_all = view is not None and view.owner_id is None and may_change(request, view)
    return render(request, "tickets/columns.html", {"choices": choices, "view": view, "offer_all": offer_all})


def may_change(request: HttpRequest, view: View) -> bool:
    """One's own, or a shared one by who may share."""
    if view.owner_id is None:
        return request.rights.may("tickets.bulk", view.brand_id)
    return view.owner_id == request.user.id


def _readable(request: HttpRequest, view_id: UUID | None) -> View | None:
    view = View.objects.filter(id=view_id).first() if view_id else None
    return view if view is not None and view.owner_id in (None, request.user.id) else None


def _changeable(request: HttpRequest, view_id: UUID | None) -> View:
    view = get_object_or_404(View, id=view_id)
    if view.owner_id is None:
        must(request, "tickets.bulk", view.brand_id)
    elif view.owner_id != request.user.id:
        view = get_object_or_404(View.objects.none())
    return view


def _brand(request: HttpRequest) -> UUID:
    readable = request.rights.brands_where("tickets.read")
    asked = uuid_of(request.POST.get("brand", ""))
    return asked if asked in readable else readable[0]
