"""How many known duplicates the detector finds, how many of its proposals are right: `python -m bench.duplicates [small|full]`

The demonstration is loaded in a fresh database and everybody is compared; the truth is the table that it was made with.
"""

import sys
import time
from datetime import UTC, datetime

from bench.house import database, django

SIZE = sys.argv[1] if len(sys.argv) > 1 else "small"


def main() -> None:
    with database() as url:
        django()
        from entregent.demo.actions import load
        from entregent.demo.judging import judge

        now = datetime.now(UTC)
        world = load(url, now, size=SIZE)
        started = time.perf_counter()
        found = judge(world.twins, now=now)
        spent = time.perf_counter() - started
        print(f"recall {found.recall_of_tellable:.1%} of {found.tellable} known duplicates that share more than a name")
        print(f"recall {found.recall:.1%} of all {found.known}; precision {found.precision:.1%} of {found.proposed} proposed")
        print(f"households taken for one person: {found.households}; missed: {dict(found.missed)}; {spent:.1f} s")


if __name__ == "__main__":
    main()
