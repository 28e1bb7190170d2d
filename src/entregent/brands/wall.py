"""The walls between brands, built from the models themselves after every migration, so that no table is forgotten."""

import time

from django.apps import apps
from django.db import InternalError, ProgrammingError, connection
from django.db.models import Model
from psycopg import sql

POLICY = """
    USING (brand_id = ANY (
        (SELECT string_to_array(nullif(current_setting('entregent.brands', true), ''), ',')::uuid[])::uuid[]
    ))
"""

TIMES = 20
"""Tenths of a second for which the same role may be written from other databases."""


def walled_models() -> list[type[Model]]:
    """Every model with a ``brand``: its rows are seen only by those to whom the brand is open."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if any(field.name == "brand" for field in model._meta.local_fields)
    ]


def append_only_tables() -> set[str]:
    """Tables whose rows the running processes may add but never change: models that declare ``append_only = True``."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def enrol(app_role: str, password: str) -> None:
    """Create the role of the running processes when missing, and give it its password. Runs as the owner.

    Roles are the whole server's: outside a transaction it takes an instant, and whoever enrols the same from another database
    at that instant is let go first. Raises InternalError when that goes on for seconds.
    """
    for attempt in range(TIMES + 1):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app_role])
                verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
                role, secret = sql.Identifier(app_role), sql.Literal(password)
                cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, secret))
                return
        except (InternalError, ProgrammingError):  # tuple concurrently updated; or created by another since we looked
            if attempt == TIMES:
                raise
            time.sleep(0.1)


def build(app_role: str) -> None:
    """Give the role of the running processes its rights and raise every wall.

    Idempotent. Runs as the owner, inside one transaction. The scalar sub-select makes PostgreSQL read the setting once a
    statement instead of once a row.
    """
    role = sql.Identifier(app_role)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
        # A partition has no policy of its own: it may only be reached through its parent.
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relispartition AND relkind = 'r'")
        for (partition,) in cursor.fetchall():
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(partition), role))
        for table in append_only_tables():
            cursor.execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role))
        for model in walled_models():
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table))
            cursor.execute(sql.SQL("DROP POLICY IF EXISTS brand_wall ON {}").format(table))
            cursor.execute(sql.SQL("CREATE POLICY brand_wall ON {} {}").format(table, sql.SQL(POLICY)))
