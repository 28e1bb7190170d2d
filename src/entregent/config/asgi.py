"""The one public port: the live streams in front, everything else handed to the pages and the REST interface."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")

from a2wsgi import WSGIMiddleware  # noqa: E402  (the settings' name comes first)
from django.conf import settings  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from entregent.config.environment import database  # noqa: E402
from entregent.config.wsgi import application as pages  # noqa: E402
from entregent.live.app import create  # noqa: E402

THREADS = int(os.environ.get("ENTREGENT_THREADS", "8"))

application = create(database("app").conninfo(), settings.SECRET_KEY)
application.router.routes.append(Mount("/", WSGIMiddleware(pages, workers=THREADS)))
