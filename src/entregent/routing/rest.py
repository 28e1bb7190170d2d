"""Queues, items, offers and presence over REST. Taking, giving and releasing belong to the tickets, which follow."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.journal.actions import append
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal, invalid
from entregent.rest.words import Line, Listed, Listing
from entregent.routing import actions, queries
from entregent.routing.models import Offer, PauseReason, Presence, Queue, WorkItem

router = Router(tags=["routing"])
State = Literal["waiting", "offered", "taken", "wrap_up", "done", "cancelled"]
OfferState = Literal["ringing", "accepted", "refused", "expired", "withdrawn"]


class QueueOut(Schema):
    """A queue and its rules."""

    id: UUID
    brand_id: UUID
    name: str
    priority: int
    target_seconds: int
    offer_seconds: int
    wrap_up_seconds: int
    relax_extra_seconds: int | None
    prefers_last_agent: bool
    calendar_id: UUID | None
    overflow_to_id: UUID | None
    overflow_after_seconds: int | None
    is_default: bool
    active: bool


class QueueNowOut(Schema):
    """A queue at this moment: `oldest` is when its oldest waiting item was first queued, `ready` the agents with room."""

    queue: UUID = Field(alias="queue.id")
    name: str = Field(alias="queue.name")
    waiting: int
    oldest: datetime | None
    ringing: int
    ready: int
    present: int


class ItemOut(Schema):
    """Something that waits, rings or is in hand; `subject` is the ticket or task."""

    id: UUID
    brand_id: UUID
    queue_id: UUID
    channel: str
    subject: UUID
    person: UUID | None
    state: str
    priority: int
    extra_skills: list[UUID]
    agent_id: UUID | None
    enqueued_at: datetime
    queued_at: datetime
    offered_at: datetime | None
    taken_at: datetime | None
    done_at: datetime | None


class ItemFilter(Listing):
    """Which items."""

    queue: UUID | None = None
    agent: UUID | None = None
    subject: UUID | None = None
    state: State | None = None


class OfferOut(Schema):
    """An item proposed to an agent."""

    id: UUID
    brand_id: UUID
    item_id: UUID
    staff_id: UUID
    state: str
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reason: str


class OfferFilter(Listing):
    """Which offers."""

    staff: UUID | None = None
    item: UUID | None = None
    state: OfferState | None = None


class WhyOut(Schema):
    """An offer and what was compared: `decided_by` is what set the chosen agent apart from the next."""

    offer: UUID
    staff: UUID
    name: str
    state: str
    offered_at: datetime
    ended_at: datetime | None
    decided_by: str
    age: float
    target: int
    priority: int
    queue_priority: int
    free: int
    needs: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    others: list[dict[str, Any]]


class PauseReasonOut(Schema):
    """Why an agent may be on pause."""

    id: int
    name: str
    is_paid: bool


class PresenceOut(Schema):
    """What an agent is doing; `held` counts what is in hand by channel, `open_to` says where there is room."""

    staff_id: UUID
    state: str
    reason_id: int | None
    since: datetime
    idle_since: datetime
    seen_at: datetime
    held: dict[str, int]
    open_to: list[str]


class PresenceIn(Schema):
    """Another state; a pause, and only a pause, has a reason."""

    state: Literal["available", "paused", "offline"]
    reason: Annotated[int, Field(ge=1, le=2**31)] | None = None


class RefusalIn(Schema):
    """Why what rings is refused."""

    reason: Annotated[Line, Field(max_length=200)] = ""


@router.get("/queues", response=Page[QueueOut], summary="Queues")
@needs("tickets.read")
def list_queues(request: HttpRequest, query: Listed):
    """By name."""
    rows = Queue.objects.filter(brand__in=request.rights.brands_where("tickets.read"))
    return page(rows, ("name", "id"), query.cursor, query.limit)


@router.get("/queues/now", response=list[QueueNowOut], summary="Queues at this moment")
@needs("supervise")
def queues_now(request: HttpRequest):
    """What waits and who is ready, for each queue in service."""
    brands = request.rights.brands_where("supervise")
    return queries.queues_now(Queue.objects.filter(active=True, brand__in=brands))


@router.get("/queues/{uuid:id}", response=QueueOut, summary="A queue")
@needs("tickets.read")
def read_queue(request: HttpRequest, id: UUID):
    """One queue."""
    return Queue.objects.get(id=id)


@router.get("/items", response=Page[ItemOut], summary="Work items, first queued first")
@needs("tickets.read")
def list_items(request: HttpRequest, query: Annotated[ItemFilter, Query(...)]):
    """What waits, rings, is in hand or was."""
    rows = WorkItem.objects.filter(brand__in=request.rights.brands_where("tickets.read"))
    return page(_filtered(rows, query, "queue", "agent", "subject", "state"), ("enqueued_at", "id"), query.cursor, query.limit)


@router.get("/items/{uuid:id}", response=ItemOut, summary="A work item")
@needs("tickets.read")
def read_item(request: HttpRequest, id: UUID):
    """One item."""
    return WorkItem.objects.get(id=id)


@router.get("/items/{uuid:id}/why", response=list[WhyOut], summary="Why this agent?")
@needs("tickets.read")
def why(request: HttpRequest, id: UUID):
    """Every offer of the item, the first first: the agents compared, and why the others were not."""
    return queries.why(id)


@router.post("/items/{uuid:id}/wrap-up", response=ItemOut, summary="The exchange is over")
@needs("tickets.write")
def wrap_up(request: HttpRequest, id: UUID):
    """The agent's paperwork begins, or the item is finished where the queue keeps no time for it."""
    return _told(actions.wrap_up(id, request.now, request.actor))


