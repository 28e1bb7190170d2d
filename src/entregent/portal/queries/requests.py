"""What customers read of their requests: nothing but what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from entregent.conversations.models import Attachment, Message
from entregent.people.rules.preferences import Preferred
from entregent.portal.models import PublicReason
from entregent.portal.queries.visits import Visit
from entregent.portal.rules.reading import SETTLED, is_theirs
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.queries import reasons

ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.NEXT_RESPONSE)
PAGE = 20
SHOWN = 100
"""Messages of a thread at first; all of them when asked, up to ``MOST``."""
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of requests, and whether there are more."""

    tickets: list[Ticket]
    more: bool


def mine(visit: Visit) -> QuerySet[Ticket]:
    """The requests of whoever visits. Of a shared address: those written with it, whoever of them wrote."""
    tickets = Ticket.objects.filter(brand=visit.brand, person__in=visit.persons, merged_into=None)
    return tickets if visit.person is not None else tickets.filter(conversation__address__in=visit.addresses)


def listing(visit: Visit, *, settled: bool, page: int = 1) -> Listed:
    """Requests in hand, or settled ones; the last moved first, with what is promised of them. Two statements."""
    promised = Prefetch("promises", Promise.objects.filter(ended_at=None, kind__in=ANSWERS).order_by("due_at"), "promised")
    tickets = mine(visit).select_related("brand").prefetch_related(promised).order_by("-updated_at", "-id")
    tickets = tickets.filter(status__in=SETTLED) if settled else tickets.exclude(status__in=SETTLED)
    rows = list(tickets[(page - 1) * PAGE : page * PAGE + 1])
    return Listed(rows[:PAGE], len(rows) > PAGE)


def one(visit: Visit, ticket: UUID) -> Ticket | None:
    """A request of theirs, with its conversation and what is promised; None for anything else."""
    promised = Prefetch("promises", Promise.objects.filter(ended_at=None, kind__in=ANSWERS).order_by("due_at"), "promised")
    return mine(visit).select_related("brand", "conversation").prefetch_related(promised).filter(id=ticket).first()


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said in a request, oldest first; ``earlier``: there is more before it."""

    messages: list[Message] = field(default_factory=list)
    earlier: bool = False

    @property
    def last(self) -> Message | None:
        """The latest message."""
        return self.messages[-1] if self.messages else None


def thread(visit: Visit, ticket: Ticket, *, whole: bool = False) -> Thread:
    """The messages of a request that its customer reads, with their files; two statements."""
    most = MOST if whole else SHOWN
    files = Prefetch("attachments", Attachment.objects.select_related("file").order_by("id"))
    said = Message.objects.filter(conversation=ticket.conversation_id).exclude(kind=Message.Kind.NOTE)
    latest = list(said.prefetch_related(files).order_by("-at", "-id")[: most + 1])
    shown = [message for message in reversed(latest[:most]) if reads(visit, message)]
    return Thread(shown, len(latest) > most)


def reads(visit: Visit, message: Message) -> bool:
    """Whether whoever visits reads a message of a request of theirs."""
    return is_theirs(
        message.kind, writer=message.person_id, automatic=message.automatic,
        recipients=[str(one) for one in message.recipients], persons=visit.persons, addresses=visit.addresses,
    )  # fmt: skip


def attachment(visit: Visit, attachment_id: UUID) -> Attachment | None:
    """A file of a message that they read; None for anything else."""
    found = Attachment.objects.select_related("file", "message").filter(id=attachment_id).first()
    if found is None or not mine(visit).filter(conversation=found.message.conversation_id).exists():
        return None
    return found if reads(visit, found.message) else None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a customer may ask about: its words, under which heading, where it waits."""

    reason: UUID
    name: str
    group: str
    queue: UUID | None


def subjects(brand: UUID) -> list[Subject]:
    """What customers of a brand may ask about, in the order of its tree of reasons."""
    public = {row.reason_id: row for row in PublicReason.objects.filter(brand=brand)}
    found = []
    for reason, path in reasons(brand):
        if reason in public:
            group, _, name = path.rpartition(" › ")
            found.append(Subject(reason, public[reason].name or name, group, public[reason].queue_id))
    return found


def subject_words(visit: Visit, learnt: Preferred | None) -> str:
    """What somebody usually writes about, in the words of the brand; empty when nothing is clear, or it is gone."""
    if learnt is None:
        return ""
    names = {str(reason): path.rpartition(" › ")[2] for reason, path in reasons(visit.brand.id)}
    return names.get(learnt.value, "")


def due(ticket: Ticket, now: datetime) -> tuple[datetime | None, bool]:
    """When an answer is promised (a ticket of ``listing`` or ``one``), and whether we are late."""
    promised: Sequence[Promise] = ticket.promised
    late = any(promise.state == Promise.State.BREACHED or (promise.due_at or now) < now for promise in promised)
    return next((promise.due_at for promise in promised if promise.state == Promise.State.ACTIVE), None), late
