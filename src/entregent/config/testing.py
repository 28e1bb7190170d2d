"""A pytest plugin, loaded before Django: a PostgreSQL server for the tests, unless ``DATABASE_URL`` names one.

In a run of several processes (``-n``) the first starts it, and the others find its address in their environment.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent
MOST_PROCESSES = 8
_cluster = None
_files = tempfile.TemporaryDirectory(prefix="entregent-files-")


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """``-n auto``: a process more than there are processors, as tests wait for browsers and servers; at most eight."""
    return min(len(os.sched_getaffinity(0)) + 1, MOST_PROCESSES)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server. Runs at once share it; each makes databases of its own."""
    # Tests start a hundred processes: what one has compiled, the next ones read.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["ENTREGENT_TESTING"] = "1"
    os.environ["ENTREGENT_APP_ROLE"] = "entregent_test_app"
    os.environ["ENTREGENT_FILES"] = _files.name
    os.environ["ENTREGENT_RECORDINGS"] = f"{_files.name}/recordings"
    from entregent.config.catalogues import compile_catalogues

    compile_catalogues()
    global _cluster
    if "ENTREGENT_DATA" not in os.environ:
        place = hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"entregent-tests-{os.getuid()}-{place}"
        folder.mkdir(exist_ok=True, mode=0o755)
        os.environ["ENTREGENT_DATA"] = str(folder)
    if "DATABASE_URL" not in os.environ:
        from entregent.config.postgres import embedded

        _cluster = embedded(settings={"fsync": "off", "synchronous_commit": "off", "max_connections": "200"})
        os.environ["DATABASE_URL"] = _cluster.__enter__()


def pytest_unconfigure() -> None:
    """Leave the server; the last run stops it."""
    if _cluster is not None:
        _cluster.__exit__(None, None, None)
    _files.cleanup()