@router.post("/items/{uuid:id}/finish", response=ItemOut, summary="Finish an item in hand")
@needs("tickets.write")
def finish(request: HttpRequest, id: UUID):
    """Wrap-up included: the agent has room again."""
    return _told(actions.finish(id, request.now, request.actor))


@router.get("/offers", response=Page[OfferOut], summary="Offers, latest first")
@needs("supervise")
def list_offers(request: HttpRequest, query: Annotated[OfferFilter, Query(...)]):
    """What was proposed to whom, and what they answered."""
    rows = Offer.objects.filter(brand__in=request.rights.brands_where("supervise"))
    return page(_filtered(rows, query, "staff", "item", "state"), ("-offered_at", "-id"), query.cursor, query.limit)


@router.post("/offers/{uuid:id}/refuse", response=ItemOut, summary="Refuse what rings")
@needs("work")
def refuse(request: HttpRequest, id: UUID, why: RefusalIn):
    """For the agent it rings for; it goes to another."""
    return _told(actions.refuse(id, _self(request), request.now, why.reason))


@router.get("/pause-reasons", response=list[PauseReasonOut], summary="Reasons for a pause")
@needs("tickets.read")
def list_pause_reasons(request: HttpRequest):
    """Those that agents may choose."""
    return PauseReason.objects.filter(active=True, code=None)


@router.get("/presence", response=Page[PresenceOut], summary="Who is present")
@needs("supervise")
def list_presence(request: HttpRequest, query: Listed):
    """The agents of the brands supervised, whatever their state."""
    return page(_presences(request), ("since", "staff_id"), query.cursor, query.limit)


@router.put("/presence", response=PresenceOut, summary="Change one's own presence")
@needs("work")
def put_own_presence(request: HttpRequest, wanted: PresenceIn):
    """For signed-in staff."""
    return _set(request, _self(request), wanted, "by_hand")


@router.put("/presence/{uuid:staff}", response=PresenceOut, summary="Change an agent's presence")
@needs("supervise")
def put_presence(request: HttpRequest, staff: UUID, wanted: PresenceIn):
    """An act of supervision, written in the journal."""
    if not queries.works_for(staff, request.rights.brands_where("supervise")):
        raise Refusal("not-found")
    return _set(request, staff, wanted, "supervisor")


def _self(request: HttpRequest) -> UUID:
    if request.caller.staff is None:
        raise Refusal("forbidden", "work")
    return request.caller.staff.id


def _set(request: HttpRequest, staff: UUID, wanted: PresenceIn, why: str) -> Presence:
    reason = PauseReason.objects.filter(id=wanted.reason, active=True).first() if wanted.reason else None
    if (wanted.state == "paused") != (reason is not None):
        raise invalid("/reason", "a pause, and only a pause, has one of the reasons of GET /pause-reasons")
    return _told(actions.set_presence(staff, wanted.state, request.now, request.actor, reason=reason, why=why))


def _presences(request: HttpRequest):
    brands = request.rights.brands_where("supervise")
    return Presence.objects.filter(staff__in=queries.workers(brands).values("id"))


def _filtered(rows, query, *names: str):
    asked = {name: value for name in names if (value := getattr(query, name)) is not None}
    return rows.filter(**asked)


def _told(result):
    changed, facts = result
    append(facts)
    return changed
