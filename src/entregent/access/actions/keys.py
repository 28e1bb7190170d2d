"""API keys: made, shown once, recognised, revoked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from entregent.access.actions.audit import audit
from entregent.access.errors import AccessRefused
from entregent.access.models import ApiKey, Staff
from entregent.access.rules import SCOPES, digest_of, key_prefix, new_key, same_digest
from entregent.brands.models import Brand

_USE_IS_NOTED_EVERY = timedelta(hours=1)
_NO_DIGEST = "0" * 64


@transaction.atomic
def create_key(
    brand: Brand, name: str, scopes: Iterable[str], *, now: datetime, by: Staff, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key for one brand; return it with its text, which is shown once and cannot be read again.

    Raises AccessRefused for an unknown scope, none at all, or an end that is past.
    """
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(SCOPES):
        raise AccessRefused(_("A key needs at least one scope, among those that exist."))
    if expires_at is not None and expires_at <= now:
        raise AccessRefused(_("A key cannot end before it begins."))
    made = new_key()
    key = ApiKey.objects.create(
        of_brand=brand, name=name, prefix=made.prefix, digest=made.digest, scopes=wanted, created_by=by, created_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    audit("key.created", now=now, staff=by, brand_id=brand.id, key=str(key.id), scopes=wanted)
    return key, made.text


@transaction.atomic
def revoke_key(key: ApiKey, *, now: datetime, by: Staff) -> None:
    """End a key at once. Ending it twice changes nothing."""
    if ApiKey.objects.filter(id=key.id, revoked_at=None).update(revoked_at=now):
        audit("key.revoked", now=now, staff=by, brand_id=key.of_brand_id, key=str(key.id))


def authenticate(text: str, now: datetime) -> ApiKey | None:
    """The key of this text, with its brand; None when it is unknown, wrong, revoked, over, or its brand is closed.

    One query. The comparison takes the same time whether the prefix is known or not.
    """
    prefix = key_prefix(text)
    key = ApiKey.objects.select_related("of_brand").filter(prefix=prefix).first() if prefix else None
    right = same_digest(key.digest if key else _NO_DIGEST, digest_of(text))
    if key is None or not right or key.revoked_at or (key.expires_at and key.expires_at <= now) or not key.of_brand.active:
        return None
    if key.last_used_at is None or now - key.last_used_at >= _USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(id=key.id).update(last_used_at=now)
    return key
