"""A customer's requests in plain words: where they stand, what we promise."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from entregent.brands.models import Brand
from entregent.brands.rules import customer_word
from entregent.portal.queries.requests import due
from entregent.portal.rules.reading import WAITS_FOR_US
from entregent.portal.terms import RIGHTS
from entregent.rights.models import RightRequest
from entregent.tickets.models import Status, Ticket
from entregent.tickets.queries import reference_of


@dataclass(frozen=True, slots=True)
class State:
    """Where a request stands: words, tone and drawing of a chip."""

    words: object
    tone: str
    icon: str


STATES = {
    Status.NEW: State(pgettext_lazy("a request", "Received"), "info", "inbox"),
    Status.OPEN: State(gettext_lazy("We are on it"), "brand", "user"),
    Status.PENDING: State(gettext_lazy("Your turn to answer"), "warn", "reply"),
    Status.ON_HOLD: State(gettext_lazy("We are waiting for something"), "", "clock"),
    Status.RESOLVED: State(pgettext_lazy("a request", "Settled"), "good", "check"),
    Status.CLOSED: State(pgettext_lazy("a request", "Over"), "", "lock"),
}


SURE = {
    RightRequest.Identity.LINK: gettext_lazy("you entered by a link sent to your address"),
    RightRequest.Identity.PASSWORD: gettext_lazy("you entered by your password"),
    RightRequest.Identity.PASSKEY: gettext_lazy("you entered by your passkey"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list."""

    ticket: Ticket
    reference: str
    state: State
    promise: str
    late: bool


def number_of(brand: Brand) -> str:
    """What the brand calls the number under which it knows a customer ("Numéro d’adhérent")."""
    language = get_language() or "fr"
    words = {"customer": customer_word(brand.vocabulary, "singular", language).capitalize()}
    return _("%(customer)s number") % (words | {"of_customer": customer_word(brand.vocabulary, "of", language)})


def state_of(status: str) -> State:
    """A status in words for its customer."""
    return STATES[Status(status)]


def line_of(ticket: Ticket, now: datetime) -> Line:
    """A request as a list shows it."""
    return Line(ticket, reference_of(ticket), state_of(ticket.status), promise_of(ticket, now), due(ticket, now)[1])


def promise_of(ticket: Ticket, now: datetime) -> str:
    """What we promise about it, in a sentence; nothing where it is not our turn."""
    if ticket.status not in WAITS_FOR_US:
        return ""
    when, late = due(ticket, now)
    if late:
        return _("We are late, and we are sorry: we answer as soon as we can.")
    if when is None:
        return ""
    local = timezone.localtime(when)
    hour = date_format(local, "TIME_FORMAT")
    if local.date() == timezone.localtime(now).date():
        return _("An answer before %(hour)s today") % {"hour": hour}
    return _("An answer before %(day)s at %(hour)s") % {"day": date_format(local, "l j F"), "hour": hour}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the request of a right stands, and what happens next: (words, when or None, done, late) a step."""

    request: RightRequest
    words: object
    steps: list[tuple[str, datetime | None, bool, bool]]

    @property
    def over(self) -> bool:
        """Whether it is answered."""
        return self.request.answered_at is not None


def progress_of(request: RightRequest) -> Progress:
    """The steps of a request, as its author follows them."""
    day = {"day": date_format(request.due_on, "DATE_FORMAT")}
    steps: list[tuple[str, datetime | None, bool, bool]] = [
        (_("We have your request."), request.received_at, True, False),
        (_("We are sure that it is you: %(how)s.") % {"how": SURE[RightRequest.Identity(request.identity)]}, None, True, False),
    ]
    if request.extended_at is not None:
        steps.append((_("It takes us longer: we told you why in your request."), request.extended_at, True, False))
    if request.answered_at is not None:
        steps.append((_("It is answered."), request.answered_at, True, False))
    elif request.overdue_at is not None:
        steps.append((_("We are late: the law gave us until %(day)s. We are sorry.") % day, None, False, True))
    else:
        steps.append((_("We answer by %(day)s at the latest: the law gives us no more.") % day, None, False, False))
    return Progress(request, RIGHTS[request.right][0], steps)
