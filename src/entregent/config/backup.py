"""Saving an installation in one file, and bringing it back."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import psycopg
from django.conf import settings

from entregent.config.environment import database
from entregent.config.postgres import POSTGRES_BIN_PATH

DUMP = "database.sql"
FILES = "files"


class NotEmpty(RuntimeError):
    """The database already holds an installation: restoring over it would lose it."""


def save(target: Path) -> int:
    """Write the database and the files to ``target`` (.tar.gz, mode 600); return its size in bytes.

    The dump is one consistent instant; the product may go on working meanwhile. The secrets are not in it: keep
    ``secrets.json`` apart, the signing key opens sessions.
    """
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--no-owner", "--no-privileges", "--file", str(dump))
        draft = target.with_name(target.name + ".part")
        private = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with private, tarfile.open(fileobj=private, mode="w:gz", compresslevel=6) as archive:
            archive.add(dump, DUMP)
            if settings.MEDIA_ROOT.exists():
                archive.add(settings.MEDIA_ROOT, FILES)
        draft.replace(target)
    return target.stat().st_size


def restore(source: Path) -> None:
    """Bring a saved installation back in an empty database, whole or not at all. Raises NotEmpty.

    The walls and rights are rebuilt by ``migrate``, which the command runs next.
    """
    with psycopg.connect(database("owner").conninfo()) as connection:
        if connection.execute("SELECT to_regclass('brands_brand')").fetchone() != (None,):
            raise NotEmpty("This database already holds an installation. Restore in an empty one.")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source, "r:gz") as archive:
        unpack(archive, Path(folder))
        _fit(Path(folder) / DUMP)
        _run("psql", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--file", str(Path(folder) / DUMP))
        files = Path(folder) / FILES
        if files.exists():
            shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Lay out what a backup holds: the dump, and plain files below one folder. Links, devices and ways out of it are left.

    The filters of ``tarfile`` would do it, and are missing from the Python 3.11 of Debian 12.
    """
    ours = []
    for member in archive:
        within = ".." not in Path(member.name).parts and member.name.split("/")[0] in (DUMP, FILES)
        if within and (member.isfile() or member.isdir()):
            member.mode &= 0o755
            ours.append(member)
    archive.extractall(folder, members=ours)  # noqa: S202 — chosen above, one by one


def _fit(dump: Path) -> None:
    """Take out the one setting that servers before PostgreSQL 17 do not know and that ours writes at the head of a dump."""
    fitted = dump.with_suffix(".fitted")
    with dump.open("rb") as source, fitted.open("wb") as target:
        target.writelines(line for line in source if line != b"SET transaction_timeout = 0;\n")
    fitted.replace(dump)


def _run(program: str, *arguments: str) -> None:
    address = database("owner")
    # The environment, not the command line: a password there is read by every account of the machine.
    login = {
        "PGHOST": address.host,
        "PGPORT": address.port or "5432",
        "PGDATABASE": address.name,
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
    }
    subprocess.run([POSTGRES_BIN_PATH / program, *arguments], check=True, env=os.environ | login, stdout=subprocess.DEVNULL)
