"""How a page of the portal hears that something moved in a request: the pass of a stream, good for this request alone."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings

from entregent.live.token import issue_guest
from entregent.portal.queries import Visit
from entregent.tickets.models import Ticket

TOLD = ("message.", "ticket.", "promise.")
"""Facts of which the page is told the name: it then asks for what it may read."""


def stream_of(visit: Visit, ticket: Ticket) -> str:
    """The address of the stream."""
    site = urlsplit(settings.PUBLIC_URL)
    passed = issue_guest(settings.SECRET_KEY, visit.brand.id, {f"ticket:{ticket.id}": TOLD}, f"{site.scheme}://{site.netloc}")
    return f"/live/stream?{urlencode({'guest': passed, 'since': int(visit.now.timestamp() * 1000)})}"
