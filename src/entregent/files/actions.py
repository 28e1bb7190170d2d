"""Keeping files."""

from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from entregent.files import storage
from entregent.files.errors import FileRefused
from entregent.files.models import StoredFile
from entregent.files.rules import clean_name, clean_type, path_of, refused_extension


def store(brand_id: UUID, name: str, content_type: str, data: bytes | BinaryIO, now: datetime) -> StoredFile:
    """Keep a file for a brand; the same bytes are written once, the same file (name and type too) has one row.

    The bytes are on the disk before the row exists: a row never points to nothing. Raises FileRefused (too large, or of
    a kind that runs when opened) and StorageFull (try again later); nothing is kept in either case.
    """
    if extension := refused_extension(name):
        raise FileRefused(_("Files of the kind .%(kind)s are not accepted.") % {"kind": extension})
    written = storage.write(data, partial(path_of, brand_id))
    named = {"name": clean_name(name), "content_type": clean_type(content_type)}
    known = StoredFile.objects.filter(brand=brand_id, sha256=written.sha256, **named).first()
    if known:
        return known
    return StoredFile.objects.create(
        brand_id=brand_id, sha256=written.sha256, size=written.size, path=written.path, created_at=now, **named
    )
