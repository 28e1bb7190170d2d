"""What happens to articles by itself: their dates, calls for review, what is searched anew, what is forgotten."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.images.models import Image, Rendition

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.knowledge import actions, jobs
from entregent.knowledge.models import Article, Home, Indexed, Lost, Search, Use
from entregent.knowledge.queries import search

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
Make = Callable[..., Staff]
Visit = Callable[..., Client]


def stamp(at: datetime) -> int:
    return int(at.timestamp())


def titles(brand: Brand, words: str) -> list[str]:
    return [hit.title for hit in search(brand.id, words, public_only=True, fuzzy=False)]


def test_a_version_appears_on_its_day_and_a_page_leaves_on_its_own(brand: Brand, write: Write) -> None:
    now = timezone.now()
    article = write("Lunettes", "<p>Monture comprise.</p>")
    article.body = [("text", "<p>Verres seulement.</p>")]
    article.go_live_at = now + timedelta(hours=1)
    article.save_revision().publish()
    assert titles(brand, "verres") == []
    jobs.follow_dates(stamp(now))
    assert titles(brand, "verres") == []
    # Wagtail itself looks at the clock: the moment is brought to the present.
    row = Article.objects.get(pk=article.pk)
    revision = row.scheduled_revision
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.content["go_live_at"] = (now - timedelta(minutes=1)).isoformat()
    revision.content["expire_at"] = (now + timedelta(hours=2)).isoformat()
    revision.save()
    jobs.follow_dates(stamp(now))
    assert titles(brand, "verres") == ["Lunettes"]
    jobs.follow_dates(stamp(now + timedelta(hours=3)))
    assert titles(brand, "verres") == [] and Article.objects.get(pk=article.pk).expired
    jobs.follow_dates(stamp(now + timedelta(hours=4)))


def test_who_keeps_articles_is_told_once_a_week_which_are_to_be_read_again(
    brand: Brand, other_brand: Brand, write: Write, make_staff: Make, visit: Visit, django_capture_on_commit_callbacks: Any
) -> None:
    nina, gone = make_staff(brand, "quality", name="Nina Roy"), make_staff(other_brand, "quality", name="Samir Ait")
    late = write("Délai", keeper=nina, review_by="2026-10-01")
    write("Carte", keeper=nina, review_by="2026-12-01")
    write("Plus tard", keeper=nina, review_by="2027-06-01")
    write("Sans lui", keeper=gone, review_by="2026-10-01")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.call_for_reviews(stamp(datetime(2026, 11, 23, 6, 5, tzinfo=UTC)))
    (letter,) = mail.outbox
    assert letter.to == [nina.email] and letter.subject == "2 articles à relire"
    assert "Délai" in letter.body and "Carte" in letter.body and f"/savoir/{late.public_id}/" in letter.body
    assert "Plus tard" not in letter.body and "Sans lui" not in letter.body
    assert Event.objects.filter(kind="article.review_due").count() == 2
    page = visit(nina)
    assert "Toujours juste" in page.get(f"/savoir/{late.public_id}/").content.decode()
    page.post(f"/savoir/{late.public_id}/confirm/")
    assert Article.objects.get(pk=late.pk).review_by > timezone.localdate() + timedelta(days=300)


def test_what_came_another_way_is_searched_and_what_left_is_forgotten(brand: Brand, write: Write) -> None:
    article = write("Lunettes", "<p>Monture comprise.</p>")
    Indexed.objects.all().delete()
    assert titles(brand, "monture") == []
    jobs.index_changed(0)
    assert titles(brand, "monture") == ["Lunettes"]
    copied = article.copy(update_attrs={"slug": "lunettes-bis", "title": "Lunettes bis"})
    jobs.index_changed(0)
    assert titles(brand, "monture") == ["Lunettes", "Lunettes bis"]
    for one in (article, copied):
        Article.objects.get(pk=one.pk).unpublish()
    for _ in range(2):
        jobs.index_changed(stamp(datetime(2026, 11, 23, 6, 5, tzinfo=UTC)))
    assert not Indexed.objects.exists()
    told = Event.objects.filter(kind="article.withdrawn")
    assert {one.subject for one in told} == {article.public_id, copied.public_id} and len(told) == 2


def test_what_is_old_is_forgotten_and_what_nothing_shows_has_one_size_only(
    brand: Brand, home: Home, write: Write, make_staff: Make, tmp_path: Path, settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}}
    now = timezone.now()
    for days in (10, 500):
        actions.note_search(brand.id, "lunettes", language="fr", medium="site", found=0, now=now - timedelta(days=days))
        actions.note_lost(brand.id, f"/ponant/{days}/", "", now - timedelta(days=days))
    article = write("Lunettes")
    Use.objects.create(brand=brand, article=article, how="link", at=now - timedelta(days=9))
    stream = io.BytesIO()
    Drawing.new("RGB", (40, 40)).save(stream, "PNG")
    images = [
        Image.objects.create(title=name, file=SimpleUploadedFile(f"{name}.png", stream.getvalue()), collection=home.collection)
        for name in ("shown", "idle")
    ]
    article.body = [("picture", {"image": images[0], "shows": "", "caption": ""})]
    article.save_revision().publish()
    for image in images:
        image.get_rendition("width-960")
    jobs.forget(stamp(now))
    assert (Search.objects.count(), Lost.objects.count(), Use.objects.count()) == (1, 1, 0)
    assert [one.image.title for one in Rendition.objects.all()] == ["shown"]
    assert Image.objects.count() == 2
