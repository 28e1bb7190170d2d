"""The site of a brand of the demonstration: a page that anybody may open, with the brand's widget on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from entregent.access.web.middleware import without_scope
from entregent.brands.queries import theme_address
from entregent.brands.scope import every_brand
from entregent.channels.chat.models import Widget
from entregent.demo.plan import brand_plan
from entregent.demo.sites import WIDGET, WORDS
from entregent.tickets.models import Ticket
from entregent.tickets.queries import reference_of


@without_scope
@require_safe
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """A page to try the widget on, as a visitor; ``?lang=en`` in English. 404 where the demonstration is not loaded."""
    with every_brand():
        widget = Widget.objects.filter(brand__slug=slug, name=WIDGET, active=True).select_related("brand").first()
    if slug not in WORDS or widget is None:
        raise Http404("There is no such site.")
    with translation.override("en" if request.GET.get("lang") == "en" else "fr"):
        shown = {
            "widget": widget, "tries": _request_to_ask_about(widget) if widget.scenario_id else None,
            "products": brand_plan(slug).products, "theme": theme_address(widget.brand),
        }  # fmt: skip
        return render(request, "demo/shop.html", shown)


def _request_to_ask_about(widget: Widget) -> tuple[str, str] | None:
    """The number of a request under way and the address that it came from: what to say to the assistant."""
    with every_brand():
        rows = Ticket.objects.filter(brand=widget.brand_id, channel="mail", status="open", conversation__address__contains="@")
        found = rows.select_related("brand", "conversation").order_by("-opened_at").first()
        return (reference_of(found), found.conversation.address) if found is not None else None
