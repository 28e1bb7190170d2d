"""Measure everything, or what is named: ``python -m bench [name…]``. Figures only; nothing is judged."""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from bench.house import migrated_once

HELPERS = {"__init__", "__main__", "house"}


def main(names: list[str]) -> int:
    """Run each bench in a process of its own; returns how many failed."""
    here = Path(__file__).parent
    files = {path.stem for path in here.glob("*.py")} - HELPERS
    found = sorted(files | {path.parent.name for path in here.glob("*/__main__.py")})
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}", flush=True)
    failed = 0
    with migrated_once():
        for name in names or found:
            print(f"\n— {name}", flush=True)
            began = time.perf_counter()
            failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
            print(f"({time.perf_counter() - began:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
