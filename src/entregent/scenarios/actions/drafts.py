"""Scenarios and their drafts: made, saved without overwriting anybody's work, read from a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios.errors import NotAForm, NothingToRedo, NothingToUndo, SavedMeanwhile, SlugTaken
from entregent.scenarios.models import PastDraft, Scenario, Version
from entregent.scenarios.tree.form import Document, Form, FormRefused, imported, read, written

PAST_KEPT = 40
"""Changes of a draft that can be undone."""
WRITING_ON = timedelta(minutes=2)
"""Who goes on at the same text within this time changes one thing, which is undone at once."""


@transaction.atomic
def create_scenario(
    brand: UUID, slug: str, name: str, form: Any, *, purpose: str = "", staff: Staff | None = None, now: datetime, actor: str
) -> Version:
    """A scenario with its first draft. Raises SlugTaken, NotAForm."""
    document = _document(form)
    scenario = Scenario(brand_id=brand, slug=slug, name=name[:80], purpose=purpose[:250], created_at=now)
    try:
        with transaction.atomic():
            scenario.save(force_insert=True)
    except IntegrityError as error:
        raise SlugTaken from error
    append([events.scenario_created(brand=brand, at=now, subject=scenario.id, actor=actor)])
    return _draft(scenario, 1, document, staff, now)


@transaction.atomic
def rename_scenario(scenario_id: UUID, name: str, purpose: str) -> Scenario:
    """Another name, and what it is for."""
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    scenario.name, scenario.purpose = name[:80], purpose[:250]
    scenario.save(update_fields=["name", "purpose"])
    return scenario


@transaction.atomic
def save_draft(
    scenario_id: UUID, form: Any, *, base: tuple[int, int] | None, staff: Staff | None = None, now: datetime
) -> Version:
    """Save what will be published next. ``base``: number and revision of the version that was edited, as it was read.

    Where somebody saved or published meanwhile nothing is written and their version comes with the refusal; with ``base``
    None it is written whatever stands there (a file that is imported on purpose). It need not be free of errors; it has to
    be a form. Raises NotAForm, SavedMeanwhile.
    """
    document = _document(form)
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    latest = scenario.versions.order_by("-number").first()
    if base is not None and latest is not None and (latest.number, latest.revision) != base:
        raise SavedMeanwhile(latest)
    return _saved(scenario, latest, document, "", staff, now)


@transaction.atomic
def edit_draft(
    scenario_id: UUID, change: Callable[[Form], Document], *, what: str, staff: Staff | None = None, now: datetime
) -> Version:
    """Make one change of the newest version, whoever saved it, so that two people may work at two places of a tree at once.

    ``change`` is given the form as it stands now, and refuses by raising when its own place was changed meanwhile. Without a
    draft one is made. ``what`` names the change: writing on at the same thing is undone as one. Raises NotAForm and what
    ``change`` raises.
    """
    scenario = Scenario.objects.select_for_update(of=["self"]).select_related("brand").get(id=scenario_id)
    latest = _newest(scenario)
    return _saved(scenario, latest, _document(change(read(latest.form))), what, staff, now)


@transaction.atomic
def undo_edit(scenario_id: UUID, *, staff: Staff | None = None, now: datetime) -> Version:
    """The draft as it was before the last change, if that was the same person's. Raises NothingToUndo."""
    return _stepped(scenario_id, staff, now, back=True)


@transaction.atomic
def redo_edit(scenario_id: UUID, *, staff: Staff | None = None, now: datetime) -> Version:
    """The draft as it was before one's last undoing, if nothing was changed since. Raises NothingToRedo."""
    return _stepped(scenario_id, staff, now, back=False)


def _stepped(scenario_id: UUID, staff: Staff | None, now: datetime, *, back: bool) -> Version:
    scenario = Scenario.objects.select_for_update(of=["self"]).select_related("brand").get(id=scenario_id)
    draft = scenario.versions.filter(state=Version.State.DRAFT).first()
    other = draft.past.filter(undone=not back).order_by("-revision").first() if draft is not None else None
    if draft is None or other is None or other.by_id != (staff.id if staff else None):
        by = (other.by.name if other.by else "API") if other is not None else ""
        raise NothingToUndo(by) if back else NothingToRedo
    PastDraft.objects.create(
        brand_id=draft.brand_id, version=draft, revision=draft.revision, form=draft.form, what=other.what, by=staff, at=now,
        undone=back,
    )  # fmt: skip
    draft.form, draft.revision, draft.saved_by, draft.saved_at = other.form, draft.revision + 1, staff, now
    draft.save(update_fields=["form", "revision", "saved_by", "saved_at"])
    other.delete()
    return draft


