"""Whether there is room for what comes: asked before a mail is acknowledged, told by those who meet a full disk."""

import os
import shutil
import time
from pathlib import Path

LEAST_ROOM = int(os.environ.get("ENTREGENT_LEAST_ROOM", str(200 * 1024 * 1024)))
"""Bytes that must stay free where the files are: below, mails are put off while there is still room to work."""

AFTER_FULL = 30.0
"""Seconds for which no mail is taken after an attachment could not be stored: a quota may be full on a disk that is not."""


class Room:
    """The place of the files, shared by the listeners and by the threads that store attachments."""

    def __init__(self, folder: Path, least: int = LEAST_ROOM) -> None:
        self._folder, self._least = folder, least
        self._known_until, self._enough, self._full_until = 0.0, True, 0.0

    def enough(self) -> bool:
        """Whether a mail may be taken in; the disk is looked at once a second."""
        now = time.monotonic()
        if now < self._full_until:
            return False
        if now >= self._known_until:
            place = next(place for place in (self._folder, *self._folder.parents) if place.exists())
            self._enough = shutil.disk_usage(place).free >= self._least
            self._known_until = now + 1
        return self._enough

    def was_full(self) -> None:
        """An attachment found no room, whatever the disk says. From any thread."""
        self._full_until = time.monotonic() + AFTER_FULL
