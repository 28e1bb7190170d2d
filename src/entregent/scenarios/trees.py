"""Published trees, read once by each process: a version that was published does not change any more."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from entregent.scenarios.models import Session, Version
from entregent.scenarios.tree.form import Form, Tree, read
from entregent.scenarios.tree.nodes import Run

_forms: dict[UUID, tuple[Form, dict[str, Any]]] = {}
MOST = 512
"""Versions held in memory; beyond, the ones held longest are read again."""


def tree_of(session: Session) -> Tree:
    """The tree of a session, with those that it runs, each in the version on which the session began.

    No statement when this process has met them.
    """
    found = forms([session.version_id, *map(UUID, session.others.values())])
    return Tree(found[session.version_id][0], {slug: found[UUID(version)][0] for slug, version in session.others.items()})


def links_of(session: Session, scenario: str) -> Mapping[str, Any]:
    """What the names in a tree meant when it was published: queues, calendars, reasons."""
    version = UUID(session.others[scenario]) if scenario else session.version_id
    return forms([version])[version][1]


def forms(versions: Iterable[UUID]) -> dict[UUID, tuple[Form, dict[str, Any]]]:
    """The forms and links of published versions; their ids were read behind the walls."""
    wanted = list(versions)
    missing = [version for version in wanted if version not in _forms]
    if missing:
        for id, form, links in Version.objects.filter(id__in=missing).values_list("id", "form", "links"):
            if len(_forms) >= MOST:
                _forms.pop(next(iter(_forms)), None)
            _forms[id] = (read(form), links)
    return {version: _forms[version] for version in wanted}


def published(brand: UUID, slugs: Iterable[str]) -> dict[str, UUID]:
    """The versions that are performed now of these scenarios and of all those that they run; a statement a depth."""
    found: dict[str, UUID] = {}
    ahead = set(slugs)
    while ahead:
        rows = Version.objects.filter(
            scenario__brand=brand, scenario__slug__in=ahead, state=Version.State.PUBLISHED
        ).values_list("scenario__slug", "id")
        fresh = {slug: id for slug, id in rows if slug not in found}
        found |= fresh
        ahead = {slug for form, _links in forms(fresh.values()).values() for slug in runs(form)} - found.keys()
        if not fresh:
            break
    return found


def runs(form: Form) -> set[str]:
    """The scenarios that a tree runs itself."""
    return {node.scenario for node in form.nodes.values() if isinstance(node, Run)}
