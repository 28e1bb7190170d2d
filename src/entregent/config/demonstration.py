"""The ``demo`` command: what the demonstration needs to know of the composition of the house."""

import time
from datetime import UTC, datetime

import click
import psycopg

from entregent.config.environment import database
from entregent.config.wiring import FOLLOWERS
from entregent.demo import actions, at_home, other_ways, sites, understanding, welcome
from entregent.demo.errors import NotEmpty
from entregent.demo.help import write_help
from entregent.demo.telephone import connect_telephone
from entregent.demo.world import SEED
from entregent.understanding.jobs import train_later


def load(if_empty: bool, size: str, seed: int | None) -> None:
    """Load the world and say how to enter it. Raises ClickException when it cannot be loaded."""
    address = database("owner").conninfo()
    try:
        if if_empty and not actions.is_empty(address):
            if actions.is_loaded(address):
                click.echo(welcome.text())
            return
        started = time.monotonic()
        click.echo("  Loading the demonstration…")
        actions.load(
            address,
            datetime.now(UTC),
            followers=[follower.name for follower in FOLLOWERS],
            seed=SEED if seed is None else seed,
            size=size,
            progress=lambda text: click.echo(f"    {text}"),
        )
    except psycopg.errors.UndefinedTable as error:
        raise click.ClickException("The database is not ready: run `entregent migrate` first.") from error
    except NotEmpty as error:
        raise click.ClickException(str(error)) from error
    understanding.teach(datetime.now(UTC), train_later)
    sites.open_sites(datetime.now(UTC))
    other_ways.wait_and_choose(datetime.now(UTC), SEED if seed is None else seed)
    connect_telephone(datetime.now(UTC))
    at_home.welcome_customer(datetime.now(UTC))
    write_help(datetime.now(UTC), SEED if seed is None else seed)
    click.echo(f"  Loaded in {time.monotonic() - started:.0f} s.")
    click.echo(welcome.text())


def send_mails(minutes: float, rate: float, port: int) -> None:
    """Let the fictional customers write. Raises ClickException when there is nobody to write, or nobody listens."""
    from entregent.demo.live import NobodyListens, write_for_a_while

    try:
        sent = write_for_a_while(minutes, rate, port, say=lambda text: click.echo(f"  {text}"))
    except NobodyListens as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"  {sent} mails sent.")
