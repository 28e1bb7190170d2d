"""The assistant: a scenario performed in the chat before anybody waits.

What it says are messages like others, marked automatic; they are written from the lines that its session keeps, so that nothing
is missing or there twice, whoever made the session move: the visitor, or the job that asked a program outside.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.brands.statements import insert
from entregent.channels.chat import events
from entregent.channels.chat.actions.ending import end
from entregent.channels.chat.caller import Caller
from entregent.channels.chat.hours import opening
from entregent.channels.chat.models import Chat, Visitor
from entregent.channels.chat.queries import mark_of
from entregent.channels.chat.rules import title_of
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.scenarios import actions as scenarios
from entregent.scenarios import queries as performed
from entregent.scenarios.errors import NotPublished, TooManyCodes
from entregent.scenarios.medium import Answer, Input, Interrupt, Leave, Outcome, Turn
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

ACTOR = "system:assistant"
MEDIUM = "chat"
CODE = 6
"""Digits of the code that carries a session here."""
MOST_LINES = 300
"""Whoever has not got further by then goes to an agent; a session keeps no more than 400."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed rather than typed: an option (``key``), or what is always there (``wish``: agent, back). ``number`` is
    that of the question which the page showed."""

    key: str = ""
    wish: str = ""
    number: int | None = None


def begin_assisted(caller: Caller, visitor: Visitor, before: Chat | None, now: datetime) -> Chat | None:
    """A chat that the widget's scenario answers; None where none can. The first words are that a machine answers.

    Raises IntegrityError when another request of theirs was faster.
    """
    widget, rows = caller.widget, []
    if widget.scenario_id is None:
        return None
    person, actor = visitor.person_id, f"person:{visitor.person_id}"
    proven = person if visitor.subject else None  # of whom nobody vouches the scenario knows what they say, as on a page
    conversation, started = conversations.start(
        visitor.brand_id, person, MEDIUM, address=visitor.mail, now=now, actor=actor, rows=rows
    )
    try:
        turn = scenarios.begin(
            widget.scenario_id, MEDIUM, language=visitor.language, person=proven, conversation=conversation.id, now=now,
            actor=actor,
        )  # fmt: skip
    except NotPublished:
        return None
    if before is not None and before.ended_at is None:
        end(before.id, why=Chat.End.VISITOR, now=now, actor=actor)
    chat = Chat(
        brand_id=visitor.brand_id, widget=widget, visitor=visitor, conversation=conversation, session_id=turn.session,
        begun_at=now,
    )  # fmt: skip
    insert([*rows, chat])
    begun = events.chat_begun(
        brand=chat.brand_id, at=now, subject=chat.id, actor=actor, person=person, ticket=None, widget=widget.id, queue=None,
        resumed=False, forecast=None, proven=bool(visitor.subject),
    )  # fmt: skip
    append([*started, begun])
    _tell(chat, _presented(chat), now)
    catch_up(chat, now)
    return chat


def answer_assisted(chat: Chat, content: Content, pressed: Pressed, now: datetime) -> Message | None:
    """Give the assistant what a visitor wrote or pressed; the caller holds the chat. None for what answers a question that has
    gone by, from another tab: nothing is kept of it."""
    turn = performed.turn(chat.session_id)
    input, words = _meant(turn, content.text, pressed)
    if input is not None and chat.told >= MOST_LINES and turn.asks is not None and turn.asks.kind != "acknowledge":
        input = Interrupt("agent")
    if input is None and not words and not content.files:
        return None
    if words != content.text:
        content = Content(words, external_id=content.external_id, extra=content.extra)
    person = chat.conversation.person_id
    message, facts = conversations.receive(
        chat.conversation, content, person_id=person, channel=MEDIUM, ticket=None, now=now, actor=f"person:{person}"
    )
    append(facts)
    if _taken_up(chat, turn, content.text, now):
        catch_up(chat, now)
        return message
    if content.files:
        _tell(chat, _("I cannot read files, but I keep it here: an adviser will see it if you ask for one."), now)
    if input is not None:
        scenarios.answer(chat.session_id, input, now, key=content.external_id, actor=f"person:{person}")
    catch_up(chat, now)
    return message


def _taken_up(chat: Chat, turn: Turn, text: str, now: datetime) -> bool:
    """Whether what was typed is the code of a session begun elsewhere, on a page: it goes on here, and the chat's own is left.

    Where digits may answer what is asked, they do. What was said elsewhere stays beside the conversation.
    """
    code = "".join(text.split())
    asked = turn.asks is not None and turn.asks.kind in ("choice", "carry")
    if len(code) != CODE or not code.isdecimal() or not (asked or turn.medium != MEDIUM):
        return False
    try:
        taken = scenarios.take_up(
            chat.brand_id, code, MEDIUM, source=f"chat:{chat.visitor_id}", now=now, conversation=chat.conversation_id
        )
    except TooManyCodes:
        return False
    if taken is None:
        return False
    if taken.session != chat.session_id:
        scenarios.answer(chat.session_id, Leave(), now)
        Chat.objects.filter(session=taken.session).update(session=None)
    _turn, lines = performed.standing(taken.session)
    chat.session_id, chat.told = taken.session, len(lines) - sum(1 for said in taken.said if said.text)
    Chat.objects.filter(id=chat.id).update(session=chat.session_id, told=chat.told)
    return True


def catch_up(chat: Chat, now: datetime) -> Turn:
    """Write what the session said and the conversation does not hold yet, then carry on where it came to its end. The caller
    holds the chat, or has just made it."""
    turn, lines = performed.standing(chat.session_id)
    links = {said.text: said.links for said in turn.said}
    for line in lines[chat.told :]:
        if line["who"] == "us":
            _tell(chat, line["text"], now, links=[(one.label, one.url) for one in links.get(line["text"], ())])
    if chat.told != len(lines):
        chat.told = len(lines)
        Chat.objects.filter(id=chat.id).update(told=chat.told)
    if turn.outcome is not None and chat.ended_at is None and chat.ticket_id is None:
        _carry_on(chat, turn.outcome, now)
    return turn


def hold(chat: UUID) -> Chat:
    """The chat, one request at a time."""
    rows = Chat.objects.select_for_update(of=["self"]).select_related("visitor", "conversation")
    return rows.get(id=chat)


def bring_up(chat: Chat, now: datetime) -> None:
    """Write what a session did by itself, should it have done anything. ``chat`` comes with its widget."""
    held = hold(chat.id)
    held.widget = chat.widget
    if held.session_id is not None and held.ticket_id is None and held.ended_at is None:
        catch_up(held, now)


def handed_to(chat: Chat) -> UUID | None:
    """The queue to which the scenario handed a chat over, if it did and says which."""
    outcome = performed.turn(chat.session_id).outcome if chat.session_id else None
    return outcome.queue if outcome is not None else None


def becomes_request(chat: Chat, queue: UUID | None, priority: int, now: datetime) -> Ticket:
    """The ticket of a chat that had none: with all that was said."""
    theirs = Message.objects.filter(conversation=chat.conversation_id, kind=Message.Kind.IN).exclude(text="")
    said = theirs.order_by("at", "id").values_list("text", flat=True).first()
    ticket = tickets.take_on(
        chat.conversation, subject=title_of(said or "") or _("(no subject)"), queue=queue or chat.widget.queue_id,
        priority=priority, now=now, actor=ACTOR,
    )  # fmt: skip
    chat.ticket = ticket
    Chat.objects.filter(id=chat.id).update(ticket=ticket)
    return ticket


def _meant(turn: Turn, text: str, pressed: Pressed) -> tuple[Input | None, str]:
    """What the scenario is given, and the words that stand for it in the conversation."""
    if pressed.number is not None and pressed.number != turn.number:
        return None, ""
    if turn.outcome is not None:
        return None, text
    if pressed.wish == "agent":
        return Interrupt("agent"), _("Talk to an adviser")
    if pressed.wish == "back":
        return Interrupt("back"), _("Go back to the question before")
    if pressed.key:
        options = turn.asks.options if turn.asks is not None else ()
        label = next((one.label for one in options if one.key == pressed.key), "")
        return (Answer(key=pressed.key), label) if label else (None, "")
    return (Answer(text), text) if text else (None, "")


def _carry_on(chat: Chat, outcome: Outcome, now: datetime) -> None:
    if outcome.kind != "handed":
        end(chat.id, why=Chat.End.ASSISTANT, now=now, actor=ACTOR)
        return
    person, ticket, forecast = chat.conversation.person_id, None, None
    queue = outcome.queue or chat.widget.queue_id
    if opening(chat.widget, now).open:
        ticket = becomes_request(chat, queue, outcome.priority, now)
        place = routing.forecast(ticket.id, now)
        forecast = place.wait if place else None
    elif not Message.objects.filter(conversation=chat.conversation_id, extra__leave=True).exists():
        _tell(chat, _leave(chat), now, leave=True)
    else:
        return
    handed = events.chat_handed(
        brand=chat.brand_id, at=now, subject=chat.id, actor=ACTOR, person=person, ticket=ticket.id if ticket else None,
        widget=chat.widget_id, queue=queue, reason=outcome.reason, forecast=forecast,
    )  # fmt: skip
    append([handed])


def _tell(chat: Chat, text: str, now: datetime, links: list[tuple[str, str]] | None = None, leave: bool = False) -> None:
    if not text and not links:
        return
    told = [(label, url if "://" in url else settings.PUBLIC_URL + url) for label, url in links or []]
    extra = {"said": text, "links": [{"label": label, "url": url} for label, url in told]} if told else {}
    whole = "\n".join(filter(None, [text, *(f"{label} : {url}" for label, url in told)]))
    if leave:
        extra["leave"] = True
    _message, facts = conversations.tell(
        chat.conversation, whole, channel=MEDIUM, external_id=mark_of(chat), extra=extra, now=now, actor=ACTOR
    )
    append(facts)


def _presented(chat: Chat) -> str:
    """Said first, whatever the scenario says: article 50 of Regulation (EU) 2024/1689 (who speaks to a machine is told so)."""
    with translation.override(chat.visitor.language):
        said = _("You are writing to the automatic assistant of %(brand)s: a machine answers you, not a person.")
        return said % {"brand": chat.widget.brand.name}


def _leave(chat: Chat) -> str:
    with translation.override(chat.visitor.language):
        return _("Nobody is here now. Leave a message: what we said to each other goes with it, and we answer by e-mail.")
