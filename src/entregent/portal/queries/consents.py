"""What a customer allows: for what, by which channel, said when and where; and everything they ever said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from entregent.people.models import Consent, Person
from entregent.people.queries.permissions import contact_facts
from entregent.people.rules.contacting import CHANNELS, Decision, may_contact

ANY = "any"
BY_CHANNEL = {
    "canvassing": ("phone",), "newsletter": ("mail", "sms", "letter"), "survey": ("mail", "sms", "phone"),
    "recording": ("phone",), "profiling": (ANY,), "sharing": (ANY,),
}  # fmt: skip
"""Purpose → the channels that are asked about: one for all where the channel does not matter."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose and a channel: whether the customer allows it today, why, and the last thing they said of it."""

    purpose: str
    channel: str
    decision: Decision
    reachable: bool
    last: Consent | None


def chosen(person: Person, on: date) -> list[Choice]:
    """All that may be said yes or no to, under the law of the brand. ``person`` as ``person_with_all`` gives it."""
    facts, regime = contact_facts(person), person.brand.regime
    anyhow = replace(facts, reachable=CHANNELS)  # what is allowed does not wait for an address
    return [
        Choice(
            purpose, channel, may_contact(anyhow, purpose, CHANNELS[1] if channel == ANY else channel, regime, on),
            channel == ANY or channel in facts.reachable, next(said(person, purpose, channel), None),
        )
        for purpose, channels in BY_CHANNEL.items()
        for channel in channels
    ]  # fmt: skip


def said(person: Person, purpose: str = "", channel: str = ANY) -> Iterator[Consent]:
    """What was said of a purpose (empty: of all) by a channel, the latest first."""
    about = [
        one for one in person.consents.all()
        if (not purpose or one.purpose == purpose) and (ANY in (channel, one.channel) or one.channel == channel)
    ]  # fmt: skip
    yield from sorted(about, key=lambda one: one.revoked_at or one.given_at, reverse=True)
