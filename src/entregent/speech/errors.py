"""What can be refused about voices, in words that a screen may show (translated there)."""


class SpeechRefused(ValueError):
    """A refusal. ``code`` is stable; the message is English and holds no personal data."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
