"""What tickets look like over REST."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from entregent.conversations.rest import Words
from entregent.rest.words import Custom, Line, Listing, Text, Word
from entregent.tickets.configuration import configuration
from entregent.tickets.models import Priority, Status, Ticket, Type
from entregent.tickets.rules import reference

StatusName = Literal["new", "open", "pending", "on_hold", "resolved", "closed"]
TypeName = Literal["question", "incident", "request", "complaint", "privacy"]
PriorityNumber = Annotated[int, Field(ge=min(Priority.values), le=max(Priority.values), description="-1 low … 2 urgent")]
assert set(StatusName.__args__) == set(Status.values) and set(TypeName.__args__) == set(Type.values)


class TicketOut(Schema):
    """A request of a customer."""

    id: UUID
    brand_id: UUID
    number: int
    reference: str = Field(description="What people read and say, such as PON-2026-004182.")
    title: str
    status: StatusName
    type: TypeName
    priority: int
    channel: str
    person_id: UUID
    organisation_id: UUID | None
    conversation_id: UUID
    queue_id: UUID
    assignee_id: UUID | None
    team_id: int | None
    reason_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]
    parent_id: UUID | None
    merged_into_id: UUID | None
    opened_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopened_count: int
    next_due_at: datetime | None

    @staticmethod
    def resolve_reference(ticket: Ticket) -> str:
        """Made of the brand's code, the year and the number."""
        return reference(configuration(ticket.brand_id).brand.code, ticket.opened_at.year, ticket.number)


class OpenedOut(TicketOut):
    """The ticket that was opened, and its first message."""

    message_id: UUID


class Requester(Schema):
    """Who asks: a person already known by `id`, or an address by which they are found or made."""

    id: UUID | None = None
    mail: Annotated[Line, Field(max_length=254)] | None = None
    phone: Annotated[Line, Field(max_length=40)] | None = None
    name: Annotated[Line, Field(max_length=120)] = ""

    @model_validator(mode="after")
    def exactly_one(self) -> "Requester":
        """One way to say who, not two that may disagree."""
        if sum(value is not None for value in (self.id, self.mail, self.phone)) != 1:
            raise ValueError("give one of id, mail, phone")
        return self


class TicketIn(Words):
    """A new request."""

    brand: UUID | None = Field(None, description="Only for staff who serve several brands.")
    person: Requester
    subject: Annotated[Line, Field(min_length=1)]
    channel: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$", description="How it came; answers leave by it.")] = "api"
    queue: UUID | None = None
    type: TypeName = "question"
    priority: PriorityNumber = 0
    tags: Annotated[list[Word], Field(max_length=30)] = []
    custom: Custom = {}
    external_id: Line = Field("", description="Your own id of the message.")


class TicketFilter(Listing):
    """Which tickets; several values of one filter are alternatives."""

    status: Annotated[list[StatusName] | None, Field(max_length=6)] = None
    type: Annotated[list[TypeName] | None, Field(max_length=4)] = None
    priority: Annotated[list[PriorityNumber] | None, Field(max_length=4)] = None
    queue: UUID | None = None
    assignee: UUID | None = None
    unassigned: bool = False
    person: UUID | None = None
    organisation: UUID | None = Field(None, description="Those of the end customers that it serves as a reseller come along.")
    channel: Annotated[Line, Field(max_length=20)] | None = None
    tag: Word | None = None
    reason: UUID | None = None
    number: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    updated_since: datetime | None = None
    order: Literal["-updated_at", "updated_at"] = "-updated_at"


class CustomerWords(Words):
    """What the customer adds."""

    external_id: Line = ""


class ReplyIn(Words):
    """An answer to the customer."""

    author: UUID | None = Field(None, description="The member of staff who answers; needed from a program.")
    status: Literal["open", "pending", "on_hold", "resolved"] | None = Field(
        None, description="What the ticket becomes; waiting for the customer when left out."
    )
    channel: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")] | None = None


class NoteIn(Words):
    """An internal note."""

    author: UUID | None = Field(None, description="The member of staff who writes; needed from a program.")
    mentions: Annotated[list[UUID], Field(max_length=20)] = []


class StatusIn(Schema):
    """The status wanted."""

    status: StatusName


class AssignIn(Schema):
    """To whom."""

    staff: UUID


class TakeIn(Schema):
    """Who takes it."""

    staff: UUID | None = Field(None, description="Needed from a program; staff take for themselves.")


class TicketFields(Schema):
    """A ticket's own fields; those left out are left as they are."""

    title: Annotated[Line, Field(min_length=1)] | None = None
    type: TypeName | None = None
    priority: PriorityNumber | None = None
    tags: Annotated[list[Word], Field(max_length=20)] | None = None
    custom: Custom | None = Field(None, description="Laid over what stands; null takes a key away.")
    queue: UUID | None = None
    reason: UUID | None = Field(None, description="null: none.")
    team: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = Field(None, description="null: none.")
    organisation: UUID | None = Field(None, description="In whose name the customer wrote; null: none.")
    assignee: UUID | None = Field(None, description="null: back to its queue.")

    def given(self) -> dict[str, Any]:
        """What the request names; null empties what may be empty, and says nothing of the rest."""
        fields = self.dict(exclude_unset=True)
        may_be_empty = ("reason", "team", "organisation", "assignee")
        return {name: value for name, value in fields.items() if value is not None or name in may_be_empty}


class MergeIn(Schema):
    """Which tickets come in."""

    absorbed: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class MergeOut(Schema):
    """A merge of tickets; it can be undone, the latest of a ticket first."""

    id: UUID
    kept_id: UUID
    absorbed: list[UUID]
    by_id: UUID | None
    at: datetime
    undone_at: datetime | None


class SplitIn(Schema):
    """What leaves."""

    messages: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    title: Annotated[Line, Field(description="The ticket's own when empty.")] = ""


class ChildIn(Schema):
    """Work for someone else."""

    title: Annotated[Line, Field(min_length=1)]
    text: Annotated[Text, Field(max_length=20_000)] = ""
    queue: UUID | None = Field(None, description="The ticket's own when left out.")
    author: UUID | None = Field(None, description="The member of staff who asks; needed from a program.")


class PromiseOut(Schema):
    """A promise made about a ticket, on business time."""

    id: UUID
    kind: str
    state: str
    policy_id: UUID
    target_seconds: int
    activated_at: datetime
    due_at: datetime | None
    left_seconds: float | None
    ended_at: datetime | None
    breached_at: datetime | None


class HistoryEntry(Schema):
    """One fact of the ticket's life."""

    id: int
    at: datetime
    kind: str
    actor: str
    subject: UUID
    data: dict[str, Any]


class Said(Schema):
    """The message that was written."""

    message_id: Annotated[UUID, Field(alias="id")]
    delivery: str
