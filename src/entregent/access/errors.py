"""What can go wrong with accounts and keys."""


class AccessRefused(ValueError):
    """A change of rights that would leave the house in a bad state; the message says why."""


class InvitationOver(ValueError):
    """The link was used, replaced by a newer one, or is too old."""
