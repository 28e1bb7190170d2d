"""Writing bytes so that a path holds either the whole file or nothing."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext as _

from entregent.files.errors import FileRefused, StorageFull
from entregent.files.rules import MAXIMUM_BYTES

CHUNK = 256 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Written:
    """What was found while writing."""

    sha256: str
    size: int
    path: str


def write(data: bytes | BinaryIO, path_of_digest: Callable[[str], str]) -> Written:
    """Write the bytes under the path made of their digest, unless they are there already.

    Raises FileRefused past the size limit, StorageFull when the disk is full; in both cases nothing is left behind.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=_incoming(), delete=False) as draft:
            try:
                digest, size = _copy(data, draft)
                path = path_of_digest(digest)
                _put(Path(draft.name), draft, path)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(error.errno, _("No room is left for files.")) from error
        raise
    return Written(digest, size, path)


def _copy(data: bytes | BinaryIO, draft: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(data):
        size += len(chunk)
        if size > MAXIMUM_BYTES:
            raise FileRefused(_("The file is larger than %(size)s MB.") % {"size": MAXIMUM_BYTES // 1024 // 1024})
        digest.update(chunk)
        draft.write(chunk)
    draft.flush()
    os.fsync(draft.fileno())
    return digest.hexdigest(), size


def _chunks(data: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    while chunk := data.read(CHUNK):
        yield chunk


def _put(draft: Path, opened: IO[bytes], path: str) -> None:
    if default_storage.exists(path):
        return
    if isinstance(default_storage, FileSystemStorage):
        place = Path(default_storage.path(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o640)
        draft.replace(place)
    else:
        opened.seek(0)
        default_storage.save(path, File(opened))


def _incoming() -> str | None:
    """A folder on the same disk as the files, so that the last step is a rename; None for a remote storage."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    folder = Path(default_storage.path(".incoming"))
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
