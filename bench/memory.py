"""What the whole house weighs at rest: each process of ``entregent serve``, PostgreSQL too, with the demonstration in it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench import house

PORT, MAIL_PORT, REST = 8793, 2593, 50  # seconds left to itself before it is weighed: its intents are learnt meanwhile


def run() -> None:
    """Print proportional set sizes: memory shared by several processes is counted once."""
    with house.folder() as folder:
        command = [
            sys.executable,
            "-m",
            "entregent.config.cli",
            "serve",
            "--demo",
            "--port",
            str(PORT),
            "--mail-port",
            str(MAIL_PORT),
        ]
        environment = os.environ | {"ENTREGENT_DATA": str(folder)}
        environment.pop("DATABASE_URL", None)
        serving = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            house.wait_for(f"http://127.0.0.1:{PORT}/live/health", seconds=400)
            time.sleep(REST)
            weights = _weights(serving.pid, folder / "postgres" / "postmaster.pid")
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)
    for name, size in sorted(weights.items(), key=lambda one: -one[1]):
        print(f"memory: {name:22} {size:6.0f} MB")
    print(f"memory: {'all at rest':22} {sum(weights.values()):6.0f} MB (aim 800)")


def _weights(parent: int, postmaster: Path) -> dict[str, float]:
    """Megabytes of each process of ours; PostgreSQL's many in one line."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    server = int(postmaster.read_text().split()[0])
    weights = {"watchman": _pss([parent])}
    for child in children.get(parent, []):
        name = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[3].decode()
        weights[name] = _pss([child, *children.get(child, [])])
    weights["postgresql"] = _pss([server, *children.get(server, [])])
    return weights


def _pss(processes: list[int]) -> float:
    total = 0
    for number in processes:
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    run()
