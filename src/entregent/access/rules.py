"""Who may do what: one table. And what protects accounts and keys."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

PERMISSIONS: dict[str, frozenset[str]] = {
    "agent": frozenset({"work", "people.read", "people.write", "tickets.read", "tickets.write", "knowledge.read"}),
    "supervisor": frozenset(
        {"work", "people.read", "people.write", "people.merge", "people.export", "tickets.read", "tickets.write",
         "tickets.bulk", "supervise", "canned.write", "knowledge.read", "knowledge.write", "knowledge.publish",
         "understanding.write"}
    ),
    "administrator": frozenset(
        {"work", "people.read", "people.write", "people.merge", "people.export", "people.import", "tickets.read",
         "tickets.write", "tickets.bulk", "supervise", "canned.write", "administer", "audit.read",
         "knowledge.read", "knowledge.write", "knowledge.publish", "understanding.write"}
    ),
    "quality": frozenset({"people.read", "tickets.read", "supervise", "knowledge.read", "knowledge.write"}),
    "auditor": frozenset({"people.read", "tickets.read", "audit.read", "knowledge.read"}),
}  # fmt: skip

SCOPES: tuple[str, ...] = (
    "people.read", "people.write", "people.merge", "people.export", "people.import",
    "tickets.read", "tickets.write", "tickets.bulk", "knowledge.read", "understanding.write", "supervise", "administer",
)  # fmt: skip
"""What an API key may be given: the same words as the permissions of staff."""

WITH_SECOND_FACTOR = frozenset({"supervisor", "administrator"})
"""The roles that owe a second factor where it is demanded."""

INVITATION_LASTS = timedelta(days=7)
KEY_PREFIX_LENGTH = 12
_KEY_MARK = "ent_"


def may(role: str | None, permission: str) -> bool:
    """Whether a role (None: no role for that brand) gives a permission."""
    return role is not None and permission in PERMISSIONS[role]


def owes_second_factor(
    roles: Iterable[tuple[str, bool]], *, demanded_here: bool, is_platform_administrator: bool, has_one: bool
) -> bool:
    """Whether someone must set up a second factor before anything else.

    ``roles``: each role with whether its brand demands one; ``demanded_here``: the whole installation does.
    """
    if has_one:
        return False
    if demanded_here and is_platform_administrator:
        return True
    return any(role in WITH_SECOND_FACTOR and (demanded_here or demanded) for role, demanded in roles)


def zone_of(own: str, site: str | None, brands: Iterable[str]) -> str:
    """The time zone of someone's screens: their own choice, else their site's, else their brands' when these agree; or ""."""
    agreed = set(brands)
    return own or site or (agreed.pop() if len(agreed) == 1 else "")


def passkeys_work_at(host: str) -> bool:
    """Whether a browser keeps passkeys for this host (name or name:port): for names, never for numbers (WebAuthn, RP ID)."""
    return not host.startswith("[") and not host.partition(":")[0].replace(".", "").isdigit()


def may_change_account(
    by_roles: Mapping[object, str],
    by_platform_administrator: bool,
    of_brands: Iterable[object],
    *,
    of_platform_administrator: bool = False,
) -> bool:
    """Whether someone may change or close the account of a person who works for these brands.

    An account belongs to every brand that its owner serves: only who administers them all touches it. That of a platform
    administrator is theirs alone: whoever changes its address would have its powers.
    """
    if by_platform_administrator or of_platform_administrator:
        return by_platform_administrator
    return all(may(by_roles.get(brand), "administer") for brand in of_brands)


@dataclass(frozen=True)
class NewKey:
    """A key just made: ``text`` is shown once; the rest is kept."""

    text: str
    prefix: str
    digest: str


def new_key() -> NewKey:
    """Make a key of 256 random bits; the prefix finds it again, the digest recognises it."""
    secret = secrets.token_urlsafe(32)
    prefix = secrets.token_hex(KEY_PREFIX_LENGTH // 2)
    text = f"{_KEY_MARK}{prefix}_{secret}"
    return NewKey(text, prefix, digest_of(text))


def key_prefix(text: str) -> str | None:
    """The prefix of a well-formed key, or None."""
    parts = text.strip().split("_", 2)
    if len(parts) != 3 or f"{parts[0]}_" != _KEY_MARK or len(parts[1]) != KEY_PREFIX_LENGTH or not parts[1].isalnum():
        return None
    return parts[1] if parts[1].isascii() else None


def digest_of(secret: str) -> str:
    """What is kept of a secret that is random enough not to need a slow hash."""
    return hashlib.sha256(secret.strip().encode()).hexdigest()


def same_digest(one: str, other: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def new_link() -> tuple[str, str]:
    """The secret part of a one-time link, and its digest."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_of(secret)
