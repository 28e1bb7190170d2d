"""What can go wrong with a brand."""


class BrandRefused(ValueError):
    """A change that a brand cannot bear; the message says why."""
