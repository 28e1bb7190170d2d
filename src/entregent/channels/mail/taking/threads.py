"""Which conversation a mail continues."""

from uuid import UUID

from entregent.channels.mail.configuration import threading_key
from entregent.channels.mail.parse import ParsedMail
from entregent.channels.mail.thread_tokens import find_conversation
from entregent.conversations.models import Conversation, Message
from entregent.conversations.queries import by_external_ids
from entregent.people.models import Handle
from entregent.tickets.models import Ticket


def continued(brand: UUID, code: str, parsed: ParsedMail, sender: str) -> UUID | None:
    """The conversation of this brand that the mail continues, or None; no statement for a mail that refers to nothing.

    What is signed proves itself; then the ids of mails that were exchanged; last a reference in the subject, which anyone
    can guess: it counts only when the sender takes part in that conversation.
    """
    candidates = find_conversation(parsed, threading_key())
    if not candidates:
        return None
    signed = [candidate.conversation for candidate in candidates if candidate.conversation is not None]
    if signed:
        known = set(Conversation.objects.filter(brand=brand, id__in=signed).values_list("id", flat=True))
        if proved := next((conversation for conversation in signed if conversation in known), None):
            return proved
    ids = [candidate.message_id for candidate in candidates if candidate.message_id is not None]
    if ids and (found := by_external_ids(brand, ids)):
        return found.id
    for candidate in candidates:
        if candidate.reference is not None and (named := _by_reference(brand, code, candidate.reference, sender)):
            return named
    return None


def _by_reference(brand: UUID, code: str, reference: str, sender: str) -> UUID | None:
    told, year, number = reference.split("-")
    if told != code:
        return None
    ticket = Ticket.objects.filter(brand=brand, number=int(number)).select_related("conversation").first()
    if ticket is None or abs(ticket.opened_at.year - int(year)) > 1:  # the year turns at the brand's midnight, not at UTC's
        return None
    return ticket.conversation_id if takes_part(ticket.conversation, sender) else None


def takes_part(conversation: Conversation, sender: str) -> bool:
    """Whether an address (in lower case) belongs to the exchange: it wrote, was written to, or leads to its person."""
    if sender == conversation.address.lower():
        return True
    messages = Message.objects.filter(conversation=conversation)
    for author, recipients in messages.values_list("sender", "recipients"):
        if sender == author.lower() or sender in (str(address).lower() for address in recipients):
            return True
    return Handle.objects.filter(
        brand=conversation.brand_id, person=conversation.person_id, kind=Handle.Kind.MAIL, value=sender
    ).exists()
