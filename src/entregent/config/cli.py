"""The ``entregent`` command: one word for everything an installation needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from entregent import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Entregent: contact centre, ticketing, CRM and customer experience in one product.

    Start everything with `entregent serve`; the other commands run one part of it, or look after the data.
    """


@contextmanager
def _database() -> Iterator[None]:
    """Make sure that a database answers: the one of DATABASE_URL, or the embedded one for as long as the command runs."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from entregent.config.postgres import embedded

    with embedded() as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]


def _django(role: str = "app") -> None:
    os.environ["ENTREGENT_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")
    import django

    django.setup()


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(f"entregent {__version__}")


@main.command()
def migrate() -> None:
    """Bring the database to this version and raise the walls between brands."""
    with _database():
        _django("owner")
        from entregent.config.migrate import migrate as bring_up_to_date

        bring_up_to_date()


@main.command(hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, as the owner of the database: for those who write the product."""
    with _database():
        _django("owner")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["entregent manage", *arguments])


if __name__ == "__main__":
    main()
