"""What can be refused about intents, in words that a screen may show (translated there) and an API may return."""


class UnderstandingRefused(ValueError):
    """A refusal. ``code`` is stable; the message is English and holds no personal data."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
