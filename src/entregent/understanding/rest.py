"""Understanding over REST: a sentence understood, intents read, sentences taken in, a model trained."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, UploadedFile

from entregent.brands.models import Brand
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import Listing, Text, brand_of
from entregent.understanding import actions, queries
from entregent.understanding.entities import find
from entregent.understanding.jobs import train_later
from entregent.understanding.models import Example, Intent, TrainedModel
from entregent.understanding.rules.examples import LARGEST

router = Router(tags=["understanding"])
Language = Literal["fr", "en"]


class SentenceIn(Schema):
    """What somebody wrote. ``learn``: keep it to be labelled, without what identifies its author, when it is not understood."""

    brand: UUID | None = None
    language: Language = "fr"
    text: Annotated[Text, Field(min_length=1, max_length=5000)]
    learn: bool = True


class LikelyOut(Schema):
    """An intent and how likely it is, 0 to 1."""

    name: str
    probability: float


class EntityOut(Schema):
    """What the text names, where (characters), and its plain value; card and account numbers are masked."""

    kind: str
    value: str
    text: str
    start: int
    end: int


class GuessOut(Schema):
    """`sure`: the first intent; `between`: ask which of the first two; `unknown`: neither."""

    verdict: Literal["sure", "between", "unknown"]
    intents: list[LikelyOut]
    entities: list[EntityOut]


class IntentOut(Schema):
    """What somebody may want; `elsewhere` is what none of the others answers."""

    id: UUID
    brand_id: UUID
    name: str
    label: str
    description: str
    elsewhere: bool
    created_at: datetime


class ExampleOut(Schema):
    """A sentence that teaches an intent."""

    id: UUID
    language: str
    text: str
    source: str
    at: datetime


class LeftOut(Schema):
    """A line that was not taken in: `language`, `sentence`, `intent`, or `other` (another intent has the sentence)."""

    line: int
    reason: str


class ImportedOut(Schema):
    """What became of a file."""

    added: int
    known: int
    intents: list[str]
    refused: list[LeftOut]


class TrainingIn(Schema):
    """Which language learns, and the share of sure answers that must be right."""

    brand: UUID | None = None
    language: Language = "fr"
    precision: Literal[0.9, 0.95, 0.98] = 0.95


class ModelOut(Schema):
    """A training and what came of it; `done` of `total` steps while it runs."""

    id: UUID
    brand_id: UUID
    language: str
    state: str
    current: bool
    precision: float
    done: int
    total: int
    intents: int
    examples: int
    accuracy: float | None
    asked_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_accuracy(model: TrainedModel) -> float | None:
        return model.report.get("accuracy")


@router.post("/guess", response=GuessOut, summary="Understand a sentence")
@needs("tickets.write")
def guess(request: HttpRequest, sentence: SentenceIn):
    """What it means by the brand's model, and what it names."""
    brand = Brand.objects.get(id=brand_of(request, sentence.brand, "tickets.write"))
    found = queries.guess(brand.id, sentence.language, sentence.text)
    if sentence.learn:
        actions.remember(brand.id, sentence.language, sentence.text, found, now=request.now, region=brand.region)
    today = request.now.astimezone(ZoneInfo(brand.time_zone)).date()
    entities = find(
        sentence.text, sentence.language, today, region=brand.region, references={"ticket": f"{brand.code}-#+"}
    )  # fmt: skip
    return {"verdict": found.verdict, "intents": found.intents, "entities": entities}


@router.get("/intents", response=Page[IntentOut], summary="Intents")
@needs("tickets.read")
def list_intents(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """In the order in which they were made, without those put aside."""
    return page(Intent.objects.filter(removed_at=None), ("id",), query.cursor, query.limit)


@router.get("/intents/{uuid:id}/examples", response=Page[ExampleOut], summary="Sentences of an intent")
@needs("understanding.write")
def list_examples(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """In the order in which they were added."""
    rows = Example.objects.filter(intent=Intent.objects.get(id=id), removed_at=None).defer("vector")
    return page(rows, ("id",), query.cursor, query.limit)


@router.post("/intent-imports", response=ImportedOut, summary="Take in sentences")
@needs("understanding.write")
def receive(request: HttpRequest, file: Annotated[UploadedFile, File(...)], brand: Annotated[UUID | None, Form()] = None):
    """A CSV with the columns intent, language and sentence as `multipart/form-data`; intents that are not there are made."""
    owner = brand_of(request, brand, "understanding.write")
    if file.size and file.size > LARGEST:
        raise Refusal("too-large", "The file is larger than 2 MB: cut it in parts.")
    staff = request.caller.staff
    done = actions.import_examples(
        owner, file.read(), by=staff.id if staff else None, now=request.now, actor=request.actor
    )  # fmt: skip
    refused = [{"line": line, "reason": reason} for line, reason in done.refused]
    return {"added": done.added, "known": done.known, "intents": done.intents, "refused": refused}


@router.get("/intent-models", response=Page[ModelOut], summary="Trainings")
@needs("understanding.write")
def list_models(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """Those that are kept, in the order in which they were asked for."""
    return page(TrainedModel.objects.defer("content"), ("id",), query.cursor, query.limit)


@router.post("/intent-models", response={201: ModelOut}, summary="Train")
@needs("understanding.write")
def train(request: HttpRequest, training: TrainingIn):
    """A model learns in the background and is in use when its state is `done`."""
    owner = brand_of(request, training.brand, "understanding.write")
    staff = request.caller.staff
    model = actions.ask_training(
        owner, training.language, precision=training.precision, by=staff.id if staff else None, now=request.now
    )  # fmt: skip
    train_later(model)
    return model
