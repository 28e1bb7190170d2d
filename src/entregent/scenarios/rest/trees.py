"""Scenarios and their versions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import Custom, Line, Listing, brand_of
from entregent.scenarios import actions, queries
from entregent.scenarios.errors import HasErrors, NotAForm
from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.rest.router import router
from entregent.scenarios.tree.checks import Finding
from entregent.scenarios.wording import told

Number = Annotated[int, Field(ge=1, le=1_000_000)]
ShortName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$")]
Name = Annotated[Line, Field(min_length=1, max_length=80)]


class ScenarioOut(Schema):
    """A scenario; `published` and `draft` are numbers of versions."""

    id: UUID
    brand_id: UUID
    slug: str
    name: str
    purpose: str
    created_at: datetime
    published: int | None = None
    published_at: datetime | None = None
    draft: int | None = None


class VersionOut(Schema):
    """A version. `number` and `revision` say what was read when a draft is saved."""

    id: UUID
    scenario_id: UUID
    number: int
    revision: int
    state: str
    saved_at: datetime
    published_at: datetime | None


class FormOut(VersionOut):
    """A version with its form, as `/scenarios/form.schema.json` describes it."""

    form: dict[str, Any]


class FindingOut(Schema):
    """What the checks found: `severity` is error (it stops the publication) or warning; `node` is empty for the whole tree."""

    severity: str
    node: str
    code: str
    message: str


class FindingsOut(Schema):
    """Of one version."""

    number: int
    findings: list[FindingOut]


class Base(Schema):
    """What was read before it was edited."""

    number: Number
    revision: Number


class ScenarioIn(Schema):
    """A scenario with its first draft."""

    brand: UUID | None = None
    slug: ShortName
    name: Name
    purpose: Line = ""
    form: Custom


class FormIn(Schema):
    """A draft. Without `base` it replaces whatever draft is there."""

    form: Custom
    base: Base | None = None


class PublishIn(Schema):
    """`base`: what was looked at; refused when the draft was saved since."""

    base: Base | None = None


class BackIn(Schema):
    """Which version comes back."""

    number: Number


class WhichVersion(Schema):
    """Left out: the draft, else what is performed."""

    version: Number | None = None


class DropOffQuery(WhichVersion):
    """Left out: every medium, since ever. The version: what is performed, else the newest."""

    medium: Annotated[str, Field(max_length=20)] = ""
    since: datetime | None = None


class NodeOut(Schema):
    """A node: `left` went no further, `seconds` is the median of the time until what came next."""

    node: str
    visits: int
    sessions: int
    left: int
    handed: int
    share_left: float
    seconds: float | None


class DropOffOut(Schema):
    """How many began this version, and how it went."""

    number: int
    begun: int
    ended: int
    handed: int
    left: int
    running: int
    nodes: list[NodeOut]


@router.get("/scenarios", response=Page[ScenarioOut], summary="Scenarios")
@needs("supervise")
def list_scenarios(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """In the order in which they were made."""
    rows = queries.scenarios(request.rights.brands_where("supervise"))
    return page(rows, ("id",), query.cursor, query.limit)


@router.post("/scenarios", response={201: VersionOut}, summary="Make a scenario")
@needs("administer")
def create(request: HttpRequest, response: HttpResponse, scenario: ScenarioIn):
    """With its first draft, which need not be free of errors yet."""
    brand = brand_of(request, scenario.brand, "administer")
    made = _formed(
        lambda: actions.create_scenario(
            brand, scenario.slug, scenario.name, scenario.form, purpose=scenario.purpose, staff=request.caller.staff,
            now=request.now, actor=request.actor,
        )
    )  # fmt: skip
    response["Location"] = f"/api/v1/scenarios/{made.scenario_id}"
    return made


@router.get("/scenarios/{uuid:id}", response=ScenarioOut, summary="A scenario")
@needs("supervise")
def read(request: HttpRequest, id: UUID):
    """One scenario."""
    return queries.scenarios(request.rights.brands_where("supervise")).get(id=id)


@router.get("/scenarios/{uuid:id}/versions", response=list[VersionOut], summary="Its versions, the newest first")
@needs("supervise")
def versions(request: HttpRequest, id: UUID):
    """Without their forms."""
    return queries.versions(Scenario.objects.get(id=id).id)


@router.get("/scenarios/{uuid:id}/form", response=FormOut, summary="Export a form")
@needs("supervise")
def export(request: HttpRequest, id: UUID, query: Annotated[WhichVersion, Query(...)]):
    """In its canonical order, for a repository."""
    return _version(id, query.version)


@router.put("/scenarios/{uuid:id}/form", response=VersionOut, summary="Import a form as the draft")
@needs("administer")
def save(request: HttpRequest, id: UUID, draft: FormIn):
    """What is performed does not change until it is published. Refused where somebody saved since `base` was read."""
    base = (draft.base.number, draft.base.revision) if draft.base else None
    return _formed(lambda: actions.save_draft(id, draft.form, base=base, staff=request.caller.staff, now=request.now))


@router.get("/scenarios/{uuid:id}/findings", response=FindingsOut, summary="Check a version")
@needs("supervise")
def findings(request: HttpRequest, id: UUID, query: Annotated[WhichVersion, Query(...)]):
    """Everything that stands in the way of publishing it, and what is worth a second look."""
    version = _version(id, query.version)
    return {"number": version.number, "findings": [_told(finding) for finding in queries.checked(version)]}


@router.post("/scenarios/{uuid:id}/publish", response=VersionOut, summary="Publish the draft")
@needs("administer")
def publish(request: HttpRequest, id: UUID, wanted: PublishIn):
    """Sessions that begin from now on run on it; those under way finish on theirs. With errors it is refused: `errors`."""
    base = (wanted.base.number, wanted.base.revision) if wanted.base else None
    return _published(lambda: actions.publish(id, base=base, staff=request.caller.staff, now=request.now, actor=request.actor))


@router.post("/scenarios/{uuid:id}/roll-back", response=VersionOut, summary="Bring an older version back")
@needs("administer")
def roll_back(request: HttpRequest, id: UUID, wanted: BackIn):
    """The draft stays."""
    return _published(
        lambda: actions.roll_back(id, wanted.number, staff=request.caller.staff, now=request.now, actor=request.actor)
    )


@router.post("/scenarios/{uuid:id}/withdraw", response={204: None}, summary="Perform it no more")
@needs("administer")
def withdraw(request: HttpRequest, id: UUID):
    """Sessions under way finish."""
    actions.withdraw(id, now=request.now, actor=request.actor)


@router.get("/scenarios/{uuid:id}/drop-off", response=DropOffOut, summary="Where people leave")
@needs("supervise")
def drop_off(request: HttpRequest, id: UUID, query: Annotated[DropOffQuery, Query(...)]):
    """Of a version, on a medium or on all."""
    version = queries.performed_version(id) if query.version is None else _version(id, query.version)
    if version is None:
        raise Version.DoesNotExist
    found = queries.drop_off(version.id, medium=query.medium, **({"since": query.since} if query.since else {}))
    return {**vars(found), "number": version.number}


def _version(id: UUID, number: int | None) -> Version:
    version = queries.version(id, number)
    if version is None:
        raise Version.DoesNotExist
    return version


def _formed(save: Any) -> Version:
    """A document that is no form is answered with the place of each fault."""
    try:
        return save()
    except NotAForm as refused:
        errors = [{"in": "body", "pointer": f"/form{fault.pointer}", "detail": fault.message} for fault in refused.faults[:50]]
        raise Refusal("invalid", errors=errors) from refused


def _published(publish: Any) -> Version:
    """What stands in the way is told finding by finding."""
    try:
        return publish()
    except HasErrors as refused:
        errors = [
            {"in": "form", "pointer": f"/nodes/{one.node}" if one.node else "", "code": one.code, "detail": told(one)}
            for one in refused.findings
            if one.stops
        ]
        raise Refusal("conflict", str(refused), errors=errors) from refused


def _told(finding: Finding) -> dict[str, str]:
    return {"severity": finding.severity, "node": finding.node, "code": finding.code, "message": told(finding)}
