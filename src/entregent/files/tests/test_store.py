"""Files are kept whole or not at all, once a brand."""

import errno
import io
import os
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.files.actions import store
from entregent.files.errors import FileRefused, StorageFull
from entregent.files.models import StoredFile
from entregent.files.queries import address, read, stored
from entregent.files.rules import MAXIMUM_BYTES, clean_name, clean_type, refused_extension


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_from_a_path_made_of_their_digest(brand: Brand, now: datetime, folder: Path) -> None:
    file = store(brand.id, "Facture d’août.pdf", "Application/PDF; name=x", b"%PDF-1.7", now)
    assert read(file) == b"%PDF-1.7"
    assert (file.name, file.content_type, file.size) == ("Facture d’août.pdf", "application/pdf", 8)
    assert file.path == f"{brand.id}/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"
    assert kept(folder) == [folder / file.path]
    assert stored([file.id]) == {file.id: file}
    assert address(file, inline=True) == f"/files/{file.id}/Facture%20d%E2%80%99ao%C3%BBt.pdf?inline=1"


def test_the_same_bytes_are_written_once_a_brand(brand: Brand, other_brand: Brand, now: datetime, folder: Path) -> None:
    first = store(brand.id, "a.txt", "text/plain", b"same", now)
    assert store(brand.id, "a.txt", "text/plain", io.BytesIO(b"same"), now) == first
    renamed = store(brand.id, "b.txt", "text/plain", b"same", now)
    assert renamed != first and renamed.path == first.path
    with visible([other_brand.id]):
        other = store(other_brand.id, "a.txt", "text/plain", b"same", now)
    assert other.path != first.path
    assert len(kept(folder)) == 2


def test_a_stream_past_the_limit_is_refused_and_leaves_nothing(brand: Brand, now: datetime, folder: Path) -> None:
    with pytest.raises(FileRefused, match="25 MB"):
        store(brand.id, "big.bin", "", io.BytesIO(bytes(MAXIMUM_BYTES + 1)), now)
    with pytest.raises(FileRefused, match=r"\.exe"):
        store(brand.id, "facture.pdf.EXE", "application/pdf", b"MZ", now)
    assert kept(folder) == [] and not StoredFile.objects.exists()


def test_a_full_disk_says_so_and_leaves_nothing(
    brand: Brand, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        store(brand.id, "a.txt", "text/plain", b"x", now)
    assert kept(folder) == [] and not StoredFile.objects.exists()


def test_a_lost_file_is_told(brand: Brand, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    default_storage.delete(file.path)
    with pytest.raises(FileNotFoundError):
        read(file)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\devis.doc", "devis.doc"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_names_are_made_safe(given_name: str, expected: str) -> None:
    assert clean_name(given_name) == expected


@given(st.text(max_size=600))
def test_any_name_becomes_short_printable_and_without_a_folder(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= 200
    assert not set(clean) & set("/\\\r\n\0") and clean not in {".", ".."}
    assert clean_name(clean) == clean


@given(st.text(max_size=200))
def test_any_content_type_can_stand_in_a_header(content_type: str) -> None:
    clean = clean_type(content_type)
    assert clean.isascii() and clean.count("/") == 1 and " " not in clean


def test_the_extension_that_counts_is_the_last() -> None:
    assert refused_extension("a.exe.pdf") is None
    assert refused_extension("a.pdf.Js ") == "js"
