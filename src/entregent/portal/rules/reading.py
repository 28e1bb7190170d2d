"""What of a request its customer reads."""

from collections.abc import Collection, Sequence
from uuid import UUID

IN, OUT = "in", "out"

WAITS_FOR_US = frozenset({"new", "open", "on_hold"})
SETTLED = frozenset({"resolved", "closed"})


def is_theirs(
    kind: str,
    *,
    writer: UUID | None,
    automatic: bool,
    recipients: Sequence[str],
    persons: Collection[UUID],
    addresses: Collection[str],
) -> bool:
    """Whether a customer (all the ids they have, all their addresses) reads a message of a request of theirs.

    Never a note; of what came in, what they wrote themselves; of what we wrote, what was written to them: an agent who asks a
    third party in the same request does not tell the customer.
    """
    if kind == IN:
        return writer in persons and not automatic
    if kind != OUT:
        return False
    return not recipients or any(recipient.lower() in addresses for recipient in recipients)
