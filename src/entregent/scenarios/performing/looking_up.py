"""Looking up persons and tickets of the brand; orders and programs outside through whom the house lends.

To find is not to prove: a tree greets whom it recognises, it does not tell them what only they may know. A ticket is told
only to the person of the session, or to whoever gives an address that leads to its person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entregent.kernel.handles import InvalidHandle, mail_handle, phone_handle
from entregent.people import queries as people
from entregent.people.models import Person
from entregent.scenarios.performing.lookups import LOOKUPS
from entregent.scenarios.tree.effects import Look
from entregent.scenarios.tree.inputs import Result
from entregent.scenarios.tree.variables import Value
from entregent.tickets import queries as tickets

if TYPE_CHECKING:
    from entregent.scenarios.performing.host import Host


def look(host: Host, effect: Look) -> Result | None:
    """What was found; None when a program outside has to be asked."""
    by = dict(effect.by)
    if effect.what == "connector":
        connector = host.link("connectors", effect.name)
        host.session.waiting = {
            "serial": effect.serial, "connector": str(connector) if connector else None, "by": by, "saves": dict(effect.saves),
        }  # fmt: skip
        return None
    if effect.what == "person":
        return _person(host, effect, by)
    if effect.what == "ticket":
        return _ticket(host, effect, by)
    lookup = LOOKUPS.get(effect.what)
    if lookup is None:
        return Result(effect.serial, "failed")
    return answered(effect.serial, lookup(host.brand.id, host.session.person_id, by), effect.saves)


def answered(serial: int, found: Mapping[str, Any] | None, saves: tuple[tuple[str, str], ...]) -> Result:
    """The result of fields that were found, or not."""
    if found is None:
        return Result(serial, "missing")
    return Result(serial, "found", {variable: _plain(found.get(name)) for variable, name in saves})


def given(person: Person) -> dict[str, Value]:
    """The variables that every tree has once the person is known."""
    known: dict[str, Value] = {
        "person.known": True, "person.given_name": person.given_name or None, "person.family_name": person.family_name or None,
    }  # fmt: skip
    for handle in sorted(person.handles.all(), key=lambda one: one.last_seen_at):
        if handle.kind in ("phone", "mail"):
            known[f"person.{handle.kind}"] = handle.value
    return known


def _plain(value: Any) -> Value:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _person(host: Host, effect: Look, by: Mapping[str, str]) -> Result:
    found = _persons(host, by)
    if len(found) != 1:  # several share an address: an agent will ask
        return Result(effect.serial, "missing")
    person = Person.objects.prefetch_related("handles").get(id=found[0].id)
    host.session.person = person
    fields = {"given_name": person.given_name, "family_name": person.family_name, "language": person.language,
              "reference": person.external_reference, "stage": person.stage, **person.custom}  # fmt: skip
    result = answered(effect.serial, fields, effect.saves)
    return Result(effect.serial, "found", {**given(person), **result.values})


def _persons(host: Host, by: Mapping[str, str]) -> list[Person]:
    for address in _addresses(host, by):
        if found := people.candidates(host.brand.id, address):
            return [candidate.person for candidate in found]
    reference = by.get("reference", "").strip()
    if not reference:
        return []
    rows = Person.objects.filter(brand=host.brand.id, external_reference=reference).select_related("merged_into")[:2]
    return list({(row.merged_into or row).id: row.merged_into or row for row in rows}.values())


def _addresses(host: Host, by: Mapping[str, str]) -> list[str]:
    found = []
    for kind, made in (("mail", mail_handle), ("phone", lambda text: phone_handle(text, host.brand.region))):
        try:
            found.append(made(by.get(kind, "")).value)
        except InvalidHandle:
            continue
    return found


def _ticket(host: Host, effect: Look, by: Mapping[str, str]) -> Result:
    mine = {host.session.person_id} if host.session.person_id else {person.id for person in _persons(host, by)}
    for ticket in tickets.by_reference(by.get("number", ""), [host.brand.id]):
        kept = ticket.merged_into or ticket
        if kept.person_id in mine:
            host.session.ticket = kept
            fields = {"number": tickets.reference_of(kept), "status": kept.status, "title": kept.title, "type": kept.type,
                      "opened": kept.opened_at.date().isoformat()}  # fmt: skip
            result = answered(effect.serial, fields, effect.saves)
            return Result(
                effect.serial, "found", {**result.values, "ticket.number": fields["number"], "ticket.status": kept.status}
            )
    return Result(effect.serial, "missing")
