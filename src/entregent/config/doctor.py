"""Looking an installation over: what is well, what is not, and what to do about it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.brands.wall import append_only_tables, walled_models
from entregent.channels.voice.models import Number
from entregent.channels.voice.queries import carrying
from entregent.config.environment import data_folder, secrets_file
from entregent.config.sealed import examine as examine_seals
from entregent.config.wiring import FOLLOWERS
from entregent.journal.followers import lag
from entregent.journal.models import Failure
from entregent.speech import turns
from entregent.speech.engines import ears, voices

LEAST_SPACE = 2 * 1024**3  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``advice`` is empty when it is well."""

    what: str
    state: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing needs doing."""
        return not self.advice


def examine() -> Iterator[Finding]:
    """Look at everything, as the role of the running processes."""
    yield from map(_safely, LOOKS)


def _safely(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # one broken organ must not hide the others
        return Finding(look.__name__.strip("_"), f"{type(error).__name__}", str(error).splitlines()[0])


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, text = cursor.fetchone()
    return Finding("PostgreSQL", text, "" if number >= 150000 else "PostgreSQL 15 or newer is needed.")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("migrations", f"{len(waiting)} waiting", "Run `entregent migrate`." if waiting else "")


def _role() -> Finding:
    with connection.cursor() as cursor:
        powers = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
        cursor.execute(f"SELECT rolname, {powers} FROM pg_roles WHERE rolname = current_user")  # noqa: S608  (a constant)
        name, too_much = cursor.fetchone()
    return Finding(
        "database role", name, "This role may do too much: run `entregent migrate` and use its role." if too_much else ""
    )


def _walls() -> Finding:
    wanted = {model._meta.db_table for model in walled_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        standing = {row[0] for row in cursor.fetchall()}
    missing = sorted(wanted - standing)
    return Finding(
        "walls between brands", f"{len(wanted) - len(missing)} of {len(wanted)}", f"Missing: {missing}" if missing else ""
    )


def _history() -> Finding:
    open_tables = []
    with connection.cursor() as cursor:
        for table in append_only_tables():
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'UPDATE, DELETE')", [table])
            if cursor.fetchone()[0]:
                open_tables.append(table)
    return Finding("append-only tables", "closed" if not open_tables else "open", ", ".join(open_tables))


def _secrets() -> Finding:
    path = secrets_file()
    if not path.exists():
        return Finding("secrets", "from the environment")
    mode = path.stat().st_mode & 0o777
    return Finding("secrets", f"mode {mode:o}", "" if mode == 0o600 else f"Run `chmod 600 {path.name}` in the data folder.")


def _seals() -> Finding:
    found = examine_seals()
    state = f"{found['newest']} opened" + (f", {found['older']} with an older key" if found["older"] else "")
    if not found["broken"]:
        return Finding("sealed in the database", state)
    return Finding(
        "sealed in the database",
        f"{state}, {found['broken']} not opened",
        "Put back the sealing keys of that time (secrets.json or ENTREGENT_SEALING_KEYS), or set these secrets anew: "
        "second factors, passwords of mailboxes, of trunks and of telephones, secrets of webhooks.",
    )


def _space() -> Finding:
    free = shutil.disk_usage(settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else data_folder()).free
    return Finding("disk", f"{free / 1024**3:.1f} GB free", "" if free > LEAST_SPACE else "Less than 2 GB are left.")


def _followers() -> Finding:
    behind = {follower.name: lag(follower.name) for follower in FOLLOWERS}
    late = {name: count for name, count in behind.items() if count > 10_000}
    return Finding(
        "followers of the journal", f"{sum(behind.values())} facts to read", f"Is the worker running? {late}" if late else ""
    )


def _failures() -> Finding:
    count = Failure.objects.filter(replayed_at=None).count()
    return Finding("facts put aside", str(count), "Run `entregent replay`." if count else "")


def _speech() -> Finding:
    known = (*voices(), *ears())
    present = sorted({engine.name for engine in known if not engine.missing()})
    away = [f"{engine.name}: {engine.missing()}" for engine in known if engine.missing()]
    if all(voice.missing() for voice in voices()):
        return Finding("speech", "no voice", "Calls have no voice: install one with `sudo apt-get install espeak-ng`.")
    return Finding("speech", f"{', '.join(present)}" + (f" (without {'; '.join(away)})" if away else ""))


def _calls() -> Finding:
    nodes = carrying(timezone.now())
    with transaction.atomic(), every_brand():
        answered = Number.objects.filter(active=True, brand__active=True)
        numbers, spoken_to = answered.count(), answered.filter(speech=True).count()
    if spoken_to and turns.missing():
        return Finding(
            "calls", f"{spoken_to} numbers that callers may speak to, and nothing that hears",
            f"Callers answer by keys alone: {turns.missing()}.",
        )  # fmt: skip
    if nodes:
        return Finding("calls", f"{numbers} numbers, carried at {', '.join(node.sip for node in nodes)}")
    advice = "No number is answered: run `entregent serve`, or `entregent voice` on a machine of its own." if numbers else ""
    return Finding("calls", f"{numbers} numbers, no process that carries calls", advice)


LOOKS = (
    _database, _migrations, _role, _walls, _history, _secrets, _seals, _space, _followers, _failures, _speech, _calls,
)  # fmt: skip
