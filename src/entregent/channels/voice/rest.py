"""Calls over REST."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.channels.voice.dispositions import UNQUALIFIED, Choice, choices
from entregent.channels.voice.logbook import Filters, calls, figures
from entregent.channels.voice.models import Call, Disposition
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Line, Listing

router = Router(tags=["calls"])
Outcome = Literal[
    "answered",
    "left_menu",
    "abandoned",
    "overflowed",
    "closed",
    "deflected",
    "served",
    "no_answer",
    "failed",
    "short",
    "running",
]


class CallFilter(Listing):
    """Which calls; all that is said must hold."""

    since: datetime | None = Field(None, description="Begun then or later.")
    until: datetime | None = Field(None, description="Begun before.")
    direction: Literal["in", "out"] | None = None
    outcome: Outcome | None = Field(
        None,
        description="`short`: abandoned within five seconds of waiting, which `abandoned` leaves out; `running`: not over.",
    )
    queue: UUID | None = None
    agent: UUID | None = Field(None, description="Who talked in it.")
    number: UUID | None = Field(None, description="Which of our numbers.")
    caller: Annotated[Line, Field(max_length=30)] = Field("", description="Digits that the other number has.")
    person: UUID | None = None
    source: UUID | None = Field(None, description="Where the caller came from.")
    disposition: UUID | None = Field(None, description="Which disposition they were given.")
    kind: Literal[(*Disposition.Kind.values, UNQUALIFIED)] | None = Field(
        None, description="The class of their disposition; `unqualified`: their agent has not said how they ended."
    )


class DispositionOut(Schema):
    """What an agent may say of how a call ended."""

    id: UUID
    brand_id: UUID
    name: str
    under: str = Field(description="The headings that it stands under.")
    kind: str = Field(description="Its class, which the ratios count.")

    @staticmethod
    def resolve_brand_id(choice: Choice) -> UUID:
        return choice.brand


class CallOut(Schema):
    """A call. Durations in seconds; null for what never came. `outcome` is "" while it goes on."""

    id: UUID
    brand_id: UUID
    direction: str
    state: str
    outcome: str
    ended_by: str
    number_id: UUID | None
    ours: str = Field(description="Our number, in E.164.")
    theirs: str = Field(description="Their number, in E.164; empty when it was withheld.")
    person_id: UUID
    conversation_id: UUID
    ticket_id: UUID | None
    queue_id: UUID | None
    staff_id: UUID | None = Field(description="Who talks, or talked last.")
    source_id: UUID | None = Field(description="Where the caller came from, if it is known.")
    came: dict[str, str] = Field(description="`source`, `medium`, `campaign`, `referrer`, `landing`: what is known of them.")
    page: str = Field(description="Of the site, from which they called by their browser.")
    begun_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    menu: float
    waited: float | None
    talked: float | None
    held: float
    disposition_id: UUID | None = Field(description="How it ended, as its agent says.")
    disposition: str
    kind: str = Field(description="The class of that disposition.")
    qualified_at: datetime | None

    @staticmethod
    def resolve_disposition(call: Call) -> str:
        return call.disposition.name if call.disposition else ""

    @staticmethod
    def resolve_kind(call: Call) -> str:
        return call.disposition.kind if call.disposition else ""

    @staticmethod
    def resolve_ours(call: Call) -> str:
        return call.conversation.brand_address

    @staticmethod
    def resolve_theirs(call: Call) -> str:
        return call.conversation.address

    @staticmethod
    def resolve_person_id(call: Call) -> UUID:
        return call.conversation.person_id

    @staticmethod
    def resolve_queue_id(call: Call) -> UUID | None:
        return call.ticket.queue_id if call.ticket else None

    @staticmethod
    def resolve_menu(call: Call, context: dict[str, HttpRequest]) -> float:
        return round(figures(call, context["request"].now).menu, 1)

    @staticmethod
    def resolve_waited(call: Call, context: dict[str, HttpRequest]) -> float | None:
        waited = figures(call, context["request"].now).waited
        return None if waited is None else round(waited, 1)

    @staticmethod
    def resolve_talked(call: Call, context: dict[str, HttpRequest]) -> float | None:
        talked = figures(call, context["request"].now).talked
        return None if talked is None else round(talked, 1)

    @staticmethod
    def resolve_held(call: Call, context: dict[str, HttpRequest]) -> float:
        return round(figures(call, context["request"].now).held, 1)


@router.get("/calls", response=Page[CallOut], summary="Calls")
@needs("tickets.read")
def list_calls(request: HttpRequest, query: Annotated[CallFilter, Query(...)]):
    """Those that fit every filter, the latest first."""
    asked = {name: value for name, value in query.dict().items() if name not in ("cursor", "limit") and value is not None}
    rows = calls(request.rights.brands_where("tickets.read"), Filters(**asked))
    return page(rows, ("-begun_at", "-id"), query.cursor, query.limit)


@router.get("/calls/{uuid:id}", response=CallOut, summary="A call")
@needs("tickets.read")
def read(request: HttpRequest, id: UUID):
    """One call."""
    return calls(request.rights.brands_where("tickets.read"), Filters()).get(id=id)


@router.get("/dispositions", response=list[DispositionOut], summary="Dispositions of calls")
@needs("tickets.read")
def list_dispositions(request: HttpRequest):
    """Those that agents may choose now, in their order."""
    return choices(request.rights.brands_where("tickets.read"))
