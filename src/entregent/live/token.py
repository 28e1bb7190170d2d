"""The pass by which a browser opens its stream: signed by the pages, read by the live process, which has no Django."""

from collections.abc import Iterable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

LIFETIME = 12 * 3600  # seconds: a shift; a reloaded page brings a new one


class Refused(Exception):
    """The pass is forged, damaged or too old."""


@dataclass(frozen=True)
class Pass:
    """Whose stream it is, and the brands whose news it may carry."""

    staff: str
    brands: frozenset[str]

    def may_hear(self, topic: str) -> bool:
        """Someone else's own topic is closed; the brand of each news is checked when it is sent."""
        kind, _, id = topic.partition(":")
        return bool(id) and (kind != "staff" or id == self.staff)


def issue(key: str, staff: object, brands: Iterable[object]) -> str:
    """A pass for a signed-in member of staff."""
    return _serializer(key).dumps([str(staff), sorted(str(brand) for brand in brands)])


def read(key: str, token: str) -> Pass:
    """The pass; raises Refused."""
    try:
        staff, brands = _serializer(key).loads(token, max_age=LIFETIME)
    except (BadSignature, ValueError, TypeError) as error:
        raise Refused from error
    return Pass(staff, frozenset(brands))


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="entregent.live")
