"""Understanding for programs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entregent.brands.models import Brand
from entregent.understanding import queries
from entregent.understanding.models import Intent, TrainedModel

pytestmark = pytest.mark.django_db
Program = Callable[..., Client]


def test_a_sentence_is_understood_and_kept_when_it_is_not(brand: Brand, trained: TrainedModel, program: Program) -> None:
    client = program(brand, "tickets.write")
    asked = {"text": "Où est mon colis commandé le 3 mars ?", "learn": False}
    told = client.post("/api/v1/guess", asked, content_type="application/json").json()
    assert told["intents"][0]["name"] == "order_status"
    assert [one["kind"] for one in told["entities"]] == ["date"]
    assert not queries.unsure_of(brand.id).exists()
    strange = {"text": "Mon voisin promène trois girafes, appelez le 06 39 98 01 02"}
    told = client.post("/api/v1/guess", strange, content_type="application/json").json()
    assert told["verdict"] != "sure"
    assert queries.unsure_of(brand.id).get().text.endswith("appelez le [phone]")


def test_intents_are_read_taken_in_and_learnt(brand: Brand, taught: dict[str, Intent], program: Program, now: datetime) -> None:
    client = program(brand, "tickets.read", "understanding.write")
    names = [one["name"] for one in client.get("/api/v1/intents").json()["items"]]
    assert names == ["order_status", "password", "elsewhere"]
    intent = taught["password"]
    assert len(client.get(f"/api/v1/intents/{intent.id}/examples").json()["items"]) == 6
    table = "intent;sentence\npassword;Mot de passe perdu\npassword;Où est mon colis ?\n".encode()
    done = client.post("/api/v1/intent-imports", {"file": SimpleUploadedFile("a.csv", table)}).json()
    assert done == {"added": 1, "known": 0, "intents": [], "refused": [{"line": 3, "reason": "other"}]}
    refused = client.post("/api/v1/intent-imports", {"file": SimpleUploadedFile("a.csv", b"a;b\n")})
    assert refused.status_code == 409
    asked = client.post("/api/v1/intent-models", {"precision": 0.9}, content_type="application/json")
    assert (asked.status_code, asked.json()["state"], asked.json()["accuracy"]) == (201, "queued", None)
    assert len(client.get("/api/v1/intent-models").json()["items"]) == 1
    again = client.post("/api/v1/intent-models", {}, content_type="application/json")
    assert again.status_code == 409
