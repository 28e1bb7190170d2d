"""Scenarios and their drafts: made, saved without overwriting anybody's work, read from a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios.errors import NotAForm, SavedMeanwhile, SlugTaken
from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.tree.form import FormRefused, imported, read, written


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
    if latest is None or latest.state != Version.State.DRAFT:
        return _draft(scenario, latest.number + 1 if latest else 1, document, staff, now)
    if latest.form != document:
        latest.form, latest.revision, latest.saved_by, latest.saved_at = document, latest.revision + 1, staff, now
        latest.save(update_fields=["form", "revision", "saved_by", "saved_at"])
    return latest


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
