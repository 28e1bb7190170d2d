"""Webhooks over REST."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Line, Listing, brand_of
from entregent.webhooks import actions
from entregent.webhooks.models import Delivery, Endpoint

router = Router(tags=["webhooks"])
Kinds = Annotated[
    list[Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.([a-z_]+|\*)$")]],
    Field(max_length=100, description="Such as `ticket.opened` or `ticket.*`; empty for all. See `GET /event-kinds`."),
]
Url = Annotated[Line, Field(min_length=1, max_length=500)]
Name = Annotated[Line, Field(min_length=1, max_length=80)]


class EndpointIn(Schema):
    """An address that wants to hear of facts."""

    brand: UUID | None = None
    name: Name
    url: Url
    kinds: Kinds = []


class EndpointChange(Schema):
    """What changes; the rest stays."""

    name: Name | None = None
    url: Url | None = None
    kinds: Kinds | None = None
    active: bool | None = None


class EndpointOut(Schema):
    """An endpoint; its secret is told only when it is made or renewed."""

    id: UUID
    brand_id: UUID
    name: str
    url: str
    kinds: list[str]
    active: bool
    stopped_why: str
    stopped_at: datetime | None
    failing_since: datetime | None
    created_at: datetime


class EndpointMade(EndpointOut):
    """A new endpoint, with the secret that verifies what it receives."""

    secret: str


class SecretOut(Schema):
    """The new secret; the old one signs too until `previous_until`."""

    secret: str
    previous_until: datetime


class DeliveryOut(Schema):
    """What became of one fact."""

    id: UUID
    event: int
    kind: str
    state: str
    attempts: int
    next_at: datetime | None
    status: int | None
    error: str
    milliseconds: int | None
    created_at: datetime
    last_at: datetime | None


class DeliveryFilter(Listing):
    """Which deliveries."""

    state: Literal["pending", "succeeded", "failed"] | None = None


class ReplayIn(Schema):
    """What to send again: these deliveries, or all that were given up since a moment."""

    deliveries: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = None
    since: datetime | None = None


class Replayed(Schema):
    """How many are sent again."""

    count: int


@router.get("/webhook-endpoints", response=Page[EndpointOut], summary="Endpoints")
@needs("administer")
def list_endpoints(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """In the order in which they were made."""
    rows = Endpoint.objects.filter(brand__in=request.rights.brands_where("administer"))
    return page(rows, ("id",), query.cursor, query.limit)


@router.post("/webhook-endpoints", response={201: EndpointMade}, summary="Add an endpoint")
@needs("administer")
def create(request: HttpRequest, endpoint: EndpointIn):
    """Facts from now on are sent to it as Standard Webhooks; verify them with the secret."""
    brand = brand_of(request, endpoint.brand, "administer")
    return actions.create_endpoint(brand, endpoint.name, endpoint.url, endpoint.kinds, now=request.now, actor=request.actor)


@router.get("/webhook-endpoints/{uuid:id}", response=EndpointOut, summary="An endpoint")
@needs("administer")
def read(request: HttpRequest, id: UUID):
    """One endpoint."""
    return Endpoint.objects.get(id=id)


@router.patch("/webhook-endpoints/{uuid:id}", response=EndpointOut, summary="Change an endpoint")
@needs("administer")
def change(request: HttpRequest, id: UUID, values: EndpointChange):
    """What is left out stays. Started again, it receives what comes from now on."""
    endpoint = Endpoint.objects.select_for_update().get(id=id)
    return actions.change_endpoint(endpoint, now=request.now, actor=request.actor, **values.dict(exclude_none=True))


@router.delete("/webhook-endpoints/{uuid:id}", response={204: None}, summary="Remove an endpoint")
@needs("administer")
def remove(request: HttpRequest, id: UUID):
    """With the record of its deliveries."""
    actions.remove_endpoint(Endpoint.objects.select_for_update().get(id=id), now=request.now, actor=request.actor)


@router.post("/webhook-endpoints/{uuid:id}/secret", response=SecretOut, summary="Renew the secret")
@needs("administer")
def renew_secret(request: HttpRequest, id: UUID):
    """For a day, messages are signed with both."""
    endpoint = Endpoint.objects.select_for_update().get(id=id)
    actions.renew_secret(endpoint, now=request.now, actor=request.actor)
    return endpoint


@router.get("/webhook-endpoints/{uuid:id}/deliveries", response=Page[DeliveryOut], summary="Deliveries, latest first")
@needs("administer")
def list_deliveries(request: HttpRequest, id: UUID, query: Annotated[DeliveryFilter, Query(...)]):
    """What was sent, when, and what the endpoint answered."""
    rows = Delivery.objects.filter(endpoint=Endpoint.objects.get(id=id))
    if query.state:
        rows = rows.filter(state=query.state)
    return page(rows, ("-created_at", "-id"), query.cursor, query.limit)


@router.post("/webhook-endpoints/{uuid:id}/replay", response=Replayed, summary="Send again")
@needs("administer")
def replay(request: HttpRequest, id: UUID, wanted: ReplayIn):
    """Under the same `webhook-id`, by which the receiver knows what it has had."""
    endpoint = Endpoint.objects.select_for_update().get(id=id)
    count = actions.replay(endpoint, wanted.deliveries, since=wanted.since, now=request.now, actor=request.actor)
    return {"count": count}
