"""A house to measure: an embedded server and the processes of the product, in a folder of their own, on loopback."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

SERVER = Path(sys.executable)
READY = "ENTREGENT_BENCH_READY"
"""Names the folder of a migrated installation: the benches of one run copy it, for the migrations take half a minute."""


@contextmanager
def migrated_once() -> Iterator[None]:
    """Inside, every ``folder`` begins as a copy of one migrated installation."""
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as made:
        with database(Path(made)):
            pass
        del os.environ["ENTREGENT_DATA"], os.environ["DATABASE_URL"]
        os.environ[READY] = made
        try:
            yield
        finally:
            del os.environ[READY]


@contextmanager
def folder() -> Iterator[Path]:
    """The folder of an installation of its own, gone afterwards: empty, or migrated already (``migrated_once``)."""
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as made:
        if ready := os.environ.get(READY):
            subprocess.run(["cp", "-a", f"{ready}/.", made], check=True)  # PostgreSQL's files belong to another account
        Path(made).chmod(0o755)
        yield Path(made)


@contextmanager
def database(kept: Path | None = None) -> Iterator[str]:
    """A migrated database with the durability of production, fresh unless its folder is ``kept``; yields its owner's address
    and sets DATABASE_URL."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        kept.chmod(0o755)
    with nullcontext(kept) if kept else folder() as place:
        os.environ["ENTREGENT_DATA"] = str(place)
        from entregent.config.postgres import embedded

        with embedded() as url:
            os.environ["DATABASE_URL"] = url
            if kept or READY not in os.environ:
                command("migrate", "--quiet")
                command("manage", "collectstatic", "--noinput", "-v0")
            yield url


def command(*arguments: str) -> None:
    """``entregent <arguments>``, to its end."""
    subprocess.run([SERVER, "-m", "entregent.config.cli", *arguments], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """``entregent <arguments>``, stopped at the end."""
    running = subprocess.Popen([SERVER, "-m", "entregent.config.cli", *arguments])
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()


def wait_for(url: str, seconds: float = 30) -> None:
    """Until the address answers; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def ceiling(url: str, clients: int = 8, seconds: int = 8) -> float:
    """The TPC-B transactions a second of this machine's own PostgreSQL, by its own pgbench: what figures stand beside."""
    from entregent.config.environment import DatabaseAddress
    from entregent.config.postgres import POSTGRES_BIN_PATH

    address = DatabaseAddress.parse(url)
    login = {"PGHOST": address.host, "PGPORT": address.port, "PGUSER": address.user, "PGPASSWORD": address.password}
    environment = os.environ | login
    pgbench = str(POSTGRES_BIN_PATH / "pgbench")
    subprocess.run([POSTGRES_BIN_PATH / "createdb", "ceiling"], check=True, env=environment)
    subprocess.run([pgbench, "-iq", "-s", "10", "ceiling"], check=True, env=environment, capture_output=True)
    command = [pgbench, "-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "ceiling"]
    printed = subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout
    subprocess.run([POSTGRES_BIN_PATH / "dropdb", "ceiling"], check=True, env=environment)
    return float(re.search(r"tps = ([\d.]+)", printed)[1])


def django() -> None:
    """Set Django up in this process, as the role of the running processes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "entregent.config.settings"
    import django as framework

    framework.setup()
