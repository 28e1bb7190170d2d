"""Lists of tickets: the page, its counts, those of one person or organisation."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.models import Staff
from entregent.access.queries import choices_of
from entregent.access.web.permissions import must, requires
from entregent.brands.queries import brands
from entregent.brands.vocabulary import worded
from entregent.people.models import Organisation, Person
from entregent.people.queries import search_ids, with_end_customers
from entregent.routing.models import Queue, QueueMember
from entregent.tickets import queries
from entregent.tickets.columns import OWN
from entregent.tickets.models import BulkRun, Priority, Status, Ticket, Type, View
from entregent.tickets.queries.asking import uuid_of
from entregent.tickets.queries.chosen import columns_of, own_columns
from entregent.tickets.queries.lists import EVERY_STATUS, Filters, Places, listing, places
from entregent.tickets.queries.rows import rows
from entregent.tickets.web.asked import COUNTED, STANDARD, Asked, asked
from entregent.tickets.web.cells import heading
from entregent.tickets.web.colleagues import WORKING
from entregent.tickets.web.views.saved import may_change

OF_PERSON = 30
OF_ORGANISATION = 20
MOST_COUNTED = 500
MOST_PERSONS = 20
MOST_FOUND = 50
CHOICES = ("filters", "colleagues", "queues")


@require_safe
@requires("tickets.read")
def page(request: HttpRequest) -> HttpResponse:
    """A list with its filters, orders and bulk acts; ``q`` searches numbers, references, titles and persons."""
    wanted = asked(request)
    now = timezone.now()
    text = request.GET.get("q", "").strip()
    columns = columns_of(request.user.id, wanted.view)
    if text:
        found = Places(_search(text, wanted.filters.brands))
    else:
        after, before = request.GET.get("after", ""), request.GET.get("before", "")
        found = places(wanted.filters, now, after=after, before=before)
    readable = request.rights.brands_where("tickets.read")
    of_brands = brands(readable)
    own = own_columns(readable) if any(one.startswith(OWN) for one in columns) else {}
    shown = {
        "asked": wanted, "page": rows(found.ids, columns, of_brands), "columns": columns,
        "headings": {one: heading(one, own) for one in columns}, "q": text, "now": now,
        "next_url": wanted.address(after=found.after) if found.after else "",
        "previous_url": wanted.address(before=found.before) if found.before else "",
    }  # fmt: skip
    if request.htmx.target == "ticket-rows":
        return render(request, "tickets/rows.html", shown)
    return render(request, "tickets/list.html", shown | _around(request, wanted))


@require_safe
@requires("tickets.read")
def count(request: HttpRequest) -> HttpResponse:
    """How many tickets a list holds, counted no further than 500."""
    number = queries.bounded_count(asked(request).filters, timezone.now(), MOST_COUNTED)
    text = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@requires("tickets.read")
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The tickets of a person and of those merged into them, the newest first: a fragment of their page and of the desk."""
    person = get_object_or_404(Person.objects.only("id", "brand"), id=person_id)
    must(request, "tickets.read", person.brand_id)
    persons = [person.id, *Person.objects.filter(merged_into=person.id).values_list("id", flat=True)]
    rows = Ticket.objects.filter(person__in=persons).select_related("brand", "queue", "assignee").order_by("-opened_at")
    tickets = list(rows[: OF_PERSON + 1])
    shown = {
        "tickets": tickets[:OF_PERSON],
        "more": len(tickets) > OF_PERSON,
        "open": request.GET.get("open", ""),
        "person": person,
    }
    return render(request, "tickets/of_person.html", shown)


@require_safe
@requires("tickets.read")
def of_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """What was asked in its name and in those of its end customers, the latest moved first: a part of its page."""
    organisation = get_object_or_404(Organisation.objects.only("id", "brand"), id=organisation_id)
    must(request, "tickets.read", organisation.brand_id)
    brands = (organisation.brand_id,)
    theirs = with_end_customers(str(organisation.id), brands)
    wanted = Filters(brands=brands, statuses=EVERY_STATUS, organisations=theirs)
    found = listing(wanted, timezone.now(), size=OF_ORGANISATION, along=("person", "brand", "organisation"))
    shown = {"tickets": found.tickets, "more": bool(found.after), "organisation": organisation}
    return render(request, "tickets/of_organisation.html", shown)


