"""Pictures and documents of the articles: who is given them, and as what."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Drawing
from wagtail.documents.models import Document
from wagtail.images.models import Image

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
Make = Callable[..., Staff]
Visit = Callable[..., Client]
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}}
    return tmp_path


def png(width: int = 1200) -> bytes:
    stream = io.BytesIO()
    Drawing.new("RGB", (width, 400), "#17605a").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def image(home: Home) -> Image:
    return Image.objects.create(title="Carte", file=SimpleUploadedFile("carte.png", png()), collection=home.collection)


@pytest.fixture
def form(home: Home) -> Document:
    file = SimpleUploadedFile("formulaire.pdf", b"%PDF-1.4 <script>alert(1)</script>")
    return Document.objects.create(title="Formulaire", file=file, collection=home.collection)


@pytest.fixture
def article(shelf: Category, image: Image, form: Document) -> Article:
    return actions.write(
        shelf, Article, title="Ma carte", summary="La voici.",
        body=[("picture", {"image": image, "shows": "Une carte verte", "caption": "Votre carte"})], files=[("file", form)],
    )  # fmt: skip


def addresses(image: Image, form: Document) -> list[str]:
    return [image.get_rendition("width-960").url, form.url]


def test_an_article_shows_its_picture_and_gives_its_document(article: Article, image: Image, form: Document) -> None:
    anybody = Client(headers=BROWSER)
    page = anybody.get(f"/aide{article.url_path}").content.decode()
    shown, given = addresses(image, form)
    assert f'src="{shown}"' in page and 'alt="Une carte verte"' in page and "Votre carte" in page
    assert f'href="{given}"' in page and "PDF" in page
    picture = anybody.get(shown)
    assert (picture.status_code, picture["Content-Type"], picture["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert Drawing.open(io.BytesIO(b"".join(picture))).width == 960
    document = anybody.get(given)
    assert document["Content-Disposition"] == 'attachment; filename="formulaire.pdf"'
    for answer in (picture, document):
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(document).startswith(b"%PDF")
    for there in (f"{given}x", given.replace("formulaire", "autre"), "/media/documents/99999/formulaire.pdf",
                  "/media/pictures/carte.png", "/media/pictures/original_images/carte.png", "/media/pictures/../carte.png",
                  "/media/pictures/carte.svg", "/media/pictures/x%00.png"):  # fmt: skip
        assert anybody.get(there).status_code == 404, there


def test_they_are_for_colleagues_while_no_article_in_force_shows_them_to_everybody(
    brand: Brand, other_brand: Brand, article: Article, image: Image, form: Document, make_staff: Make, visit: Visit
) -> None:
    anybody, agent = Client(headers=BROWSER), visit(make_staff(brand, "agent", name="Samir Ait"))
    stranger = visit(make_staff(other_brand, "administrator", name="Youri Blanc"))
    there = addresses(image, form)

    def seen() -> list[int]:
        return [client.get(one).status_code for client in (anybody, stranger, agent) for one in there]

    assert seen() == [200] * 6
    Article.objects.get(pk=article.pk).unpublish()
    assert seen() == [404] * 4 + [200] * 2
    Article.objects.get(pk=article.pk).save_revision().publish()
    assert seen() == [200] * 6
    row = Article.objects.get(pk=article.pk)
    row.audience = "internal"
    row.save_revision().publish()
    assert seen() == [404] * 4 + [200] * 2
    assert agent.get(there[0])["Cache-Control"] == "private, no-store"
    assert there[0] in agent.get(f"/savoir/{article.public_id}/").content.decode()
    row = Article.objects.get(pk=article.pk)
    row.audience = "public"
    row.save_revision().publish()
    actions.close_help(Home.objects.get(brand=brand), by=make_staff(brand, "supervisor", name="Awa Diop"))
    assert seen() == [404] * 4 + [200] * 2


def test_a_draft_does_not_show_what_it_would_show(shelf: Category, image: Image, form: Document, write: Write) -> None:
    article, anybody = write("Sans rien"), Client(headers=BROWSER)
    article.body = [("picture", {"image": image, "shows": "", "caption": ""})]
    draft = article.save_revision()
    assert anybody.get(image.get_rendition("width-960").url).status_code == 404
    draft.publish()
    assert anybody.get(image.get_rendition("width-960").url).status_code == 200


def test_another_brand_that_names_our_document_does_not_show_it(other_brand: Brand, form: Document, make_staff: Make) -> None:
    with visible([other_brand.id]):
        shelf = actions.write(actions.open_help(other_brand), Category, title="À nous")
        stolen = f'<p><a linktype="document" id="{form.pk}">Là</a></p>'
        actions.write(shelf, Article, title="Volé", summary="Là.", body=[("text", stolen)])
    assert Client(headers=BROWSER).get(form.url).status_code == 404


def test_what_could_run_is_refused_when_it_is_brought(brand: Brand, home: Home, make_staff: Make, visit: Visit) -> None:
    client = visit(make_staff(brand, "quality", name="Nina Roy"))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    def bring(kind: str, name: str, content: bytes) -> None:
        sent = {"files[]": SimpleUploadedFile(name, content), "title": name, "collection": home.collection_id}
        answer = client.post(f"/redaction/{kind}/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.status_code == 200

    for name, content in (("a.svg", svg), ("a.png", svg), ("a.png", b"<html>"), ("a.html", b"<html>")):
        bring("images", name, content)
    for name in ("a.html", "a.svg", "a.exe", "a.js", "a"):
        bring("documents", name, b"<script>alert(1)</script>")
    assert not Image.objects.exists() and not Document.objects.exists()
    bring("images", "a.png", png(80))
    bring("documents", "a.txt", b"Bonjour")
    assert (Image.objects.get().collection, Document.objects.get().collection) == (home.collection, home.collection)
