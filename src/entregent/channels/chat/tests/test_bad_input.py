"""What no person sends: very long words, deep nests, forbidden files, words that are code."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from entregent.channels.chat.rules import LONGEST_TEXT
from entregent.channels.chat.tests.conftest import SHOP, Browser
from entregent.conversations.models import Message

pytestmark = pytest.mark.django_db


def send_file(visitor: Browser, name: str, data: bytes, content_type: str) -> HttpResponse:
    if visitor.token is None:
        visitor.sync()
    body = json.dumps({"token": visitor.token, "client": str(uuid4())})
    sent = {"body": body, "file": SimpleUploadedFile(name, data, content_type)}
    return visitor.client.post(f"/chat/w/{visitor.widget.id}/say?lang=fr", sent, headers={"Origin": SHOP})


def test_a_message_of_a_megabyte_is_refused_and_one_too_long_is_cut(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    assert visitor.say("x" * 1_000_000).status_code == 400
    assert not Message.objects.exists()
    assert visitor.say("é" * (LONGEST_TEXT + 500)).status_code == 200
    assert len(Message.objects.get().text) == LONGEST_TEXT


@pytest.mark.parametrize("text", ['{"text":' + "[" * 30_000, "[" * 60_000, '{"client":' + '{"a":' * 9_000 + "1"])
def test_a_deep_nest_is_refused(browse: Callable[..., Browser], text: str) -> None:
    visitor = browse()
    answer = visitor.client.post(f"/chat/w/{visitor.widget.id}/say", text, content_type="text/plain", headers={"Origin": SHOP})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "more",
    [
        {"about": {"name": ["x"], "mail": {}, "phone": 4}}, {"about": "x"},
        {"pages": [1, {"url": "javascript:alert(1)"}, None]},
        {"identity": {"sub": "1"}}, {"identity": "a.b.c"}, {"fresh": "yes"}, {"after": 4}, {"token": {"x": 1}},
    ],
)  # fmt: skip
def test_what_has_another_shape_breaks_nothing(browse: Callable[..., Browser], more: dict[str, object]) -> None:
    visitor = browse()
    assert visitor.say("Bonjour", **more).status_code in (200, 422)
    assert visitor.ask("sync", **more).status_code == 200


def test_code_stays_words_and_control_characters_go(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    visitor.say("<script>alert(1)</script>\x00\x1b[31m\ud800 fin")
    assert visitor.sync()["messages"][0]["text"] == "<script>alert(1)</script>[31m fin"


def test_a_program_is_refused_and_a_page_comes_back_as_a_download(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    refused = send_file(visitor, "facture.pdf.exe", b"MZ", "application/pdf")
    assert (refused.status_code, refused.json()["error"]) == (422, "file")
    assert not Message.objects.exists()
    kept = send_file(visitor, "../../<b>page</b>.html", b"<script>alert(1)</script>", "text/html").json()["message"]["files"][0]
    assert "/" not in kept["name"].replace("</b>", "")
    answer = visitor.client.get(kept["url"] + "?inline=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    forged = kept["url"][:-2] + ("AA" if kept["url"][-2:] != "AA" else "BB")
    assert visitor.client.get(forged).status_code == 404


def test_a_file_too_large_is_refused(browse: Callable[..., Browser]) -> None:
    answer = send_file(browse(), "photo.png", bytes(10 * 1024 * 1024 + 1), "image/png")
    assert (answer.status_code, answer.json()["error"]) == (422, "file")
