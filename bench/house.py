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


@contextmanager
def database(kept: Path | None = None) -> Iterator[str]:
    """A migrated database with the durability of production, fresh unless its folder is ``kept``; yields its owner's address
    and sets DATABASE_URL."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["ENTREGENT_DATA"] = folder
        from entregent.config.postgres import embedded

        with embedded() as url:
            os.environ["DATABASE_URL"] = url
            subprocess.run([SERVER, "-m", "entregent.config.cli", "migrate", "--quiet"], check=True)
            subprocess.run([SERVER, "-m", "entregent.config.cli", "manage", "collectstatic", "--noinput", "-v0"], check=True)
            yield url


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
