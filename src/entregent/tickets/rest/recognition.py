"""Who wrote, where several persons share an address."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from entregent.rest.door import needs
from entregent.tickets import actions, queries
from entregent.tickets.models import Ticket
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import TicketOut


class CandidateOut(Schema):
    """One who may have written, and why they have this rank."""

    person: UUID
    times_chosen: int
    last_seen_at: datetime
    name: Literal["same", "alike", "none"]
    """How the name that came with the message resembles theirs."""

    @staticmethod
    def resolve_person(candidate: object) -> UUID:
        """Its id."""
        return candidate.person.id

    @staticmethod
    def resolve_name(candidate: object) -> str:
        """The likeness."""
        return candidate.likeness.value


class CandidateList(Schema):
    """Likeliest first; empty where the address leads to one person only."""

    items: list[CandidateOut]
    chosen: bool
    """Somebody said who it is, and it stands."""


class ChosenIn(Schema):
    """Who wrote."""

    person: UUID


@router.get("/tickets/{uuid:id}/candidates", response=CandidateList, summary="Who may have written")
@needs("tickets.read")
def candidates(request: HttpRequest, id: UUID):
    """The persons who share the address of a ticket."""
    found = queries.recognition(Ticket.objects.select_related("conversation").get(id=id))
    return {"items": found.fitting if found else [], "chosen": bool(found and found.choice)}


@router.post("/tickets/{uuid:id}/person", response=TicketOut, summary="Say who wrote")
@needs("tickets.write")
def choose(request: HttpRequest, id: UUID, chosen: ChosenIn):
    """One of the candidates: the ticket and its conversation are theirs, and they come first the next time."""
    return actions.choose_person(id, chosen.person, now=request.now, actor=request.actor)


@router.post("/tickets/{uuid:id}/person/undo", response=TicketOut, summary="Undo what was said of who wrote")
@needs("tickets.write")
def undo(request: HttpRequest, id: UUID):
    """The ticket is again that of whom it was before, and the choice is unlearnt."""
    return actions.undo_choice(id, now=request.now, actor=request.actor)
