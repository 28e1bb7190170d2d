"""Scenarios, their versions, what stands in the way of publishing one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from entregent.scenarios import trees
from entregent.scenarios.models import Scenario, Session, Version
from entregent.scenarios.surroundings import surroundings_of
from entregent.scenarios.tree.checks import Finding, check
from entregent.scenarios.tree.difference import Difference, difference
from entregent.scenarios.tree.form import Form, read
from entregent.scenarios.tree.phrases import OWN_LANGUAGES, own
from entregent.scenarios.tree.phrases import constant as own_texts
from entregent.scenarios.tree.spoken import constant


def scenarios(brands: Iterable[UUID]) -> QuerySet[Scenario]:
    """The scenarios of these brands, with the numbers of what is performed (``published``) and of the ``draft``, if any.

    Those that were put aside are among them (``archived_at``).
    """
    of = Version.objects.filter(scenario=OuterRef("pk"))
    return (
        Scenario.objects.filter(brand__in=list(brands))
        .select_related("brand")
        .annotate(
            published=Subquery(of.filter(state=Version.State.PUBLISHED).values("number")),
            published_at=Subquery(of.filter(state=Version.State.PUBLISHED).values("published_at")),
            draft=Subquery(of.filter(state=Version.State.DRAFT).values("number")),
        )
        .order_by("name", "id")
    )


def listed(brand: UUID, since: datetime) -> QuerySet[Scenario]:
    """The same of one brand, with when each was last ``changed`` and how many sessions began ``since`` then (``begun``)."""
    changed = Version.objects.filter(scenario=OuterRef("pk")).order_by("-saved_at").values("saved_at")[:1]
    begun = Session.objects.filter(scenario=OuterRef("pk"), begun_at__gte=since).order_by().values("scenario")
    return scenarios([brand]).annotate(
        changed=Subquery(changed), begun=Coalesce(Subquery(begun.annotate(count=Count("id")).values("count")), 0)
    )


def others(form: Form, brand: UUID) -> dict[str, Form]:
    """The published forms of all the scenarios that a form runs, by their short names: to try it with."""
    found = trees.published(brand, trees.runs(form))
    forms = trees.forms(found.values())
    return {slug: forms[id][0] for slug, id in found.items()}


def performed(brands: Iterable[UUID], medium: str) -> list[Scenario]:
    """The scenarios of these brands that may begin on a medium now, by name."""
    rows = Scenario.objects.filter(brand__in=list(brands), versions__state=Version.State.PUBLISHED)
    return list(rows.filter(versions__form__media__contains=medium).order_by("name", "id"))


def constant_texts(brand: UUID, medium: str) -> dict[str, list[str]]:
    """What the published scenarios of a medium say whoever listens, by language: it can be made ready beforehand."""
    published = Version.objects.filter(
        scenario__brand=brand, state=Version.State.PUBLISHED, form__media__contains=medium
    ).order_by("scenario__slug").values_list("id", flat=True)  # fmt: skip
    said: dict[str, dict[str, None]] = {}
    for form, _links in trees.forms(published).values():
        for language in form.languages:
            texts = said.setdefault(own(language) if language[:2] in OWN_LANGUAGES else language, {})
            texts |= dict.fromkeys([*constant(form, language), *own_texts(language)])
    return {language: list(texts) for language, texts in said.items()}


def versions(scenario: UUID) -> QuerySet[Version]:
    """Every version, the newest first, without their forms."""
    rows = Version.objects.filter(scenario=scenario).defer("form", "links")
    return rows.select_related("made_by", "saved_by", "published_by").order_by("-number")


def version(scenario: UUID, number: int | None = None) -> Version | None:
    """A version with its form: by its number, or the draft, or else what is performed, or else the newest there is."""
    rows = Version.objects.filter(scenario=scenario).select_related("scenario__brand", "saved_by")
    if number is not None:
        return rows.filter(number=number).first()
    wanted = {Version.State.DRAFT: 0, Version.State.PUBLISHED: 1, Version.State.WITHDRAWN: 2}
    found = list(rows.order_by(F("number").desc())[:50])
    return min(found, key=lambda one: (wanted[Version.State(one.state)], -one.number), default=None)


def performed_version(scenario: UUID) -> Version | None:
    """What is performed, else the newest that was."""
    rows = Version.objects.filter(scenario=scenario).exclude(state=Version.State.DRAFT).order_by("-number")
    return rows.filter(state=Version.State.PUBLISHED).first() or rows.first()


def checked(of: Version, form: Form | None = None) -> list[Finding]:
    """What the checks say of a version, or of a form that is being edited in its place; six statements."""
    return check(form or read(of.form), surroundings_of(of.scenario.brand), of.scenario.slug)


def compared(before: Version, after: Version) -> Difference:
    """What changed from one version to another."""
    return difference(read(before.form), read(after.form))
