"""The screens on which supervisors teach."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.understanding import actions, queries
from entregent.understanding.models import Example, Intent, TrainedModel
from entregent.understanding.rules.guess import Guess, Likely
from entregent.understanding.web.matrix import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "supervisor", name="Awa Diop"))


def shown(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def toast(answer: HttpResponse) -> dict[str, str]:
    assert answer.status_code == 200, answer.status_code
    return json.loads(answer["HX-Trigger"])["toast"]


def test_an_intent_is_made_and_taught(client: Client, brand: Brand) -> None:
    assert "Pas encore d’intention" in shown(client.get("/understanding/"))
    made = client.post("/understanding/new/", {"brand": brand.slug, "label": "Suivre une commande", "language": "fr"})
    intent = Intent.objects.get()
    assert made["Location"] == f"/understanding/{intent.id}/?language=fr"
    lines = "Où est mon colis ?\n- ou est mon colis\nQuand arrive ma commande ?\n"
    page = f"/understanding/{intent.id}/"
    said = toast(client.post(f"{page}examples/", {"language": "fr", "sentences": lines}))
    assert said["text"] == "2 phrases ajoutées."
    assert "Quand arrive ma commande" in shown(client.get(page))
    example = Example.objects.get(text="Quand arrive ma commande ?")
    gone = toast(client.post(f"/understanding/examples/{example.id}/remove/"))
    assert "Quand arrive" not in shown(client.get(page, headers={"HX-Request": "true", "HX-Target": "examples"}))
    client.post(gone["undo"])
    assert "Quand arrive ma commande" in shown(client.get(page))
    client.post(page, {"label": "Où est ma commande", "description": "Colis"})
    assert "Où est ma commande" in shown(client.get("/understanding/"))
    removed = client.post(f"{page}remove/", {"language": "fr"})
    aside = shown(client.get(removed["Location"]))
    assert "La reprendre" in aside
    client.post(f"{page}restore/", {"language": "fr"})
    assert queries.examples_of(intent, "fr").count() == 2


def test_refusals_are_said(client: Client, brand: Brand, taught: dict[str, Intent]) -> None:
    answer = client.post("/understanding/new/", {"brand": brand.slug, "label": "Autre", "name": "password"}, follow=True)
    assert "Une autre intention l’a déjà." in answer.content.decode()
    answer = client.post("/understanding/train/", {"brand": brand.slug, "language": "en"})
    assert toast(answer)["level"] == "bad"
    sentence = {"language": "fr", "sentences": "J’ai oublié mon mot de passe"}
    said = toast(client.post(f"/understanding/{taught['order_status'].id}/examples/", sentence))
    assert "Password" in said["text"]


def test_a_training_is_followed_then_reported(
    client: Client, brand: Brand, taught: dict[str, Intent], trained: TrainedModel, now: datetime
) -> None:
    assert "100" in shown(client.get("/understanding/"))
    asked = shown(client.post("/understanding/train/", {"brand": brand.slug, "language": "fr", "precision": "0.98"}))
    assert "every 1s" in asked
    model = TrainedModel.objects.get(state="queued")
    assert model.precision == 0.98
    assert "every 1s" in shown(client.get(f"/understanding/training/?brand={brand.slug}"))
    actions.fail_training(brand.id, model.id, now=now)
    over = client.get(f"/understanding/training/?brand={brand.slug}")
    assert "Une panne" in shown(over)
    assert "trained" in over["HX-Trigger"]
    report = shown(client.get("/understanding/report/"))
    assert report.count("<rect") >= 9
    assert "Order Status" in report
    other = TrainedModel.objects.create(
        brand=brand, asked_at=now, language="fr", state="done", content=trained.content, report=trained.report
    )
    client.post(f"/understanding/models/{other.id}/use/")
    assert queries.current_model(brand.id, "fr").id == other.id


def test_a_sentence_is_tried(client: Client, brand: Brand, trained: TrainedModel) -> None:
    asked = {"brand": brand.slug, "language": "fr", "text": "Où est mon colis commandé le 3 mars, carte 4111 1111 1111 1111 ?"}
    tried = shown(client.post("/understanding/try/", asked))
    assert re.search(r"<mark>3 mars<small>date 20\d\d-03-03", tried)
    assert "[PAN ••••1111]" in tried
    assert "4111 1111 1111" not in tried
    assert "Order Status" in tried


def test_what_was_met_is_labelled_in_one_gesture(
    client: Client, brand: Brand, taught: dict[str, Intent], now: datetime
) -> None:
    guess = Guess("between", [Likely("password", 0.5), Likely("order_status", 0.4)])
    actions.remember(brand.id, "fr", "Je suis coincé dehors", guess, now=now)
    unsure = queries.unsure_of(brand.id).get()
    page = shown(client.get("/understanding/labelling/"))
    assert "coincé dehors" in page
    assert "50" in page
    said = toast(client.post(f"/understanding/unsure/{unsure.id}/label/", {"intent": str(taught["password"].id)}))
    assert Example.objects.filter(intent=taught["password"], text="Je suis coincé dehors").exists()
    client.post(said["undo"])
    assert "coincé dehors" in shown(client.get("/understanding/labelling/"))
    client.post(f"/understanding/unsure/{unsure.id}/dismiss/")
    assert "Rien à étiqueter" in shown(client.get("/understanding/labelling/"))


def test_sentences_go_out_and_come_in(client: Client, brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    actions.add_examples(taught["password"], "fr", ["=SOMME(A1) bloque mon compte"], now=now, actor="system:test")
    out = b"".join(client.get("/understanding/export.csv").streaming_content)
    assert b";'=SOMME(A1)" in out
    file = SimpleUploadedFile("phrases.csv", out + b"Neuf;fr;Une autre\nNeuf;de;Eine\n")
    answer = client.post("/understanding/import/", {"brand": brand.slug, "file": file}, follow=True)
    said = answer.content.decode()
    assert "1 phrase ajoutée." in said
    assert "ligne 22 (ni français ni anglais)" in said
    assert Example.objects.filter(text="=SOMME(A1) bloque mon compte").count() == 1
    answer = client.post("/understanding/import/", {"brand": brand.slug}, follow=True)
    assert "colonnes intent" in answer.content.decode()


def test_the_matrix_is_drawn() -> None:
    matrix = drawn(["Un", "Deux " * 10], [[8, 2], [0, 0]])
    assert [cell.count for row in matrix.rows for cell in row.cells] == [8, 2, 0, 0]
    assert matrix.rows[1].short.endswith("…")
    assert matrix.rows[0].cells[0].shade > matrix.rows[0].cells[1].shade > 0
