"""Writing a batch of read persons in few statements."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind
from entregent.kernel.text import name_key
from entregent.people import events
from entregent.people.actions.persons import clean_tags
from entregent.people.models import Handle, Organisation, Person, Position
from entregent.people.rules.importing.persons import ReadPerson
from entregent.people.rules.search import search_key

SOURCE = "import"


def write_batch(brand_id: UUID, batch: Sequence[ReadPerson], *, by: UUID | None, now: datetime) -> tuple[int, int]:
    """Make or complete these persons; return how many were new and how many known.

    A person is known by their reference, or by an address that leads to one person of the same name (or of none). What a
    row leaves empty stays as it is; its tags and addresses are added.
    """
    actor = f"staff:{by}" if by else "system:import"
    known = _Known(brand_id, batch)
    fresh, changed, addresses, facts = [], {}, [], []
    pairs: list[tuple[Person, str]] = []
    for read in batch:
        person = known.find(read)
        if person is None:
            person = Person(brand_id=brand_id, created_at=now)
            fresh.append(person)
            facts.append(_fact(events.person_created, person, now, actor, source=SOURCE))
        elif person not in fresh:
            changed[person.id] = person
            facts.append(_fact(events.person_changed, person, now, actor, fields=sorted(read.fields)))
        _lay(person, read, now)
        added = [address for address in read.addresses if known.learn(person, address)]
        addresses += [
            Handle(brand_id=brand_id, person=person, kind=a.kind.value, value=a.value, source=SOURCE, last_seen_at=now)
            for a in added
        ]
        person.search_key = search_key(
            person.given_name,
            person.family_name,
            person.external_reference,
            [(a.kind.value, a.value) for a in known.of(person)],
        )
        if read.organisation:
            pairs.append((person, read.organisation))
    Person.objects.bulk_create(fresh)
    names = [
        field.name for field in Person._meta.concrete_fields if field.name not in ("id", "brand", "created_at", "merged_into")
    ]
    Person.objects.bulk_update(changed.values(), names)
    Handle.objects.bulk_create(addresses)
    facts += _write_positions(brand_id, pairs, now, actor)
    append(facts)
    return len(fresh), len(batch) - len(fresh)


class _Known:
    """Whom the batch may be about: persons by reference and by address, read at once and kept up as the batch goes."""

    def __init__(self, brand_id: UUID, batch: Sequence[ReadPerson]) -> None:
        self.brand_id = brand_id
        references = {read.fields["external_reference"] for read in batch if read.fields.get("external_reference")}
        values = {address.value for read in batch for address in read.addresses}
        people = self._locked(references, values)
        self.by_reference = {reference: people[who] for reference, who in self._referenced(references).items() if who in people}
        self.addresses: dict[UUID, dict[Address, None]] = {}
        self.by_address: dict[Address, list[Person]] = {}
        for handle in Handle.objects.filter(person__in=people).order_by("id"):
            self.learn(people[handle.person_id], Address(Kind(handle.kind), handle.value))

    def _locked(self, references: set[str], values: set[str]) -> dict[UUID, Person]:
        """Those persons, locked in the order of merges and read once they are: a merge made meanwhile is neither undone nor
        missed. Who is merged between the looking and the locking is looked for again."""
        rows = Person.objects.filter(brand_id=self.brand_id, merged_into=None)
        leads = Handle.objects.filter(brand_id=self.brand_id, kind__in=["mail", "phone"], value__in=values)
        leads = leads.filter(person__merged_into=None).values_list("person", flat=True)
        while True:
            ids = {*self._referenced(references).values(), *leads.all()}
            people = {p.id: p for p in rows.select_for_update(no_key=True).filter(id__in=ids).order_by("id")}
            if len(people) == len(ids):
                return people

    def _referenced(self, references: set[str]) -> dict[str, UUID]:
        """Reference → who has it, or who absorbed them: a merged customer is still in the files of other systems."""
        rows = Person.objects.filter(brand_id=self.brand_id, external_reference__in=references)
        # Own references last: they win over those of absorbed persons.
        rows = rows.order_by(F("merged_into").desc(nulls_last=True), "id")
        return {reference: kept or id for reference, kept, id in rows.values_list("external_reference", "merged_into", "id")}

    def find(self, read: ReadPerson) -> Person | None:
        reference = read.fields.get("external_reference", "")
        if reference and reference in self.by_reference:
            return self.by_reference[reference]
        name = name_key(f"{read.fields.get('given_name', '')} {read.fields.get('family_name', '')}")
        for address in read.addresses:
            fitting = [
                p
                for p in self.by_address.get(address, [])
                if (not name or name_key(p.full_name) in ("", name)) and not (reference and p.external_reference)
            ]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def learn(self, person: Person, address: Address) -> bool:
        """Note that an address leads to a person; whether that is new."""
        own = self.addresses.setdefault(person.id, {})
        if address in own:
            return False
        own[address] = None
        self.by_address.setdefault(address, []).append(person)
        return True

    def of(self, person: Person) -> list[Address]:
        return list(self.addresses.get(person.id, {}))


def _lay(person: Person, read: ReadPerson, now: datetime) -> None:
    for name, value in read.fields.items():
        if name != "external_reference" or not person.external_reference:  # they keep theirs when known by an absorbed one
            setattr(person, name, value)
    person.tags = clean_tags([*person.tags, *read.tags])
    person.custom = person.custom | read.custom
    person.updated_at = now


def _write_positions(brand_id: UUID, pairs: Sequence[tuple[Person, str]], now: datetime, actor: str) -> list[Fact]:
    if not pairs:
        return []
    names = {name for _, name in pairs}
    known = {o.name: o for o in Organisation.objects.filter(brand_id=brand_id, name__in=names)}
    fresh = {name: Organisation(brand_id=brand_id, name=name, created_at=now) for name in sorted(names - known.keys())}
    Organisation.objects.bulk_create(fresh.values())
    everyone = known | fresh
    Position.objects.bulk_create(
        [Position(brand_id=brand_id, person=person, organisation=everyone[name]) for person, name in pairs],
        ignore_conflicts=True,
    )
    return [events.organisation_created(brand=brand_id, at=now, subject=o.id, actor=actor) for o in fresh.values()]


def _fact(kind, person: Person, now: datetime, actor: str, **data: object) -> Fact:
    return kind(brand=person.brand_id, at=now, subject=person.id, actor=actor, person=person.id, **data)
