"""An installation brought to another server: the order of facts goes on where it stopped."""

from django.db import connection, transaction


def go_on() -> int:
    """Raise the epoch of the journal when it holds facts from the future of this server; return by how much (0: none).

    Runs as the owner, before the processes start. Within one server it finds nothing, however often it is called.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT journal_epoch(), journal_xid(),
                   greatest((SELECT max(xid) FROM journal_event), (SELECT max(xid) FROM journal_cursor))
            """
        )
        epoch, here, newest = cursor.fetchone()
        ahead = max(0, (newest or 0) + 1 - here)
        if ahead:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION journal_epoch() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE "
                f"AS 'SELECT {epoch + ahead:d}::bigint'"
            )
        return ahead
