"""Reading files."""

from collections.abc import Iterable
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from django.core.files.storage import default_storage

from entregent.files.models import StoredFile


def stored(ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """The files of these ids that the open brands have; one query."""
    return StoredFile.objects.in_bulk(list(ids))


def read(file: StoredFile) -> bytes:
    """All the bytes of a file. Raises FileNotFoundError when the storage lost them."""
    with opened(file) as stream:
        return stream.read()


def opened(file: StoredFile) -> BinaryIO:
    """The file's bytes as a stream; close it. Raises FileNotFoundError when the storage lost them."""
    return default_storage.open(file.path, "rb")


def address(file: StoredFile, inline: bool = False) -> str:
    """Where staff download the file; ``inline`` shows a picture in the page (other files are downloaded all the same)."""
    return f"/files/{file.id}/{quote(file.name, safe='')}{'?inline=1' if inline else ''}"
