"""What goes in and out about persons."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from entregent.kernel.handles import Handle, InvalidHandle
from entregent.people.rules.addresses import read_address
from entregent.rest.problems import invalid
from entregent.rest.words import Custom, Line, Listing, Text, Word

StageWord = Literal["prospect", "new", "active", "at_risk", "lost", "won_back"]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
Name = Annotated[Line, Field(max_length=80)]


class HandleIn(Schema):
    """An address: a mail, a number (national spelling of the brand's region, or international), "network:account"."""

    kind: Literal["mail", "phone", "social"]
    value: Annotated[Line, Field(min_length=1)]
    label: Annotated[Line, Field(max_length=40)] = ""

    def read(self, region: str, pointer: str) -> Handle:
        """The normalised address; raises Refusal."""
        try:
            return read_address(self.kind, self.value, region)
        except InvalidHandle as refused:
            raise invalid(pointer, f"not a usable {self.kind}: {refused.reason.value}") from refused


class HandleOut(Schema):
    """An address that leads to a person."""

    id: UUID
    kind: str
    value: str
    label: str
    source: str
    verified_at: datetime | None
    undeliverable_since: datetime | None
    last_seen_at: datetime


class PersonOut(Schema):
    """A person. `merged_into_id` is set for one that was merged: use that one."""

    id: UUID
    brand_id: UUID
    title: str
    given_name: str
    family_name: str
    birth_date: date | None
    language: str
    stage: str
    is_consumer: bool
    external_reference: str
    street: str
    postcode: str
    city: str
    country: str
    tags: list[str]
    custom: dict[str, Any]
    merged_into_id: UUID | None
    created_at: datetime
    updated_at: datetime
    handles: list[HandleOut]


class PersonFields(Schema):
    """A person's own fields; those left out are left as they are."""

    title: Annotated[Line, Field(max_length=20)] | None = None
    given_name: Name | None = None
    family_name: Name | None = None
    birth_date: date | None = None
    language: Annotated[Line, Field(max_length=10)] | None = None
    is_consumer: bool | None = None
    external_reference: Annotated[Line, Field(max_length=60)] | None = None
    street: Annotated[Line, Field(max_length=160)] | None = None
    postcode: Annotated[Line, Field(max_length=12)] | None = None
    city: Name | None = None
    country: Country | None = None
    stage: StageWord | None = None
    custom: Custom | None = None

    def given(self) -> dict[str, Any]:
        """The own fields that the request names; only a birth date may be emptied by null."""
        fields = self.dict(exclude_unset=True, include=set(PersonFields.model_fields))
        return {name: value for name, value in fields.items() if value is not None or name == "birth_date"}


class PersonIn(PersonFields):
    """A new person."""

    brand: UUID | None = None
    handles: Annotated[list[HandleIn], Field(max_length=20)] = []
    tags: Annotated[list[Word], Field(max_length=30)] = []


class PersonFilter(Listing):
    """Which persons."""

    stage: StageWord | None = None
    tag: Annotated[Line, Field(max_length=40)] = ""


class FoundOut(Schema):
    """A person that answers a search; `score` is 2 for an exact address or reference, up to 1 for words."""

    score: float
    person: PersonOut


class FoundList(Schema):
    """Best first."""

    items: list[FoundOut]


class IdentifyIn(Schema):
    """An address that wrote or called, and the name it gave."""

    brand: UUID | None = None
    handle: HandleIn
    display_name: Annotated[Line, Field(max_length=200)] = ""


class CandidateOut(Schema):
    """A person to whom the address leads."""

    person_id: UUID
    times_chosen: int
    last_seen_at: datetime


class IdentifiedOut(Schema):
    """The likeliest person first; `created` when nobody was known."""

    person_id: UUID
    created: bool
    candidates: list[CandidateOut]


class TagsIn(Schema):
    """All the tags it shall have."""

    tags: Annotated[list[Word], Field(max_length=30)]


class ConsentIn(Schema):
    """A consent with its proof. `given_at` for one that is taken over."""

    purpose: Annotated[Word, Field(max_length=60)]
    channel: Annotated[Word, Field(max_length=20)]
    wording: Annotated[Text, Field(min_length=1, max_length=5000, pattern=r"\S")]
    source: Annotated[Line, Field(min_length=1, max_length=120, pattern=r"\S")]
    proof: Annotated[Line, Field(max_length=200)] = ""
    given_at: datetime | None = None


class ConsentOut(Schema):
    """A consent: for what, by which channel, in which words; revoked or not."""

    id: UUID
    person_id: UUID
    purpose: str
    channel: str
    wording: str
    source: str
    proof: str
    given_at: datetime
    revoked_at: datetime | None


class PermissionOut(Schema):
    """Whether the person may be contacted today for a purpose by a channel, why, by which rule of law."""

    purpose: str
    channel: str
    allowed: bool
    reason: str
    needs: str | None
    source: str | None
    verified: bool | None

    @staticmethod
    def resolve_allowed(one: Any) -> bool:
        return bool(one.decision.allowed)

    @staticmethod
    def resolve_reason(one: Any) -> str:
        return str(one.decision.reason)

    @staticmethod
    def resolve_needs(one: Any) -> str | None:
        return str(one.decision.rule.needs) if one.decision.rule else None

    @staticmethod
    def resolve_source(one: Any) -> str | None:
        return str(one.decision.rule.source) if one.decision.rule else None

    @staticmethod
    def resolve_verified(one: Any) -> bool | None:
        return bool(one.decision.rule.sure) if one.decision.rule else None


class PermissionList(Schema):
    """Every purpose and channel."""

    items: list[PermissionOut]


class RemarkIn(Schema):
    """A remark; a program names the member of staff in whose name it writes."""

    text: Annotated[Text, Field(min_length=1, max_length=5000, pattern=r"\S")]
    author: UUID | None = None


class RemarkOut(Schema):
    """What staff wrote about a person."""

    id: UUID
    author_id: UUID
    text: str
    at: datetime


class MergeIn(Schema):
    """Whom the person absorbs."""

    absorbed: UUID


class MergeOut(Schema):
    """A merge; it can be undone, the latest of a person first."""

    id: UUID
    kept_id: UUID
    absorbed_id: UUID
    at: datetime
    undone_at: datetime | None


class DuplicateOut(Schema):
    """Two persons who may be one, and why."""

    id: UUID
    first_id: UUID
    second_id: UUID
    score: float
    reasons: list[str]
    found_at: datetime


class DismissIn(Schema):
    """A program names the member of staff in whose name it decides."""

    author: UUID | None = None


class StartIn(Schema):
    """How a file is read: header → field ("" leaves a column out). Left out: as guessed."""

    columns: Annotated[dict[str, str], Field(max_length=200)] | None = None
    all_or_nothing: bool = True


class RefusedLine(Schema):
    """A refused line of a file."""

    line: int
    column: str
    reason: str


class ImportOut(Schema):
    """A file of persons on its way in."""

    id: UUID
    brand_id: UUID
    name: str
    state: str
    encoding: str
    columns: dict[str, str]
    total: int
    checked: int
    done: int
    created: int
    updated: int
    refused: int
    refusals: list[RefusedLine]

    @staticmethod
    def resolve_refusals(file: Any) -> list[dict[str, Any]]:
        return [{"line": line, "column": column, "reason": reason} for line, column, reason in file.report[:1000]]
