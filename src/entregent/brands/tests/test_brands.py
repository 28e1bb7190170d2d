"""Brands are checked when they are created and changed; their looks are public and safe."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from entregent.brands.actions import create_brand, set_logo, update_brand
from entregent.brands.errors import BrandRefused
from entregent.brands.models import Brand
from entregent.brands.queries import brand_of_slug, brands, logo_address, theme_address

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def test_a_brand_is_created_then_changed(db) -> None:
    brand = create_brand(slug="helvetia", name="Alpina", code="ALP", region="CH")
    assert update_brand(brand, name="Alpina SA", region="CH", colour="#aa0000") == ["name", "colour"]
    assert update_brand(brand, name="Alpina SA") == []
    assert brands([brand.id]) == {brand.id: brand}
    update_brand(brand, active=False)
    assert brand_of_slug("helvetia") is None


@pytest.mark.parametrize(
    "wrong", [{"colour": "red;}body{display:none"}, {"code": "x1"}, {"name": ""}, {"regime": "de"}, {"public_mail": "x"}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, str], db) -> None:
    with pytest.raises(ValidationError):
        create_brand(**({"slug": "a", "name": "A", "code": "AA"} | wrong))
    assert not Brand.objects.exists()


@pytest.mark.parametrize("field", ["code", "slug"])
def test_what_customers_hold_cannot_change(field: str, brand: Brand) -> None:
    with pytest.raises(BrandRefused, match="cannot change"):
        update_brand(brand, **{field: "AUTRE"})
    brand.refresh_from_db()
    assert (brand.code, brand.slug) == ("PON", "ponant")


def test_the_theme_is_public_cached_and_follows_the_colour(brand: Brand, visit) -> None:
    before = theme_address(brand)
    response = visit(None).get(before)
    assert response["Content-Type"].startswith("text/css") and b"--brand:light-dark(" in response.content
    assert "immutable" in response["Cache-Control"]
    update_brand(brand, colour="#aa0000")
    assert theme_address(brand) != before
    assert "immutable" not in visit(None).get(before)["Cache-Control"]
    assert visit(None).get("/brands/inconnu/theme.css").status_code == 404


def test_a_logo_is_a_picture_and_replaces_the_former(
    brand: Brand, visit, folder: Path, django_capture_on_commit_callbacks
) -> None:
    assert logo_address(brand) is None and visit(None).get("/brands/ponant/logo").status_code == 404
    set_logo(brand, PNG)
    response = visit(None).get(logo_address(brand))
    assert (response["Content-Type"], b"".join(response.streaming_content)) == ("image/png", PNG)
    assert "immutable" in response["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        set_logo(brand, b"\xff\xd8\xff\xe0" + bytes(32))
    assert [path.suffix for path in folder.rglob("*") if path.is_file()] == [".jpeg"]
    set_logo(brand, b"")
    assert logo_address(brand) is None


@pytest.mark.parametrize(
    "data",
    [b"<svg onload='alert(1)'/>", b"GIF89a", b"RIFF0000AVI ", PNG + bytes(512 * 1024)],
    ids=["svg", "gif", "avi", "huge"],
)
def test_what_is_not_a_small_picture_is_no_logo(data: bytes, brand: Brand) -> None:
    with pytest.raises(BrandRefused):
        set_logo(brand, data)
