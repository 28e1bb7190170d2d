"""What we may contact a person for, by which channel, today."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from entregent.people.models import Handle, Person
from entregent.people.rules.contacting import CHANNELS, PURPOSES, Decision, Facts, Kind, Said, may_contact

WITHOUT_CONTRACT = frozenset({"prospect", "lost"})


@dataclass(frozen=True, slots=True)
class Permission:
    """A purpose, a channel, and whether we may."""

    purpose: str
    channel: str
    decision: Decision


def permissions(person: Person, on: date) -> list[Permission]:
    """All of them, under the regime of the person's brand. ``person`` as ``person_with_all`` gives it: no statement then."""
    facts, regime = contact_facts(person), person.brand.regime
    return [
        Permission(purpose, channel, may_contact(facts, purpose, channel, regime, on))
        for purpose in PURPOSES
        for channel in CHANNELS
        if channel == "phone" or purpose not in ("canvassing", "recording")  # commercial calls, calls recorded
    ]


def contact_facts(person: Person) -> Facts:
    """What the rules look at. A contract is in progress with whom the brand knows by a reference, unless they are lost."""
    reachable = {"letter"} if person.street and person.city else set()
    for handle in person.handles.all():
        if handle.undeliverable_since is None:
            reachable |= {Handle.Kind.MAIL: {"mail"}, Handle.Kind.PHONE: {"phone", "sms"}}.get(handle.kind, set())
    zone = ZoneInfo(person.brand.time_zone)  # the rules look at days: those of the brand
    said = [
        Said(one.purpose, one.channel, one.given_at.astimezone(zone), one.revoked_at and one.revoked_at.astimezone(zone))
        for one in person.consents.all()
    ]
    contract = bool(person.external_reference) and person.stage not in WITHOUT_CONTRACT
    return Facts(kind_of(person), tuple(said), contract, frozenset(reachable))


def kind_of(person: Person) -> Kind:
    """A reseller's customers are known to us through the reseller, consumers or not."""
    if any(position.organisation.reseller_id for position in person.positions.all()):
        return Kind.END_CUSTOMER
    return Kind.CONSUMER if person.is_consumer else Kind.PROFESSIONAL
