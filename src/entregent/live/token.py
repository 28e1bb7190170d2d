"""The passes by which a browser opens its stream: signed by the pages, read by the live process, which has no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from entregent.kernel.news import News

LIFETIME = 12 * 3600  # seconds: a shift; a reloaded page brings a new one
GUEST_LIFETIME = 15 * 60  # seconds: a visitor's widget asks for a new one whenever it needs it


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

    def is_told(self, topic: str, news: News) -> bool:
        """Whether these news, published under a topic that is listened to, may be sent."""
        return news.brand in self.brands


@dataclass(frozen=True)
class Guest:
    """A visitor of somebody's site (``origin``): told that something of their own request moved, by its name and no id.

    ``hears``: topic → beginnings of the names of facts that they are told under it.
    """

    hears: Mapping[str, tuple[str, ...]]
    brands: frozenset[str]
    origin: str

    def may_hear(self, topic: str) -> bool:
        """Nothing but what the pass names."""
        return topic in self.hears

    def is_told(self, topic: str, news: News) -> bool:
        """Whether these news, published under a topic that is listened to, may be sent."""
        return news.brand in self.brands and news.name.startswith(self.hears[topic])


Holder = Pass | Guest


def issue(key: str, staff: object, brands: Iterable[object]) -> str:
    """A pass for a signed-in member of staff."""
    return _serializer(key).dumps([str(staff), sorted(str(brand) for brand in brands)])


def issue_guest(key: str, brand: object, hears: Mapping[str, Iterable[str]], origin: str) -> str:
    """A pass for a visitor of a site; see ``Guest``."""
    return _guests(key).dumps([str(brand), {topic: list(names) for topic, names in hears.items()}, origin])


def read(key: str, token: str) -> Pass:
    """The pass of a member of staff; raises Refused."""
    try:
        staff, brands = _serializer(key).loads(token, max_age=LIFETIME)
    except (BadSignature, ValueError, TypeError) as error:
        raise Refused from error
    return Pass(staff, frozenset(brands))


def read_guest(key: str, token: str) -> Guest:
    """The pass of a visitor; raises Refused."""
    try:
        brand, hears, origin = _guests(key).loads(token, max_age=GUEST_LIFETIME)
    except (BadSignature, ValueError, TypeError) as error:
        raise Refused from error
    return Guest({topic: tuple(names) for topic, names in hears.items()}, frozenset([brand]), origin)


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="entregent.live")


def _guests(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="entregent.live.guest")
