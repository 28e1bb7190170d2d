"""Sessions performed by other programs: a kiosk, a speaking device, a page of one's own."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from entregent.people.models import Person
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import Line, Text, brand_of
from entregent.scenarios import actions, queries
from entregent.scenarios.medium import (
    MEDIA,
    Answer,
    Heard,
    Input,
    Interrupt,
    Leave,
    Silence,
    Speak,
)
from entregent.scenarios.models import Scenario
from entregent.scenarios.rest.router import router

Medium = Annotated[str, Field(pattern=r"^[a-z_]{2,20}$")]
VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$")]
Plain = Annotated[Text, Field(max_length=1000)] | Annotated[int, Field(ge=-(10**15), le=10**15)] | float | bool | None


class LinkOut(Schema):
    """Somewhere to read on."""

    label: str
    url: str


class SpokenOut(Schema):
    """Something to say or to show; what is `mandatory` to its end."""

    text: str
    mandatory: bool
    links: list[LinkOut]


class OptionOut(Schema):
    """Send `key` back; `spoken` is the sentence in which a voice offers it; `at` the moment of a time to be called back at."""

    key: str
    label: str
    spoken: str
    at: str


class AskOut(Schema):
    """`kind`: choice, scale, acknowledge, carry, slot (a time to be called back at), or what is collected: text, number,
    amount, date, phone, mail, order, contract, postcode."""

    kind: str
    options: list[OptionOut]
    minimum: int | None
    maximum: int | None
    back: bool


class OutcomeOut(Schema):
    """`kind`: ended, handed (take the person to `queue`; `ticket` is where they wait already, if anywhere), left."""

    kind: str
    reason: str
    queue: UUID | None
    priority: int
    ticket: UUID | None


class TurnOut(Schema):
    """Say what is `said`, then ask, or end. `waits`: a program outside is being asked; read the session again in a moment."""

    session: UUID
    number: int
    medium: str
    language: str
    said: list[SpokenOut]
    asks: AskOut | None
    outcome: OutcomeOut | None
    waits: bool


class TakenUpOut(Schema):
    """`turn` is null when the code is wrong, used or too old."""

    turn: TurnOut | None


class BeginIn(Schema):
    """Which scenario, performed how. `variables` are what you know already; those that the tree does not know are ignored."""

    scenario: UUID
    medium: Medium
    language: Annotated[str, Field(max_length=10)] = ""
    person: UUID | None = None
    variables: Annotated[dict[VariableName, Plain], Field(max_length=50)] = {}


class AnswerIn(Schema):
    """What came: exactly one of these. `number` is that of the turn that it answers; `key_pressed` the key of an option."""

    text: Annotated[Text, Field(max_length=4000)] | None = None
    key_pressed: Annotated[Line, Field(max_length=40)] | None = None
    happened: Literal["silence", "heard", "agent", "repeat", "back", "leave"] | None = None
    language: Annotated[str, Field(max_length=10)] | None = None
    number: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class TakeUpIn(Schema):
    """The code that was said or shown elsewhere. `source`: who tries it; their wrong codes are counted."""

    brand: UUID | None = None
    code: Annotated[Line, Field(min_length=1, max_length=20)]
    medium: Medium
    source: Annotated[Line, Field(min_length=1, max_length=100)]


@router.post("/scenario-sessions", response={201: TurnOut}, summary="Begin a session")
@needs("tickets.write")
def begin(request: HttpRequest, response: HttpResponse, wanted: BeginIn):
    """On the version that is published now."""
    _medium(wanted.medium)
    scenario = Scenario.objects.filter(id=wanted.scenario).first()
    if scenario is None:
        raise invalid("/scenario", "no such scenario")
    if wanted.person and not Person.objects.filter(id=wanted.person, brand=scenario.brand_id).exists():
        raise invalid("/person", "no such person")
    turn = actions.begin(
        scenario.id, wanted.medium, language=wanted.language, person=wanted.person, variables=wanted.variables, now=request.now,
        actor=request.actor,
    )  # fmt: skip
    response["Location"] = f"/api/v1/scenario-sessions/{turn.session}"
    return turn


@router.get("/scenario-sessions/{uuid:id}", response=TurnOut, summary="Where a session stands")
@needs("tickets.read")
def read(request: HttpRequest, id: UUID):
    """What was last said and is asked now."""
    return queries.turn(id)


@router.post("/scenario-sessions/{uuid:id}/answers", response=TurnOut, summary="Answer")
@needs("tickets.write")
def answer(request: HttpRequest, id: UUID, given: AnswerIn):
    """One at a time. An answer to a question that has gone by is refused (409): read the session again. With an
    `Idempotency-Key` the same answer sent twice does nothing twice."""
    key = request.headers.get("Idempotency-Key", "")[:80]
    return actions.answer(id, _input(given), request.now, key=key, number=given.number, actor=request.actor)


@router.post("/scenario-sessions/take-up", response=TakenUpOut, summary="Go on with a session of another medium")
@needs("tickets.write")
def take_up(request: HttpRequest, wanted: TakeUpIn):
    """By its code, which is good once. A wrong code is no error, so that it is counted: too many are refused (409)."""
    _medium(wanted.medium)
    brand = brand_of(request, wanted.brand, "tickets.write")
    return {"turn": actions.take_up(brand, wanted.code, wanted.medium, source=wanted.source, now=request.now)}


def _medium(name: str) -> None:
    if name not in MEDIA:
        raise invalid("/medium", f"one of {', '.join(sorted(MEDIA))}")


def _input(given: AnswerIn) -> Input:
    found = [name for name in ("text", "key_pressed", "happened", "language") if getattr(given, name) is not None]
    if len(found) != 1:
        raise invalid("", "exactly one of text, key_pressed, happened and language")
    match given.happened:
        case "silence":
            return Silence()
        case "heard":
            return Heard()
        case "leave":
            return Leave()
        case "agent" | "repeat" | "back":
            return Interrupt(given.happened)
    if given.language is not None:
        return Speak(given.language)
    return Answer(given.text or "", given.key_pressed or "")
