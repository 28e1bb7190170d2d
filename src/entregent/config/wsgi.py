"""The pages and the REST interface, as a WSGI application."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()

# What lives as long as the process is never looked through for garbage again: one page in ten waited 150 ms for that.
_loaded = get_resolver().url_patterns
gc.collect()
gc.freeze()
# A page makes thousands of objects that go with it: looking them through at every 700 took 2 to 4 % of its time.
gc.set_threshold(20_000, 20, 20)
