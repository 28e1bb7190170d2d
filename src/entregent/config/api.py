"""The REST interface: the rooms' routers under ``/api/v1``, their document at ``/api/openapi.json``, read at ``/api/docs``."""

from django.urls import path, re_path

from entregent import __version__
from entregent.access.errors import AccessRefused
from entregent.channels.voice.rest import router as calls
from entregent.conversations.rest import router as conversations
from entregent.files.errors import FileRefused, StorageFull
from entregent.files.rest import router as files
from entregent.knowledge.rest import router as knowledge
from entregent.people.errors import PeopleError
from entregent.people.rest import router as people
from entregent.rest import problems
from entregent.rest.facts import router as facts
from entregent.rest.interface import Docs, Interface, nowhere, problems_page
from entregent.rest.staff import router as staff
from entregent.routing.errors import RoutingError
from entregent.routing.rest import router as routing
from entregent.scenarios.errors import ScenarioRefusal
from entregent.scenarios.rest import router as scenarios
from entregent.tickets.errors import TicketRefusal
from entregent.tickets.rest import router as tickets
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.rest import router as understanding
from entregent.webhooks.errors import WebhookRefused
from entregent.webhooks.rest import router as webhooks

ROUTERS = [people, tickets, conversations, calls, routing, scenarios, files, staff, understanding, knowledge, webhooks, facts]
REFUSALS = [
    AccessRefused,
    FileRefused,
    PeopleError,
    RoutingError,
    ScenarioRefusal,
    TicketRefusal,
    UnderstandingRefused,
    WebhookRefused,
]

api = Interface(
    title="Entregent",
    version=__version__,
    description="Errors are `application/problem+json`; lists are read with `cursor`; writes take an `Idempotency-Key`.",
    docs=Docs(),
)
problems.install(api, REFUSALS)
api.add_exception_handler(StorageFull, lambda request, error: problems.problem("storage-full"))
for router in ROUTERS:
    api.add_router("/v1", router)

urlpatterns = [
    path("problems", problems_page, name="problems"),
    path("", api.urls),
    re_path(r"^(?P<path>[\s\S]*)\Z", nowhere),  # a line break in an address is an address too
]
