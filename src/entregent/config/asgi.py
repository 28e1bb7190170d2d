"""What a listening process serves: the pages and the REST interface, the live streams, or both behind the one public port."""

import os

from starlette.applications import Starlette
from starlette.routing import Mount

from entregent.config.bridge import Bridge
from entregent.config.environment import database, signing_key
from entregent.live.app import create


def pages() -> Starlette:
    """Pages and REST, without the streams."""
    return Starlette(routes=[_pages()])


def streams() -> Starlette:
    """The live streams, without Django: a process that holds thousands of open screens stays small."""
    return create(database("app").conninfo(), signing_key())


def public() -> Starlette:
    """The streams in front, everything else handed to the pages."""
    application = streams()
    application.router.routes.append(_pages())
    return application


def _pages() -> Mount:
    from entregent.config.wsgi import application

    return Mount("/", Bridge(application, int(os.environ.get("ENTREGENT_THREADS", "8"))))
