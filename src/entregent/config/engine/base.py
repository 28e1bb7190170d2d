"""The module that Django looks for in an engine."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL


class DatabaseWrapper(PostgreSQL):
    """Asks the server whether it is there only when there is a reason to doubt."""

    def is_usable(self) -> bool:
        """A connection on which nothing waits to be read is alive as far as the system knows.

        A server that stops, or that a proxy cuts off, is heard on the socket: then it is asked, as Django always does.
        """
        if self.connection is None or self.connection.closed:
            return False
        ear = select.poll()
        ear.register(self.connection.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not ear.poll(0) or super().is_usable()
