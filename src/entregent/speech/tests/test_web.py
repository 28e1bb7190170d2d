"""The page on which a brand's voice is set."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.speech import actions, queries
from entregent.speech.models import Music, Prompt, Pronunciation, Recording
from entregent.speech.prompts import Style
from entregent.speech.sound import read_wav, wav
from entregent.speech.tests.test_sound import tone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": default}


@pytest.fixture
def client(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "administrator", name="Solène Kerbrat"))


def shown(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def heard(answer: HttpResponse) -> float:
    """Seconds of the sound; it is a download that nothing runs from."""
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    return read_wav(b"".join(answer.streaming_content)).seconds


def undone(client: Client, answer: HttpResponse) -> None:
    assert client.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])["HX-Refresh"] == "true"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("marée.wav", wav(tone(1, 8000)), "audio/wav")


def test_a_voice_is_chosen_and_tried(client: Client, brand: Brand, now: datetime) -> None:
    page = shown(client.get("/speech/"))
    assert "espeak-ng" in page
    assert "Rien n’est enregistré" in page
    form = {"brand": brand.slug, "language": "fr"}
    client.post("/speech/voice/", form | {"voice": "espeak/m3", "speed": "0.9"})
    assert queries.style_of(brand.id, "fr") == Style("espeak/m3", 0.9)
    for wrong in ({"voice": "x/y", "speed": "1"}, {"voice": "", "speed": "fast"}, {"voice": "", "speed": "nan"}):
        assert client.post("/speech/voice/", form | wrong).status_code == 302
    assert queries.style_of(brand.id, "fr") == Style("espeak/m3", 0.9)

    trying = shown(client.post("/speech/try/", form | {"text": "Le n° 3"}))
    assert "Le numéro trois" in trying
    prompt = Prompt.objects.get()
    assert f"/speech/prompts/{prompt.id}/" in trying
    actions.make_waiting(brand.id, now=now)
    assert "espeak-ng" in shown(client.get(f"/speech/prompts/{prompt.id}/"))
    assert heard(client.get(f"/speech/prompts/{prompt.id}/sound/")) > 0.3
    assert "HX-Trigger" in client.post("/speech/try/", form | {"text": "…"})


def test_how_far_the_texts_are_is_shown(client: Client, brand: Brand, now: datetime) -> None:
    actions.prepare(brand.id, "fr", ["Bonjour.", "Au revoir."], now=now)
    progress = f"/speech/progress/?brand={brand.slug}&language=fr"
    assert "every 2s" in shown(client.get(progress))
    actions.make_waiting(brand.id, now=now)
    done = shown(client.get(progress))
    assert "every 2s" not in done
    assert "espeak-ng : 2" in done.replace("\u202f", " ").replace("\xa0", " ")


def test_words_recordings_and_music_are_given_taken_away_and_taken_back(client: Client, brand: Brand) -> None:
    form = {"brand": brand.slug, "language": "fr"}
    client.post("/speech/words/", form | {"written": "Ar Men", "said": "ar mène"})
    client.post("/speech/recordings/", form | {"text": "Bonjour.", "file": upload()})
    client.post("/speech/music/", form | {"file": upload()})
    page = shown(client.get("/speech/"))
    assert all(text in page for text in ("ar mène", "marée", "Solène Kerbrat"))
    for kind, row in (
        ("words", Pronunciation.objects.get()),
        ("recordings", Recording.objects.get()),
        ("music", Music.objects.get()),
    ):
        if kind != "words":
            assert heard(client.get(f"/speech/{kind}/{row.id}/sound/")) == pytest.approx(1, abs=0.1)
        gone = client.post(f"/speech/{kind}/{row.id}/remove/")
        assert str(row.id) not in shown(client.get("/speech/"))
        undone(client, gone)
        assert str(row.id) in shown(client.get("/speech/"))
    wrong = SimpleUploadedFile("x.mp3", b"MZ", "audio/mpeg")
    refused = client.post("/speech/recordings/", form | {"text": "Bonjour.", "file": wrong}, follow=True)
    assert "n’a pas pu être pris" in shown(refused)
    assert Recording.objects.count() == 1


def test_the_page_costs_as_much_with_one_row_and_with_three(
    client: Client, brand: Brand, now: datetime, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    form = {"brand": brand.slug, "language": "fr"}
    counts = []
    for name in ("un", "deux", "trois"):
        client.post("/speech/words/", form | {"written": name, "said": name})
        client.post("/speech/recordings/", form | {"text": name, "file": upload()})
        client.post("/speech/music/", form | {"file": upload()})
        actions.prepare(brand.id, "fr", [name], now=now)
        with django_assert_max_num_queries(60) as asked:
            shown(client.get("/speech/"))
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_who_may_read_may_not_write(
    brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client], other_brand: Brand
) -> None:
    reader = visit(make_staff(brand, "supervisor", name="Awa Diop"))
    page = shown(reader.get("/speech/"))
    assert "speech/try/" not in page
    assert reader.post("/speech/words/", {"brand": brand.slug, "written": "a", "said": "b"}).status_code == 403
    assert reader.get(f"/speech/?brand={other_brand.slug}").status_code == 404
