"""Scenarios for other programs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from entregent.brands.models import Brand
from entregent.scenarios.models import Version
from entregent.scenarios.tests.trees import SHOP, both, choice, option

pytestmark = pytest.mark.django_db
Program = Callable[..., Client]


def post(client: Client, address: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1{address}", body, content_type="application/json", headers=headers)


def test_a_form_goes_out_and_comes_back_to_be_published(brand: Brand, shop: Version, program: Program) -> None:
    client = program(brand, "supervise", "administer")
    (listed,) = client.get("/api/v1/scenarios").json()["items"]
    assert (listed["slug"], listed["published"], listed["draft"]) == ("boutique", 1, None)
    address = f"/api/v1/scenarios/{listed['id']}"
    exported = client.get(f"{address}/form").json()
    schema = client.get("/scenarios/form.schema.json")
    assert schema["Content-Type"] == "application/schema+json" and "public" in schema["Cache-Control"]
    assert jsonschema_rs.validator_for(schema.json()).is_valid(exported["form"])
    menu = choice("Bonjour, que puis-je faire ?", option("1", "Rien", "main"))
    form = exported["form"] | {"nodes": {"menu": menu, "main": exported["form"]["nodes"]["main"]}, "start": "menu"}
    base = {"number": exported["number"], "revision": exported["revision"]}
    sent = {"form": form, "base": base}
    saved = client.put(f"{address}/form", sent, content_type="application/json").json()
    assert (saved["number"], saved["state"]) == (2, "draft")
    assert client.put(f"{address}/form", sent, content_type="application/json").status_code == 409
    codes = {one["code"] for one in client.get(f"{address}/findings").json()["findings"]}
    assert codes == {"unused"}
    assert post(client, f"/scenarios/{listed['id']}/publish", {"base": base}).status_code == 409
    assert post(client, f"/scenarios/{listed['id']}/publish", {}).json()["state"] == "published"
    assert post(client, f"/scenarios/{listed['id']}/roll-back", {"number": 1}).json()["number"] == 1
    assert post(client, f"/scenarios/{listed['id']}/withdraw", {}).status_code == 204
    assert [one["state"] for one in client.get(f"{address}/versions").json()] == ["withdrawn", "withdrawn"]


def test_what_is_wrong_is_told_with_its_place(brand: Brand, program: Program) -> None:
    client = program(brand, "administer")
    bad = SHOP | {"nodes": SHOP["nodes"] | {"statut": {"kind": "end", "text": 3}}}
    refused = post(client, "/scenarios", {"slug": "a", "name": "A", "form": bad})
    assert refused.status_code == 422
    assert any(one["pointer"].startswith("/form/nodes/statut") for one in refused.json()["errors"])
    lost = SHOP | {"nodes": SHOP["nodes"] | {"perdu": {"kind": "say", "text": both("Perdu"), "next": "nulle_part"}}}
    made = post(client, "/scenarios", {"slug": "a", "name": "A", "form": lost}).json()
    stopped = post(client, f"/scenarios/{made['scenario_id']}/publish", {})
    assert stopped.status_code == 409
    told = {(one["pointer"], one["code"]) for one in stopped.json()["errors"]}
    assert ("/nodes/perdu", "nowhere") in told and ("/nodes/main", "no_queue") in told
    assert all(one["detail"] for one in stopped.json()["errors"])


def test_a_program_performs_a_session(brand: Brand, shop: Version, program: Program, now: datetime) -> None:
    client = program(brand, "tickets.read", "tickets.write", "supervise")
    turn = post(client, "/scenario-sessions", {"scenario": str(shop.scenario_id), "medium": "web"}).json()
    assert turn["asks"]["kind"] == "choice" and turn["asks"]["options"][0]["label"] == "Suivre ma commande"
    address = f"/scenario-sessions/{turn['session']}"
    first = post(
        client, f"{address}/answers", {"key_pressed": "2", "number": turn["number"]}, **{"Idempotency-Key": "a1"}
    ).json()
    again = post(
        client, f"{address}/answers", {"key_pressed": "2", "number": turn["number"]}, **{"Idempotency-Key": "a1"}
    ).json()
    assert first == again == client.get(f"/api/v1{address}").json() and first["asks"]["kind"] == "mail"
    assert post(client, f"{address}/answers", {"text": "x", "number": turn["number"]}).status_code == 409
    assert post(client, f"{address}/answers", {"text": "x", "happened": "silence"}).status_code == 422
    over = post(client, f"{address}/answers", {"happened": "agent"}).json()
    assert over["outcome"]["kind"] == "handed" and over["outcome"]["ticket"] is None
    assert post(client, "/scenario-sessions", {"scenario": str(shop.scenario_id), "medium": "fax"}).status_code == 422
    assert post(client, "/scenario-sessions/take-up", {"code": "000000", "medium": "web", "source": "b"}).json() == {
        "turn": None
    }
    flow = client.get(f"/api/v1/scenarios/{shop.scenario_id}/drop-off?medium=web").json()
    assert (flow["begun"], flow["handed"]) == (1, 1) and flow["nodes"][0]["visits"] == 1


def test_lists_cost_the_same_whatever_their_length(brand: Brand, shop: Version, program: Program, now: datetime) -> None:
    from entregent.scenarios import actions

    client = program(brand, "supervise", "administer")
    client.get("/api/v1/scenarios")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for extra in ("b", "c", "d"):
        with CaptureQueriesContext(connection) as seen:
            client.get("/api/v1/scenarios")
            client.get("/api/v1/connectors")
            client.get(f"/api/v1/scenarios/{shop.scenario_id}/versions")
        counts.append(len(seen))
        actions.create_scenario(brand.id, extra, extra, SHOP, now=now, actor="system:test")
        actions.create_connector(brand.id, extra, "https://x.example/", fields={}, now=now, actor="system:test")
        actions.save_draft(shop.scenario_id, SHOP | {"start": "menu"} if extra == "b" else SHOP, base=None, now=now)
    assert len(set(counts)) == 1
