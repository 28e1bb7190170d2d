"""Who a visitor is to us: a person of their own as long as nobody vouches for them, the customer when the site does."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.chat import events
from entregent.channels.chat.actions.ending import end
from entregent.channels.chat.caller import Caller, Claims, consent_of
from entregent.channels.chat.errors import Blocked, NotAsked
from entregent.channels.chat.identity import Identity
from entregent.channels.chat.models import Chat, Visitor, Widget
from entregent.conversations import actions as conversations
from entregent.journal.actions import append
from entregent.kernel.handles import Handle, InvalidHandle, mail_handle
from entregent.people import actions as people
from entregent.people.models import Handle as Address
from entregent.people.models import Person
from entregent.people.rules.names import cut_display_name
from entregent.tickets import actions as tickets

ACTOR = "system:chat"
NETWORK_REST = timedelta(days=1)


def meet(caller: Caller, claims: Claims, now: datetime) -> Visitor:
    """The visitor, made when they are new; what they say of themselves is kept as a claim.

    Raises Blocked, NotAsked("consent"), IntegrityError when another request of theirs was faster: try again.
    """
    visitor = Visitor.objects.filter(id=caller.known.visitor).first()
    if visitor is None:
        return _made(caller, claims, now)
    if visitor.blocked_at is not None:
        raise Blocked
    _claim(visitor, claims)
    return visitor


def recognise(visitor: Visitor, identity: Identity, now: datetime) -> Visitor:
    """The site vouches for a visitor who was nobody until now: they are that customer, and so is whoever chats. The same
    visitor when another browser of the customer's is known already: then that one is theirs.

    Raises IntegrityError when another request of theirs was faster.
    """
    if visitor.subject == identity.subject:
        return visitor
    same = Visitor.objects.filter(widget=visitor.widget_id, subject=identity.subject).first()
    if same is not None:
        return same
    visitor.person_id = person_of(visitor.widget, identity, visitor.language, now)
    visitor.subject, visitor.name = identity.subject, identity.name or visitor.name
    visitor.save(update_fields=["subject", "person", "name"])
    running = Chat.objects.select_related("conversation").filter(visitor=visitor, ended_at=None).first()
    if running is not None and running.ticket_id is None:
        conversations.change_person(running.conversation_id, running.conversation.person_id, visitor.person_id)
    elif running is not None:
        tickets.prove_person(running.ticket_id, visitor.person_id, now=now, actor=ACTOR)
    return visitor


def person_of(widget: Widget, identity: Identity, language: str, now: datetime) -> UUID:
    """The customer of an identity: by the site's reference of them, else by their mail, else somebody new."""
    brand, mail = widget.brand_id, _mail(identity.mail)
    if not identity.reference:
        if mail is None:
            return _new_person(widget, identity.name, language, now)
        met = people.identify(brand, mail, display_name=identity.name, source="chat", now=now)
        append(met.facts)
        _prove(met.person_id, mail, now)
        return met.person_id
    known = Person.objects.filter(brand=brand, merged_into=None).order_by("id")
    if found := known.filter(external_reference=identity.reference).first():
        return found.id
    nameless = known.filter(external_reference="", handles__kind="mail", handles__value=mail.value).first() if mail else None
    if nameless is None:  # whoever shares the mailbox under another reference is somebody else
        return _new_person(widget, identity.name, language, now, identity.reference, [mail] if mail else [])
    people.update_person(nameless, now=now, actor=ACTOR, external_reference=identity.reference)
    _prove(nameless.id, mail, now)
    return nameless.id


@transaction.atomic
def block(visitor: Visitor, *, network: bool = False, ticket: UUID | None, by: Staff, now: datetime) -> None:
    """Let a visitor write no more; their chat ends. Blocking twice changes nothing.

    ``network``: for a day, nobody new writes from the address they come from either.
    """
    until = now + NETWORK_REST if network and visitor.network else None
    blocked = {"blocked_at": now, "blocked_by": by, "network_blocked_until": until}
    if Visitor.objects.filter(id=visitor.id, blocked_at=None).update(**blocked):
        _told(visitor, ticket, True, by, now)
    for chat in Chat.objects.filter(visitor=visitor, ended_at=None):
        end(chat.id, why=Chat.End.BLOCKED, staff=by, status="resolved", now=now, actor=f"staff:{by.id}")


@transaction.atomic
def unblock(visitor: Visitor, *, by: Staff, now: datetime) -> None:
    """Let a visitor in again."""
    if Visitor.objects.filter(id=visitor.id, blocked_at__isnull=False).update(
        blocked_at=None, blocked_by=None, network_blocked_until=None
    ):
        _told(visitor, None, False, by, now)


def _made(caller: Caller, claims: Claims, now: datetime) -> Visitor:
    widget, identity = caller.widget, caller.identity
    wording = consent_of(widget, caller.language)
    if wording and not claims.agreed:
        raise NotAsked("consent")
    if identity is not None:
        person = person_of(widget, identity, caller.language, now)
    elif (
        caller.network
        and Visitor.objects.filter(brand=widget.brand_id, network=caller.network, network_blocked_until__gt=now).exists()
    ):
        raise Blocked
    else:
        person = _new_person(widget, claims.name, caller.language, now)
    return Visitor.objects.create(
        id=caller.known.visitor, brand_id=widget.brand_id, widget=widget, person_id=person,
        subject=identity.subject if identity else "", language=caller.language,
        name=(identity.name if identity else "") or claims.name, mail=(identity.mail if identity else "") or claims.mail,
        phone=(identity.phone if identity else "")[:20] or claims.phone, consent=wording if claims.agreed else "",
        consented_at=now if wording and claims.agreed else None, browser=caller.browser, network=caller.network,
        first_seen_at=now, seen_at=now,
    )  # fmt: skip


def _claim(visitor: Visitor, claims: Claims) -> None:
    told = {what: getattr(claims, what) for what in ("name", "mail", "phone")}
    changed = [what for what, value in told.items() if value and value != getattr(visitor, what)]
    for what in changed:
        setattr(visitor, what, told[what])
    if changed:
        visitor.save(update_fields=changed)


def _new_person(
    widget: Widget, name: str, language: str, now: datetime, reference: str = "", addresses: list[Handle] | None = None
) -> UUID:
    title, given, family = cut_display_name(name)
    made = people.create_person(
        widget.brand_id, now=now, actor=ACTOR, source="chat", title=title, given_name=given, family_name=family,
        language=language, external_reference=reference, addresses=addresses or [],
    )  # fmt: skip
    return made.id


def _prove(person: UUID, mail: Handle, now: datetime) -> None:
    proven = Address.objects.filter(person=person, kind=mail.kind.value, value=mail.value, verified_at=None).first()
    if proven is not None:
        people.verify_handle(proven, now=now)


def _mail(text: str) -> Handle | None:
    try:
        return mail_handle(text) if text else None
    except InvalidHandle:
        return None


def _told(visitor: Visitor, ticket: UUID | None, blocked: bool, by: Staff, now: datetime) -> None:
    fact = events.chat_blocked(
        brand=visitor.brand_id, at=now, subject=visitor.id, actor=f"staff:{by.id}", person=visitor.person_id,
        ticket=ticket, blocked=blocked,
    )  # fmt: skip
    append([fact])
