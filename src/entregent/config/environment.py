"""Where this installation keeps its things: one folder for data, one file for secrets, one database address.

Everything is an environment variable with a default that suits one machine:

- ``ENTREGENT_DATA``: folder for the embedded database, the files and the secrets (default ``.data``);
- ``DATABASE_URL``: the owner's address of any PostgreSQL >= 15; absent, the embedded server is used;
- ``ENTREGENT_SECRETS``: path of the secrets file (default ``$ENTREGENT_DATA/secrets.json``, made with mode 600);
- ``ENTREGENT_SEALING_KEYS``: the keys of what is sealed in the database, newest first, separated by commas (default: those of
  the secrets file).
"""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from psycopg.conninfo import make_conninfo

LEAST_KEY = 32  # characters


def data_folder() -> Path:
    """The folder of this installation's data, made when missing (only its owner and the database enter it)."""
    folder = Path(os.environ.get("ENTREGENT_DATA", ".data")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Secrets:
    """What must stay unknown: the signing key, the passwords of the two database roles of the embedded server, and the
    keys of what is sealed in the database, newest first."""

    signing_key: str
    owner_password: str
    app_password: str
    sealing_keys: tuple[str, ...] = ()


@cache
def load_secrets() -> Secrets:
    """Read the secrets, or generate them on the first start in a file that only its owner can read."""
    path = secrets_file()
    if not path.exists():
        fresh = {name: _random() for name in ("signing_key", "owner_password", "app_password")}
        draft = _draft(path, fresh | {"sealing_keys": [_random()]})
        try:
            os.link(draft, path)  # atomic: of two first starts at once, one wins and both read the same file
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept = json.loads(path.read_text())
    return Secrets(**kept | {"sealing_keys": tuple(kept.get("sealing_keys", ()))})


def secrets_file() -> Path:
    """Where the secrets are, or will be."""
    return Path(os.environ.get("ENTREGENT_SECRETS", data_folder() / "secrets.json"))


def add_sealing_key(*, unless_one: bool = False) -> None:
    """Put a new key before those of the secrets file; ``unless_one``: only when it has none (the file of a former version)."""
    path = secrets_file()
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # of two starts at once, one adds the key; the file is read anew once it is ours
        kept = json.loads(path.read_text())
        if not (unless_one and kept.get("sealing_keys")):
            _draft(path, kept | {"sealing_keys": [_random(), *kept.get("sealing_keys", ())]}).replace(path)
    load_secrets.cache_clear()


def sealing_keys() -> list[str]:
    """The keys of what is sealed in the database, newest first: ``ENTREGENT_SEALING_KEYS``, else the generated ones.

    Raises RuntimeError for a key that is too short to be one.
    """
    given = [key.strip() for key in os.environ.get("ENTREGENT_SEALING_KEYS", "").split(",") if key.strip()]
    if any(len(key) < LEAST_KEY for key in given):
        raise RuntimeError(f"ENTREGENT_SEALING_KEYS: a key has {LEAST_KEY} random characters at least.")
    if not given and not load_secrets().sealing_keys:
        add_sealing_key(unless_one=True)
    return given or list(load_secrets().sealing_keys)


def _random() -> str:
    return secrets.token_urlsafe(40)


def _draft(path: Path, content: dict[str, object]) -> Path:
    """The secrets in a file beside theirs, that only its owner can read."""
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    return draft


def signing_key() -> str:
    """What signs sessions, links and passes: ``ENTREGENT_SIGNING_KEY``, else the generated one."""
    return os.environ.get("ENTREGENT_SIGNING_KEY") or load_secrets().signing_key


@dataclass(frozen=True)
class DatabaseAddress:
    """A parsed ``postgresql://`` address."""

    host: str
    port: str
    name: str
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> "DatabaseAddress":
        """Read an address as psycopg would; a socket folder may stand in the query as ``host=``."""
        parts = urlsplit(url)
        options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return cls(
            host=unquote(options.get("host", parts.hostname or "")),
            port=str(parts.port or options.get("port", "")),
            name=unquote(parts.path.lstrip("/")) or "postgres",
            user=unquote(parts.username or "postgres"),
            password=unquote(parts.password or ""),
        )

    def url(self) -> str:
        """The address in the form that travels in ``DATABASE_URL``."""
        login = f"{quote(self.user)}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@/{quote(self.name)}?host={quote(self.host, safe='')}&port={self.port or 5432}"

    def conninfo(self) -> str:
        """The address in the form that libpq reads."""
        return make_conninfo(host=self.host, port=self.port or 5432, dbname=self.name, user=self.user, password=self.password)

    @property
    def app_user(self) -> str:
        """The login role that the running processes use: it owns nothing, so the walls between brands hold for it."""
        return os.environ.get("ENTREGENT_APP_ROLE", f"{self.name}_app")


def database(role: str = "app") -> DatabaseAddress:
    """The address for a role, ``owner`` (migrations) or ``app`` (every running process).

    Raises RuntimeError when ``DATABASE_URL`` is not set: ``entregent`` commands set it after starting the embedded server.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise RuntimeError("DATABASE_URL is not set: start through the `entregent` command, which provides it.")
    owner = DatabaseAddress.parse(url)
    if role == "owner":
        return owner
    override = os.environ.get("ENTREGENT_APP_DATABASE_URL")
    if override:
        return DatabaseAddress.parse(override)
    return DatabaseAddress(owner.host, owner.port, owner.name, owner.app_user, load_secrets().app_password)
