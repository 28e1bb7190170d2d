"""From the draft to what is performed, and back. Sessions under way finish on the version on which they began."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios.errors import CannotComeBack, HasErrors, NothingToPublish, SavedMeanwhile
from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.surroundings import links_of, surroundings_of
from entregent.scenarios.tree.checks import check, publishable
from entregent.scenarios.tree.form import read


@transaction.atomic
def publish(
    scenario_id: UUID, *, base: tuple[int, int] | None = None, staff: Staff | None = None, now: datetime, actor: str
) -> Version:
    """The draft is performed from now on. ``base``: number and revision of what was looked at, if anything was.

    Raises NothingToPublish, SavedMeanwhile, HasErrors.
    """
    scenario = Scenario.objects.select_for_update(of=["self"]).select_related("brand").get(id=scenario_id)
    draft = scenario.versions.filter(state=Version.State.DRAFT).first()
    if draft is None:
        raise NothingToPublish
    if base is not None and (draft.number, draft.revision) != base:
        raise SavedMeanwhile(draft)
    _perform(scenario, draft, staff, now, actor, back=False)
    return draft


@transaction.atomic
def roll_back(scenario_id: UUID, number: int, *, staff: Staff | None = None, now: datetime, actor: str) -> Version:
    """A version that was published before is performed again; the draft stays.

    What it names may be gone since: it is checked like any other. Raises CannotComeBack, HasErrors.
    """
    scenario = Scenario.objects.select_for_update(of=["self"]).select_related("brand").get(id=scenario_id)
    version = scenario.versions.filter(number=number, state=Version.State.WITHDRAWN).first()
    if version is None:
        raise CannotComeBack
    _perform(scenario, version, staff, now, actor, back=True)
    return version


@transaction.atomic
def withdraw(scenario_id: UUID, *, now: datetime, actor: str) -> None:
    """Nothing of the scenario is performed any more; sessions under way finish."""
    scenario = Scenario.objects.select_for_update().get(id=scenario_id)
    before = scenario.versions.filter(state=Version.State.PUBLISHED).first()
    if before is not None:
        before.state = Version.State.WITHDRAWN
        before.save(update_fields=["state"])
        about = {"brand": scenario.brand_id, "at": now, "subject": scenario.id, "actor": actor}
        append([events.scenario_withdrawn(**about, number=before.number)])


def _perform(scenario: Scenario, version: Version, staff: Staff | None, now: datetime, actor: str, *, back: bool) -> None:
    form = read(version.form)
    findings = check(form, surroundings_of(scenario.brand), scenario.slug)
    if not publishable(findings):
        raise HasErrors(findings)
    before = scenario.versions.filter(state=Version.State.PUBLISHED).first()
    if before is not None:
        before.state = Version.State.WITHDRAWN
        before.save(update_fields=["state"])
    version.state, version.published_by, version.published_at = Version.State.PUBLISHED, staff, now
    if not back:
        version.links = links_of(form, scenario.brand_id)  # a version that comes back means what it meant
    version.save(update_fields=["state", "published_by", "published_at", "links"])
    version.past.all().delete()
    append(
        [
            events.scenario_published(
                brand=scenario.brand_id, at=now, subject=scenario.id, actor=actor, version_id=version.id, number=version.number,
                before=before.number if before else None, back=back,
            )
        ]
    )  # fmt: skip
