"""A call comes in: who calls, on which number, what answers first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.db import transaction

from entregent.channels.voice import events
from entregent.channels.voice.actions.drawing import Plan, plan
from entregent.channels.voice.models import Call, Number
from entregent.channels.voice.rules import spelled
from entregent.conversations import actions as conversations
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, InvalidHandle, phone_handle
from entregent.people import actions as people
from entregent.scenarios import actions as scenarios
from entregent.scenarios.errors import NotPublished
from entregent.scenarios.medium import Turn
from entregent.tracking import actions as tracking

MEDIUM = "phone"
ACTOR = "system:voice"


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that has begun. ``turn``: what the scenario says first; None where an agent answers without one.
    ``recording``: what may be kept of it; None: nothing. ``assistant``: whose machine it says to be where callers may speak to
    the scenario, "" where they may not."""

    call: UUID
    brand: UUID
    person: UUID
    language: str
    turn: Turn | None
    recording: Plan | None
    assistant: str = ""


@dataclass(frozen=True, slots=True)
class FromSite:
    """A visitor of the brand's site who calls by their browser. ``call`` is the name that it gets, ``person`` who they are to
    us, ``proven`` where the site vouches for them; ``page``, ``title``: where they were; ``beside``: the conversation of their
    chat; ``origin``: where they came from, if they agreed that it be noted."""

    call: UUID
    person: UUID
    proven: bool = False
    page: str = ""
    title: str = ""
    beside: UUID | None = None
    origin: tracking.Origin | None = None


@transaction.atomic
def begin(number_id: UUID, caller: str, name: str, *, node: UUID, now: datetime, site: FromSite | None = None) -> Begun:
    """Take a call in. ``caller`` is the number as the operator sends it, "" or a word when it is withheld; ``name`` what comes
    beside it. A number proves nothing: the scenario knows the person where just one has it, and no more than that. A visitor of
    the site (``site``) is known where the site vouches for them.

    Raises Number.DoesNotExist.
    """
    number = Number.objects.select_related("brand").get(id=number_id)
    brand, handle = number.brand, handle_of(caller, number.brand.region)
    facts, candidates, known = [], 0, False
    if site is not None:
        person, candidates, known = people.hold(site.person), 1, site.proven
    elif handle is None:
        person = people.create_person(brand.id, now=now, actor=ACTOR, source=MEDIUM).id
    else:
        met = people.identify(brand.id, handle, display_name=name, source=MEDIUM, now=now)
        person, facts, candidates, known = met.person_id, met.facts, len(met.candidates), not met.created
    conversation, started = conversations.start(
        brand.id, person, MEDIUM, address=handle.value if handle else "", brand_address=number.number, now=now,
        actor=f"person:{person}",
    )  # fmt: skip
    origin = (site.origin if site else None) or tracking.origin_of(brand.id, number.number, number.source_id, now)
    turn = _first_turn(number, person if known and candidates == 1 else None, handle, conversation.id, now)
    call = Call.objects.create(
        brand=brand, direction=Call.Direction.IN, state=Call.State.MENU, node_id=node, number=number, conversation=conversation,
        session_id=turn.session if turn else None, begun_at=now,
        source_id=origin.source, came=origin.came, **(_seen(site) if site is not None else {}),
    )  # fmt: skip
    begun = events.call_begun(
        brand=brand.id, at=now, subject=call.id, actor=f"person:{person}", person=person, direction="in", number=number.id,
        scenario=number.scenario_id if turn else None, conversation=conversation.id, ticket=None, staff=None, known=known,
        candidates=candidates, browser=site is not None,
        source=origin.source,
    )  # fmt: skip
    append([*facts, *started, begun])
    assistant = brand.name if turn and number.speech else ""
    return Begun(call.id, brand.id, person, turn.language if turn else brand.language, turn, plan(call.id, brand.id), assistant)


def _seen(site: FromSite) -> dict[str, object]:
    return {
        "id": site.call, "by_browser": True, "page": site.page, "page_title": site.title, "beside_id": site.beside,
    }  # fmt: skip


def handle_of(caller: str, region: str) -> Handle | None:
    """Whose number this is, as the house spells it; None for a withheld one and for what is none."""
    code = phonenumbers.country_code_for_region(region)
    try:
        return phone_handle(spelled(caller, str(code)), region)
    except InvalidHandle:
        return None


def _first_turn(number: Number, person: UUID | None, handle: Handle | None, conversation: UUID, now: datetime) -> Turn | None:
    if number.scenario_id is None:
        return None
    try:
        return scenarios.begin(
            number.scenario_id, MEDIUM, person=person, conversation=conversation,
            variables={"person.phone": handle.value} if handle else {}, now=now,
        )  # fmt: skip
    except NotPublished:
        return None
