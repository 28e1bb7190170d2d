"""The one public port: the live streams in front, everything else handed to the pages and the REST interface."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")


from django.conf import settings
from starlette.routing import Mount

from entregent.config.bridge import Bridge
from entregent.config.environment import database
from entregent.config.wsgi import application as pages
from entregent.live.app import create

THREADS = int(os.environ.get("ENTREGENT_THREADS", "8"))

application = create(database("app").conninfo(), settings.SECRET_KEY)
application.router.routes.append(Mount("/", Bridge(pages, THREADS)))
