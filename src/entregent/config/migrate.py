"""Bringing the database to this version."""

from django.core.management import call_command
from django.db import connection, transaction

from entregent.brands import wall
from entregent.config.environment import database
from entregent.journal import move as journal


def migrate(verbosity: int = 1) -> None:
    """Run the migrations, let the journal go on if the server is a new one, rebuild rights and walls for the role of the
    running processes. Runs as the owner.
    """
    if not connection.introspection.table_names():
        # Each of Wagtail's hundred migrations draws again every model that stands: they cost half while there are few.
        call_command("migrate", "wagtailcore", verbosity=verbosity, interactive=False)
    call_command("migrate", verbosity=verbosity, interactive=False)
    journal.go_on()
    app = database("app")
    with transaction.atomic():
        wall.build(app.user, app.password)
