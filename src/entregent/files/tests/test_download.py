"""Files are given back to those who have the brand, and can run nothing."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.files.actions import store
from entregent.files.models import StoredFile
from entregent.files.queries import address

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def test_a_file_is_a_download_that_runs_nothing(brand: Brand, make_staff, visit, now: datetime) -> None:
    file = store(brand.id, "page d’accueil.html", "text/html", b"<script>alert(1)</script>", now)
    response = visit(make_staff(brand)).get(address(file, inline=True))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content_type", "query", "disposition"),
    [
        ("image/png", "?inline=1", "inline"),
        ("image/png", "", "attachment"),
        ("image/svg+xml", "?inline=1", "attachment"),
        ("application/pdf", "?inline=1", "attachment"),
    ],
)
def test_only_pictures_without_scripts_are_shown_in_the_page(
    content_type: str, query: str, disposition: str, brand: Brand, make_staff, visit, now: datetime
) -> None:
    file = store(brand.id, "image", content_type, PNG, now)
    response = visit(make_staff(brand)).get(address(file) + query)
    assert response["Content-Disposition"].split(";")[0] == disposition


def test_nobody_and_other_brands_get_nothing(brand: Brand, other_brand: Brand, make_staff, visit, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    assert visit(None).get(address(file)).status_code == 302
    assert visit(make_staff(other_brand)).get(address(file)).status_code == 404
    assert visit(make_staff([])).get(address(file)).status_code == 403


@pytest.mark.parametrize("name", ["b.txt", "..%2f..%2fa.txt", "%00", "a.txt/..", "a.txt%0d%0aX: 1"])
def test_tricks_with_the_path_find_nothing(name: str, brand: Brand, make_staff, visit, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    assert visit(make_staff(brand)).get(f"/files/{file.id}/{name}").status_code == 404


def test_a_path_in_a_row_cannot_leave_the_folder(brand: Brand, make_staff, visit, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    StoredFile.objects.filter(id=file.id).update(path="../../../../etc/passwd")
    assert visit(make_staff(brand)).get(address(file)).status_code == 400


def test_a_file_lost_by_the_storage_is_not_found(brand: Brand, make_staff, visit, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    default_storage.delete(file.path)
    assert visit(make_staff(brand)).get(address(file)).status_code == 404


def test_the_wall_hides_the_row_itself(brand: Brand, other_brand: Brand, now: datetime) -> None:
    file = store(brand.id, "a.txt", "text/plain", b"x", now)
    with visible([other_brand.id]):
        assert not StoredFile.objects.filter(id=file.id).exists()
