"""Bringing the database to this version."""

import gc

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from entregent.brands import wall
from entregent.config.environment import database
from entregent.journal import move as journal


def migrate(verbosity: int = 1) -> None:
    """Run the migrations, let the journal go on if the server is a new one, rebuild rights and walls for the role of the
    running processes. Runs as the owner.
    """
    # Migrations draw thirty thousand models and drop them: looking for what can be freed at the usual pace takes a seventh
    # of their time. This pace costs 200 MB more at the highest.
    gc.set_threshold(100_000, 20, 100)
    if not connection.introspection.table_names():
        # Each migration draws again many of the models that stand: those of the libraries, two in three, cost less while
        # there are few.
        executor = MigrationExecutor(connection)
        executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in _our_labels()])
    call_command("migrate", verbosity=verbosity, interactive=False)
    journal.go_on()
    app = database("app")
    wall.enrol(app.user, app.password)
    with transaction.atomic():
        wall.build(app.user)


def _our_labels() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name.startswith("entregent.")}
