"""Several persons share the address that wrote: what the desk shows of each, and why they are in this order."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entregent.looks.wording import ago
from entregent.people.models import Person
from entregent.people.queries import Candidate
from entregent.people.rules.candidates import Likeness
from entregent.tickets import queries
from entregent.tickets.models import Ticket

KEYS = 9


@dataclass(frozen=True, slots=True)
class Fitting:
    """One who fits: the key that chooses them (empty from the tenth on), the reasons in words, whether the ticket is theirs."""

    person: Person
    key: str
    why: list[str]
    has_it: bool


@dataclass(frozen=True, slots=True)
class Several:
    """All who fit, likeliest first; ``chosen_at``: when somebody said which, if that stands."""

    fitting: list[Fitting]
    chosen_at: datetime | None
    may_choose: bool


def recognised(request: HttpRequest, ticket: Ticket) -> Several | None:
    """None where one person only fits. Needs the ticket's conversation and person."""
    found = queries.recognition(ticket)
    if found is None or not request.rights.may("people.read", ticket.brand_id):
        return None
    now = timezone.now()
    fitting = [
        Fitting(one.person, str(place) if place <= KEYS else "", why(one, now), one.person.id == ticket.person_id)
        for place, one in enumerate(found.fitting, 1)
    ]
    may_choose = request.rights.may("tickets.write", ticket.brand_id)
    return Several(fitting, found.choice.at if found.choice else None, may_choose)


def why(one: Candidate, now: datetime) -> list[str]:
    """The reasons for a candidate's rank, in the reader's words."""
    words = []
    if one.likeness is not Likeness.NONE:
        words.append(_("their name comes with it") if one.likeness is Likeness.SAME else _("a name like theirs comes with it"))
    if one.times_chosen:
        words.append(ngettext("chosen once", "chosen %(times)s times", one.times_chosen) % {"times": one.times_chosen})
    words.append(_("last exchange: %(ago)s") % {"ago": ago(one.last_seen_at, now)})
    return words
