"""Performing: a session begins, takes answers, ends. Each in one transaction, with the brand's walls open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.statements import insert
from entregent.deflections import actions as deflections
from entregent.jobs.app import later
from entregent.journal.actions import append
from entregent.kernel.ids import uuid7
from entregent.kernel.masking import mask
from entregent.people.actions import hold
from entregent.people.models import Person
from entregent.scenarios import events, jobs, listening, trees
from entregent.scenarios import medium as media
from entregent.scenarios.errors import NotPublished, Overtaken
from entregent.scenarios.medium import Ask, Link, Option, Outcome, Spoken, Turn
from entregent.scenarios.models import Session, Version, Visit
from entregent.scenarios.performing import requests
from entregent.scenarios.performing.host import Host
from entregent.scenarios.performing.looking_up import given
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import Answer, Heard, Input, Means, Result
from entregent.scenarios.tree.state import Manner, State
from entregent.scenarios.tree.step import begin as enter
from entregent.scenarios.tree.step import step
from entregent.scenarios.tree.variables import Value
from entregent.understanding.typos import closest

KEYS_KEPT = 20
LINES_KEPT = 400


@transaction.atomic
def begin(
    scenario: UUID,
    medium: str,
    *,
    language: str = "",
    person: UUID | None = None,
    conversation: UUID | None = None,
    ticket: UUID | None = None,
    variables: Mapping[str, Value] | None = None,
    now: datetime,
    actor: str = "",
) -> Turn:
    """Enter the published version of a scenario on a medium (``medium.MEDIA``). ``ticket``: beside which it is
    performed. ``variables``: what the medium knows already.

    Raises NotPublished, also for a medium that the tree is not written for; KeyError for one that nobody registered.
    """
    capabilities = media.capabilities_of(medium)
    version = Version.objects.select_related("scenario__brand").filter(scenario=scenario, state=Version.State.PUBLISHED).first()
    if version is None:
        raise NotPublished
    form = trees.forms([version.id])[version.id][0]
    if medium not in form.media:
        raise NotPublished
    brand = version.scenario.brand
    session = Session(
        id=uuid7(), brand=brand, version=version, scenario=version.scenario, medium=medium, language="", state={},
        others={slug: str(id) for slug, id in trees.published(brand.id, trees.runs(form)).items()},
        person_id=hold(person) if person is not None else None, conversation_id=conversation, ticket_id=ticket,
        begun_at=now, moved_at=now,
    )  # fmt: skip
    known = {"brand.name": brand.name, "person.known": False, **_given(session), **_masked(variables or {})}
    tree, host = trees.tree_of(session), Host(brand, session, now, actor or _actor(session))
    state, effects = enter(
        tree, Manner(medium, capabilities.speaks, capabilities.confirms), language=language or brand.language,
        variables=known, means=_means(brand, now),
    )  # fmt: skip
    begun = events.session_begun(
        brand=brand.id, at=now, subject=session.id, actor=host.actor, person=session.person_id, scenario=version.scenario_id,
        version_id=version.id, medium=medium, conversation=conversation,
    )  # fmt: skip
    turn, visits, facts = _perform(tree, state, effects, host)
    insert([session, *visits])
    append([begun, *facts])
    return turn


@transaction.atomic
def answer(session: UUID, input: Input, now: datetime, *, key: str = "", number: int | None = None, actor: str = "") -> Turn:
    """Take an input, one at a time: who comes at the same moment waits, then finds the session where it has gone.

    ``key`` names the input: the same one sent twice does nothing twice. ``number`` is that of the turn that it answers: an
    answer to a question that has gone by is refused. What comes after the end changes nothing. Raises Session.DoesNotExist,
    Overtaken.
    """
    row = Session.objects.select_for_update(of=["self"]).select_related("brand", "scenario", "ticket").get(id=session)
    if (key and key in row.keys) or row.ended_at is not None:
        return media.from_json(row.turn)
    state = states.from_json(row.state)
    if number is not None and number != state.serial:
        raise Overtaken(row.id)
    return advance(row, state, input, now, key=key, actor=actor)


def advance(row: Session, state: State, input: Input, now: datetime, *, key: str = "", actor: str = "") -> Turn:
    """The same for a session that the caller holds, and whose state it read."""
    tree, host = trees.tree_of(row), Host(row.brand, row, now, actor or _actor(row))
    if isinstance(input, Answer):
        input = listening.understood(tree, state, _masked_answer(input), row.brand, now)
        _write(row, "them", input.text or _label(row, input.key), input.confidence)
    after, effects = step(tree, state, input, _means(row.brand, now))
    if key:
        row.keys = [*row.keys, key[:80]][-KEYS_KEPT:]
    if after is state:  # it meant nothing here
        if key:
            row.save(update_fields=["keys"])
        return media.from_json(row.turn)
    row.moved_at = now
    _confirm(host, state, input, effects)
    turn, visits, facts = _perform(tree, after, effects, host)
    row.save(update_fields=SAVED)
    if visits:
        insert(visits)
    append(facts)
    return turn


SAVED = [
    "medium", "language", "state", "turn", "places", "transcript", "answers", "acts", "keys", "waiting", "waiting_until",
    "person", "ticket", "moved_at", "ended_at", "outcome", "detail", "carry_digest", "carry_until",
]  # fmt: skip


def _perform(tree: Tree, state: State, effects: Sequence[out.Effect], host: Host) -> tuple[Turn, list[Visit], list[Any]]:
    """Do what a step asks for, step by step, until somebody must answer; put all of it on the session, unsaved."""
    session, said, asks, over, missed = host.session, [], None, None, False
    visits: list[Visit] = []
    while True:
        pending: out.Performed | None = None
        for effect in effects:
            match effect:
                case out.Entered():
                    visits.append(_visit(session, effect, host.now))
                case out.Said():
                    said.append(Spoken(effect.text, effect.mandatory, tuple(Link(one.label, one.url) for one in effect.links)))
                case out.Asks():
                    options = tuple(Option(one.key, one.label, one.spoken, one.at) for one in effect.options)
                    asks = Ask(effect.kind, options, effect.minimum, effect.maximum, effect.back)
                case out.Noted():
                    session.answers.append(
                        {"question": effect.question, "value": effect.value, "of": effect.maximum, "at": host.now.isoformat()}
                    )
                case out.Over():
                    over = effect
                case out.Offered() | out.Settled():
                    _follow(host, state, effect)
                case out.Missed():
                    missed = True
                case out.Objected():
                    _act(host, "objection", effect.which, state.node)
                case _:
                    pending = effect
        result: Result | None = host.perform(pending, state) if pending is not None else None
        if result is None:
            break
        state, effects = step(tree, state, result, _means(host.brand, host.now))
    for spoken in said:
        _write(session, "us", spoken.text)
    outcome = _ended(host, state, over) if over is not None else None
    session.state, session.medium, session.language = states.to_json(state), state.manner.medium, state.language
    waits = pending is not None
    turn = Turn(session.id, state.serial, session.medium, session.language, tuple(said), asks, outcome, waits, missed)
    session.turn = media.to_json(turn)
    if waits:
        session.waiting_until = None
        later(jobs.connect, brand=str(session.brand_id), session=str(session.id))
    return turn, visits, host.facts


def _follow(host: Host, state: State, effect: out.Offered | out.Settled) -> None:
    """Another way than an agent, offered or answered; not to an agent, who reads a script."""
    session = host.session
    if session.medium == "script":
        return
    if isinstance(effect, out.Settled):
        deflections.answer(session.id, effect.to, effect.taken, host.now, person=session.person_id)
        return
    minutes = state.variables.get("queue.wait")
    deflections.offer(
        session.brand_id, session.id, session.medium, (effect.to,), host.now, person=session.person_id,
        conversation=session.conversation_id, wait=round(minutes * 60) if isinstance(minutes, int | float) else None,
    )  # fmt: skip


def _confirm(host: Host, state: State, input: Input, effects: Sequence[out.Effect]) -> None:
    """A mention that was waited for was heard to its end: by whom and when stays with the session."""
    heard = state.waits == "mention" and isinstance(input, Answer | Heard)
    if heard and not any(isinstance(effect, out.Missed) for effect in effects):
        _act(host, "mention", state.node, state.node)


def _act(host: Host, kind: str, what: str, node: str) -> None:
    session = host.session
    session.acts.append({"kind": kind, "what": what, "by": host.actor, "at": host.now.isoformat()})
    about = {
        "brand": session.brand_id, "at": host.now, "subject": session.id, "actor": host.actor, "person": session.person_id,
        "scenario": session.scenario_id, "version_id": session.version_id, "medium": session.medium, "node": node,
    }  # fmt: skip
    host.facts.append(
        events.session_mentioned(**about) if kind == "mention" else events.session_objected(**about, objection=what)
    )


def _label(row: Session, key: str) -> str:
    """What stood on the button that was pressed: the words say more than its key to who reads them later."""
    asks = row.turn.get("asks") or {}
    return next((one["label"] for one in asks.get("options", ()) if one["key"] == key), key)


def _ended(host: Host, state: State, over: out.Over) -> Outcome:
    session = host.session
    session.ended_at, session.outcome, session.detail = host.now, over.kind, over.detail[:40]
    session.waiting, session.carry_digest = None, ""
    host.state = state
    queue = ticket = None
    if over.kind == "handed":
        queue = _queue(host, over)
        deflections.came_back(session.id, host.now)
        if not media.capabilities_of(session.medium).hands_over:
            ticket = requests.hand_over(host, over, queue)
    about = {
        "brand": session.brand_id, "at": host.now, "subject": session.id, "actor": host.actor, "person": session.person_id,
        "scenario": session.scenario_id, "version_id": session.version_id, "medium": session.medium,
        "seconds": round((host.now - session.begun_at).total_seconds()),
    }  # fmt: skip
    host.facts.append(
        {
            "ended": lambda: events.session_ended(**about, outcome=over.detail),
            "left": lambda: events.session_left(**about, node=over.node),
            "handed": lambda: events.session_handed(**about, queue=queue, reason=over.detail, ticket=ticket),
        }[over.kind]()
    )
    return Outcome(over.kind, over.detail, queue, over.priority, ticket)


def _queue(host: Host, over: out.Over) -> UUID | None:
    found = trees.links_of(host.session, over.scenario).get("queues", {}).get(over.queue)
    return UUID(found) if found else None


def _visit(session: Session, entered: out.Entered, now: datetime) -> Visit:
    """A node of a tree that is run counts for the version of that tree."""
    session.places += 1
    version = UUID(session.others[entered.scenario]) if entered.scenario else session.version_id
    return Visit(
        id=uuid7(), brand_id=session.brand_id, session_id=session.id, version_id=version, medium=session.medium,
        node=entered.node, place=session.places, at=now,
    )  # fmt: skip


def _given(session: Session) -> dict[str, Value]:
    if session.person_id is None:
        return {}
    person = Person.objects.prefetch_related("handles").filter(id=session.person_id).first()
    return given(person) if person is not None else {}


def _means(brand: Brand, now: datetime) -> Means:
    return Means(closest, timezone.localdate(now), brand.region)


def _actor(session: Session) -> str:
    return f"person:{session.person_id}" if session.person_id else "system:scenarios"


def _masked_answer(answer: Answer) -> Answer:
    text, key = mask(answer.text[:4000].replace("\0", ""))[0], mask(answer.key[:40].replace("\0", ""))[0]
    return replace(answer, text=text, key=key)


def _masked(variables: Mapping[str, Value]) -> dict[str, Value]:
    return {name: mask(value)[0] if isinstance(value, str) else value for name, value in variables.items()}


def _write(session: Session, who: str, text: str, sure: float | None = None) -> None:
    if text and len(session.transcript) < LINES_KEPT:
        session.transcript.append({"who": who, "text": text} | ({} if sure is None else {"sure": sure}))
