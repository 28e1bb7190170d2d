"""Consents and their proof (RGPD art. 7; LPD): never overwritten, only given and revoked."""

from datetime import datetime

from entregent.journal.actions import append
from entregent.people import events
from entregent.people.errors import PeopleError
from entregent.people.models import Consent, Person

ANY = "any"
"""A consent to every channel."""


def give_consent(
    person: Person, purpose: str, channel: str, *, wording: str, source: str, now: datetime, actor: str, proof: str = "",
    given_at: datetime | None = None,
) -> Consent:  # fmt: skip
    """Record a consent with the words that were shown, where it was given and what proves it.

    ``given_at`` is earlier than ``now`` when an old consent is taken over. Raises PeopleError without purpose, channel,
    wording or source: a consent that cannot be proved is none (RGPD art. 7(1)).
    """
    if not (purpose.strip() and channel.strip() and wording.strip() and source.strip()):
        raise PeopleError("consent", "A consent needs a purpose, a channel, the words that were shown and where it was given.")
    if given_at is not None and given_at > now:
        raise PeopleError("consent_date", "A consent cannot be given in the future.")
    consent = Consent.objects.create(
        brand_id=person.brand_id, person=person, purpose=purpose.strip()[:60], channel=channel.strip()[:20],
        wording=wording.strip(), source=source.strip()[:120], proof=proof.strip()[:200], given_at=given_at or now,
    )  # fmt: skip
    append([_fact(events.consent_given, consent, now, actor)])
    return consent


def revoke_consent(consent: Consent, *, now: datetime, actor: str) -> Consent:
    """Revoke a consent; the proof of what it was stays. Revoking twice changes nothing."""
    if consent.revoked_at is None:
        consent.revoked_at = now
        consent.save(update_fields=["revoked_at"])
        append([_fact(events.consent_revoked, consent, now, actor)])
    return consent


def object_to(
    person: Person, purpose: str, channel: str, *, wording: str, source: str, now: datetime, actor: str, proof: str = ""
) -> None:
    """Say no by a channel, or by ``any`` (RGPD art. 7(3), 21): what was consented to there is revoked.

    Where a consent to any channel still stands, or none ever was, the objection is kept as a consent that was taken back at
    the instant it was made: what was said last decides (``rules.contacting``), and other channels stay as they were.
    """
    standing = Consent.objects.filter(person=person, purpose=purpose, revoked_at=None)
    revoked = [revoke_consent(one, now=now, actor=actor) for one in standing if channel in (ANY, one.channel)]
    if not revoked or any(one.channel == ANY and channel != ANY for one in standing):
        said = Consent.objects.create(
            brand_id=person.brand_id, person=person, purpose=purpose, channel=channel, wording=wording, source=source[:120],
            proof=proof[:200], given_at=now, revoked_at=now,
        )  # fmt: skip
        append([_fact(events.consent_revoked, said, now, actor)])


def _fact(kind, consent: Consent, now: datetime, actor: str):
    return kind(
        brand=consent.brand_id, at=now, subject=consent.person_id, actor=actor, person=consent.person_id,
        consent=consent.id, purpose=consent.purpose, channel=consent.channel,
    )  # fmt: skip