def _newest(scenario: Scenario) -> Version:
    """The draft, else the version that was made last: there is one always, for a scenario begins with a draft."""
    drafts = scenario.versions.filter(state=Version.State.DRAFT)
    performed = scenario.versions.filter(state=Version.State.PUBLISHED)
    return drafts.first() or performed.first() or scenario.versions.order_by("-number")[0]


def _saved(
    scenario: Scenario, latest: Version | None, document: Document, what: str, staff: Staff | None, now: datetime
) -> Version:
    if latest is None:
        return _draft(scenario, 1, document, staff, now)
    if latest.form == document:
        return latest
    before, revision = latest.form, latest.revision
    if latest.state != Version.State.DRAFT:
        number = scenario.versions.order_by("-number").values_list("number", flat=True)[0] + 1
        draft, revision = _draft(scenario, number, document, staff, now), 0
    else:
        draft = latest
        draft.form, draft.revision, draft.saved_by, draft.saved_at = document, revision + 1, staff, now
        draft.save(update_fields=["form", "revision", "saved_by", "saved_at"])
    _remember(draft, revision, before, what, staff, now)
    return draft


def _remember(draft: Version, revision: int, before: Document, what: str, staff: Staff | None, now: datetime) -> None:
    draft.past.filter(undone=True).delete()
    last = draft.past.order_by("-revision").first()
    if last is not None and what and last.what == what and last.by == staff and now - last.at < WRITING_ON:
        last.at = now
        last.save(update_fields=["at"])
        return
    PastDraft.objects.create(
        brand_id=draft.brand_id, version=draft, revision=revision, form=before, what=what[:80], by=staff, at=now
    )
    kept = draft.past.order_by("-revision").values_list("revision", flat=True)[PAST_KEPT - 1 : PAST_KEPT]
    draft.past.filter(revision__lt=next(iter(kept), 0)).delete()


@transaction.atomic
def archive_scenario(scenario_id: UUID, *, now: datetime, actor: str) -> int | None:
    """Out of the list and not performed any more; sessions under way finish. The number of what was performed, if any was."""
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    performed = scenario.versions.filter(state=Version.State.PUBLISHED).first()
    if scenario.archived_at is not None:
        return None
    scenario.archived_at = now
    scenario.save(update_fields=["archived_at"])
    facts = [events.scenario_archived(brand=scenario.brand_id, at=now, subject=scenario.id, actor=actor, back=False)]
    if performed is not None:
        performed.state = Version.State.WITHDRAWN
        performed.save(update_fields=["state"])
        about = {"brand": scenario.brand_id, "at": now, "subject": scenario.id, "actor": actor}
        facts.append(events.scenario_withdrawn(**about, number=performed.number))
    append(facts)
    return performed.number if performed else None


@transaction.atomic
def take_back_scenario(scenario_id: UUID, *, now: datetime, actor: str) -> None:
    """In the list again; what was performed is brought back by ``roll_back``, which checks it."""
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    if scenario.archived_at is not None:
        scenario.archived_at = None
        scenario.save(update_fields=["archived_at"])
        append([events.scenario_archived(brand=scenario.brand_id, at=now, subject=scenario.id, actor=actor, back=True)])


@transaction.atomic
def discard_draft(scenario_id: UUID, *, base: tuple[int, int]) -> None:
    """Throw the draft away; what is published stays. Raises SavedMeanwhile."""
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    draft = scenario.versions.filter(state=Version.State.DRAFT).first()
    if draft is not None:
        if (draft.number, draft.revision) != base:
            raise SavedMeanwhile(draft)
        draft.delete()


def _draft(scenario: Scenario, number: int, document: dict[str, Any], staff: Staff | None, now: datetime) -> Version:
    return Version.objects.create(
        brand_id=scenario.brand_id, scenario=scenario, number=number, form=document, made_by=staff, made_at=now,
        saved_by=staff, saved_at=now,
    )  # fmt: skip


def _document(form: Any) -> dict[str, Any]:
    """The canonical document of what was sent: a document, or the text of a file."""
    try:
        return written(imported(form) if isinstance(form, str) else read(form))
    except FormRefused as refused:
        raise NotAForm(refused.faults) from refused
