"""What can be refused about persons, in words that a screen may show (translated there) and an API may return."""


class PeopleError(ValueError):
    """A refusal. ``code`` is stable; the message is English and holds no personal data."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class HandleRefused(PeopleError):
    """The address is not usable, or already leads to this person."""


class MergeRefused(PeopleError):
    """These two persons cannot be merged, or this merge cannot be undone now."""


class ImportRefused(PeopleError):
    """The file cannot be read as a table of persons."""


class TagRefused(PeopleError):
    """The tag cannot be changed that way, or not now."""
