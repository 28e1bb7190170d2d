"""What the demonstration refuses."""


class NotEmpty(ValueError):
    """There is already a brand: the demonstration is never mixed with real data."""

    def __init__(self) -> None:
        super().__init__("This installation already has a brand. The demonstration is only loaded into an empty one.")
