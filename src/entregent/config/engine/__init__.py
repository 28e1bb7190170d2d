"""Django's PostgreSQL engine, with a health check that costs no exchange with the server."""
