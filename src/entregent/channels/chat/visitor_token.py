"""What a browser keeps to be known again: a signed name, in the storage of the brand's own site, never a cookie.

It is made before anything is stored: a visitor has a row only once they write.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from itsdangerous import BadSignature, URLSafeSerializer

from entregent.kernel.ids import uuid7


@dataclass(frozen=True, slots=True)
class Known:
    """A visitor of a widget. ``subject``: the digest of who vouched for them, "" for nobody."""

    visitor: UUID
    subject: str = ""


def fresh() -> UUID:
    """The id of a visitor who was never here."""
    return uuid7()


def make(widget: UUID, known: Known) -> str:
    """The token of a visitor."""
    return _serializer(widget).dumps([known.visitor.hex, known.subject])


def read(widget: UUID, token: str) -> Known | None:
    """Who this is; None for a token that was not made by this house for this widget."""
    try:
        visitor, subject = _serializer(widget).loads(token)
        return Known(UUID(visitor), subject)
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def _serializer(widget: UUID) -> URLSafeSerializer:
    return URLSafeSerializer(settings.SECRET_KEY, salt=f"entregent.chat.{widget}")
