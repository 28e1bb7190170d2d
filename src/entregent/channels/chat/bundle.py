"""The widget's script: one file, made of the parts in ``widget/`` in their order, with the style in it; no tool, no package.

The parts share one scope. Whole-line comments and indentation are left out of what is sent.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "widget"
PARTS = (
    "place",
    "store",
    "wire",
    "outbox",
    "elements",
    "log",
    "composer",
    "assistant",
    "ways",
    "forms",
    "calling",
    "tracking",
    "panel",
    "start",
)


@dataclass(frozen=True, slots=True)
class Script:
    """The bytes as they are, and compressed; ``version`` changes with them."""

    plain: bytes
    packed: bytes
    version: str


@cache
def script() -> Script:
    """The script, made once a process."""
    style = " ".join((FOLDER / "style.css").read_text(encoding="utf-8").split())
    style = re.sub(r"/\*.*?\*/ ?", "", style)
    parts = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    lines = (line.strip() for line in parts.splitlines())
    body = "\n".join(line for line in lines if line and not line.startswith("//"))
    plain = f'(()=>{{"use strict"\nconst STYLE={json.dumps(style, ensure_ascii=False)}\n{body}\n}})()\n'.encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:12])
