"""Whatever the code writes in the audit, the audit's page says in words."""

import re
from pathlib import Path

from entregent.access.web.accounts import SECURITY_CHANGES
from entregent.studio.things.audit import WHAT

PACKAGE = Path(__file__).resolve().parents[2]


def test_every_entry_has_its_words() -> None:
    sources = [path.read_text() for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    written = {name for text in sources for name in re.findall(r'\baudit\(\s*"([a-z_.]+)"', text)}
    assert len(written) > 15
    assert written | set(SECURITY_CHANGES.values()) <= WHAT.keys()
