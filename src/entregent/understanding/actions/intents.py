"""Intents: made, changed, put aside, taken back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.journal.actions import append
from entregent.understanding import events
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Example, Intent
from entregent.understanding.rules.examples import NAME, name_of

ASIDE = timedelta(days=30)
"""How long what was put aside can be taken back."""


@transaction.atomic
def save_intent(
    brand_id: UUID, label: str, *, name: str = "", description: str = "", elsewhere: bool = False,
    intent: Intent | None = None, now: datetime, actor: str,
) -> Intent:  # fmt: skip
    """Make an intent, or change one: its name stays what scenarios call it. Without a name, one is made of the label.

    Raises UnderstandingRefused: ``label``, ``name``, ``taken``, ``elsewhere`` (a brand has one for what no intent answers).
    """
    label = " ".join(label.split())
    if not label:
        raise UnderstandingRefused("label", "An intent has a label.")
    if intent is not None:
        intent.label, intent.description = label[:120], description.strip()[:1000]
        intent.save(update_fields=["label", "description"])
    else:
        name = name.strip() or name_of(label)
        if not NAME.fullmatch(name):
            raise UnderstandingRefused("name", "A name has small letters, digits and underscores, and begins with a letter.")
        intent = Intent(
            brand_id=brand_id, name=name, label=label[:120], description=description.strip()[:1000], elsewhere=elsewhere,
            created_at=now,
        )  # fmt: skip
        _write(intent, created=True)
    append(
        [events.intent_saved(
            brand=brand_id, at=now, subject=intent.id, actor=actor, intent=intent.name, created=intent.created_at == now
        )]
    )  # fmt: skip
    return intent


@transaction.atomic
def remove_intent(intent: Intent, *, now: datetime, actor: str) -> None:
    """Put an intent aside with its sentences: no model learns it any more."""
    if Intent.objects.filter(id=intent.id, removed_at=None).update(removed_at=now):
        Example.objects.filter(intent=intent, removed_at=None).update(removed_at=now)
        append([events.intent_removed(brand=intent.brand_id, at=now, subject=intent.id, actor=actor, intent=intent.name)])


@transaction.atomic
def restore_intent(intent: Intent, *, now: datetime, actor: str) -> Intent:
    """Take back an intent, with the sentences that went with it and that no other took meanwhile.

    Raises UnderstandingRefused: ``taken`` when its name is another's now.
    """
    gone = Intent.objects.select_for_update(no_key=True).get(id=intent.id)
    if gone.removed_at is None:
        return gone
    went, gone.removed_at = gone.removed_at, None
    _write(gone, created=False)
    taken = Example.objects.filter(brand=gone.brand_id, removed_at=None).values("language", "digest")
    known = {(row["language"], row["digest"]) for row in taken}
    back = [one for one in Example.objects.filter(intent=gone, removed_at=went) if (one.language, one.digest) not in known]
    Example.objects.filter(id__in=[one.id for one in back]).update(removed_at=None)
    append([events.intent_restored(brand=gone.brand_id, at=now, subject=gone.id, actor=actor, intent=gone.name)])
    return gone


def sweep(now: datetime) -> None:
    """Remove for good what was put aside long ago."""
    Example.objects.filter(removed_at__lt=now - ASIDE).delete()
    Intent.objects.filter(removed_at__lt=now - ASIDE).delete()


def _write(intent: Intent, *, created: bool) -> None:
    try:
        with transaction.atomic():
            intent.save(force_insert=created, update_fields=None if created else ["removed_at"])
    except IntegrityError as error:
        if "elsewhere" in str(error):
            raise UnderstandingRefused("elsewhere", "There is one already for what no intent answers.") from error
        raise UnderstandingRefused("taken", "Another intent has this name.") from error