@require_safe
@requires("tickets.read")
def choices(request: HttpRequest, of: str) -> HttpResponse:
    """What a menu of the list offers, asked for when it opens: ``filters``, or of bulk acts ``colleagues`` or ``queues``."""
    if of not in CHOICES:
        raise Http404(of)
    wanted = asked(request)
    readable = request.rights.brands_where("tickets.read")
    shown: dict[str, object] = {"asked": wanted}
    if of in ("filters", "queues"):
        shown["queues"] = Queue.objects.filter(active=True, brand__in=readable).order_by("name")
    if of in ("filters", "colleagues"):
        staff = Staff.objects.filter(is_active=True, memberships__of_brand__in=readable, memberships__role__in=WORKING)
        shown["colleagues"] = choices_of(staff.distinct().order_by("name"))
    if of == "filters":
        shown |= {
            "brands": brands(readable), "statuses": Status.choices, "priorities": Priority.choices, "types": Type.choices,
            "organisation": _named(wanted.parameters.get("organisation", ""), readable),
            "every_status": len(wanted.filters.statuses) == len(EVERY_STATUS), "orders": _orders(),
        }  # fmt: skip
    return render(request, f"tickets/choices_{of}.html", shown)


def _search(text: str, of_brands: tuple[UUID, ...]) -> list[UUID]:
    found = queries.search_ids(text, of_brands, MOST_FOUND)
    if len(found) == MOST_FOUND:
        return found
    persons = list(search_ids(text, of_brands, MOST_PERSONS))
    if persons:
        theirs = Ticket.objects.filter(person__in=persons, brand__in=of_brands).order_by("-opened_at")
        found += theirs.values_list("id", flat=True)[:MOST_FOUND]
    return list(dict.fromkeys(found))[:MOST_FOUND]


def _named(organisation: str, of_brands: tuple[UUID, ...]) -> str:
    """The name of an organisation that an address asks for by its id; what is no id is the name."""
    if (id := uuid_of(organisation)) is None:
        return organisation
    return Organisation.objects.filter(id=id, brand__in=of_brands).values_list("name", flat=True).first() or ""


def _standard(wanted: Asked) -> list[dict[str, object]]:
    return [
        {"key": key, "name": worded(_(name)), "icon": icon, "current": wanted.standard == key, "counted": key in COUNTED}
        for key, (name, icon, _preset) in STANDARD.items()
    ]


def _orders() -> list[tuple[str, str]]:
    return [("-updated_at", _("Last change")), ("next_due_at", _("Nearest promise")), ("-opened_at", _("Newest")),
            ("-priority", _("Priority"))]  # fmt: skip


def _around(request: HttpRequest, wanted: Asked) -> dict[str, object]:
    """What stands around the rows."""
    readable = request.rights.brands_where("tickets.read")
    served = QueueMember.objects.filter(staff=request.user.id, queue__active=True, queue__brand__in=readable)
    views = View.objects.filter(brand__in=readable).filter(owner__isnull=True) | View.objects.filter(owner=request.user.id)
    may_bulk = bool(request.rights.brands_where("tickets.bulk"))
    return {
        "standard": _standard(wanted),
        "my_queues": served.order_by("queue__name").values_list("queue_id", "queue__name").distinct()[:12],
        "views": list(views.distinct()),
        "may_change_view": wanted.view is not None and may_change(request, wanted.view),
        "statuses": Status.choices, "priorities": Priority.choices, "types": Type.choices,
        "may_bulk": may_bulk,
        "running": list(BulkRun.objects.filter(by=request.user, state__in=["queued", "running"])[:5]) if may_bulk else [],
        "orders": _orders(),
    }  # fmt: skip
