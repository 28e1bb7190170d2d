"""Organisations, and what persons are in them (A4: B2B, B2B2C)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from stdnum.ch import uid as swiss_uid
from stdnum.fr import siren, siret

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.actions.persons import clean_tags
from entregent.people.errors import PeopleError
from entregent.people.models import Organisation, Person, Position

FIELDS = frozenset({"name", "registration", "mail_domain", "reseller", "street", "postcode", "city", "country"})


def create_organisation(
    brand_id: UUID, name: str, *, now: datetime, actor: str, tags: Iterable[str] = (), **fields: Any
) -> Organisation:
    """Make an organisation. ``fields`` are those of ``FIELDS``. Raises PeopleError (no name, wrong registration number)."""
    organisation = Organisation(brand_id=brand_id, tags=clean_tags(tags), created_at=now)
    _set(organisation, {"name": name, **fields})
    organisation.save(force_insert=True)
    append([events.organisation_created(brand=brand_id, at=now, subject=organisation.id, actor=actor)])
    return organisation


def update_organisation(organisation: Organisation, *, now: datetime, actor: str, **fields: Any) -> Organisation:
    """Change an organisation; does nothing when nothing differs. Raises PeopleError as ``create_organisation``."""
    if changed := _set(organisation, fields):
        organisation.save(update_fields=changed)
        append([
            events.organisation_changed(
                brand=organisation.brand_id, at=now, subject=organisation.id, actor=actor, fields=sorted(changed)
            )
        ])  # fmt: skip
    return organisation


def set_organisation_tags(organisation: Organisation, tags: Iterable[str], *, now: datetime, actor: str) -> Organisation:
    """Give an organisation exactly these tags, cleaned as those of persons are."""
    before, after = set(organisation.tags), clean_tags(tags)
    if before == set(after):
        return organisation
    organisation.tags = after
    organisation.save(update_fields=["tags"])
    added, removed = len(set(after) - before), len(before - set(after))
    append([
        events.organisation_tagged(
            brand=organisation.brand_id, at=now, subject=organisation.id, actor=actor, added=added, removed=removed
        )
    ])  # fmt: skip
    return organisation


def clean_registration(number: str) -> str:
    """A SIREN, SIRET or Swiss UID in its compact spelling; empty stays empty. Raises PeopleError when its key is wrong."""
    compact = "".join(number.split()).upper()
    if not compact:
        return ""
    for standard in (siren, siret, swiss_uid):
        if standard.is_valid(compact):
            return str(standard.compact(compact))
    raise PeopleError("registration", "This is no SIREN, SIRET or UID.")


def add_position(
    person: Person, organisation: Organisation, *, role: str = "", since: date | None = None, now: datetime, actor: str
) -> Position:
    """Say what a person is in an organisation. Raises PeopleError when it is said already, or across two brands."""
    if person.brand_id != organisation.brand_id:
        raise PeopleError("brand", "This organisation belongs to another brand.")
    try:
        with transaction.atomic():
            position = Position.objects.create(
                brand_id=person.brand_id, person=person, organisation=organisation, role=role.strip()[:80], since=since
            )
    except IntegrityError as error:
        raise PeopleError("known", "This person has this role there already.") from error
    append([_fact(events.position_added, position, now, actor)])
    return position


def remove_position(position: Position, *, now: datetime, actor: str) -> None:
    """End what a person is in an organisation."""
    fact = _fact(events.position_removed, position, now, actor)
    position.delete()
    append([fact])


def _set(organisation: Organisation, fields: dict[str, Any]) -> list[str]:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"An organisation has no field {', '.join(sorted(unknown))}.")
    values = dict(fields)
    if "name" in values and not values["name"].strip():
        raise PeopleError("name", "An organisation needs a name.")
    if "registration" in values:
        values["registration"] = clean_registration(values["registration"])
    if "mail_domain" in values:
        values["mail_domain"] = values["mail_domain"].strip().lower().removeprefix("@")
    reseller = values.get("reseller")
    if reseller is not None and (reseller.id == organisation.id or reseller.brand_id != organisation.brand_id):
        raise PeopleError("reseller", "An organisation cannot be its own reseller, nor another brand's.")
    changed = [name for name, value in values.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, values[name])
    return changed


def _fact(kind: Any, position: Position, now: datetime, actor: str) -> Any:
    return kind(
        brand=position.brand_id, at=now, subject=position.person_id, actor=actor, person=position.person_id,
        organisation=position.organisation_id, position=position.id,
    )  # fmt: skip
