"""Who enters, how errors are said, what is done once, how often one may ask."""

import json

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone

from entregent.access.actions import revoke_key
from entregent.access.models import ApiKey
from entregent.brands.scope import visible
from entregent.rest.problems import KINDS

KINDS_URL = "/api/v1/event-kinds"
CANNED = "/api/v1/canned-replies"
BONJOUR = {"shortcut": "bonjour", "title": "Bonjour", "text": "Bonjour {{ person.given_name }},"}


def problem_of(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    said = json.loads(response.content)
    assert (said["status"], said["code"], said["type"]) == (status, code, f"/api/problems#{code}")
    return said


def put(client, body, **headers):
    return client.put(CANNED, body, content_type="application/json", headers=headers)


def test_nobody_and_a_wrong_key_are_refused_with_a_challenge(brand):
    answer = Client().get(KINDS_URL)
    problem_of(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"
    wrong = Client(headers={"Authorization": "Bearer ent_000000000000_nothing"}).get(KINDS_URL)
    problem_of(wrong, 401, "unauthenticated")


def test_a_key_needs_the_scope(brand, program):
    assert program(brand, "supervise").get(KINDS_URL).status_code == 200
    said = problem_of(program(brand, "tickets.read").get(KINDS_URL), 403, "forbidden")
    assert said["detail"] == "supervise"


def test_a_revoked_key_dies_within_seconds(brand, program, make_staff):
    with time_machine.travel("2026-11-20T16:50:00Z", tick=False) as clock:
        client = program(brand, "supervise")
        assert client.get(KINDS_URL).status_code == 200
        revoke_key(ApiKey.objects.get(), now=timezone.now(), by=make_staff(brand, "administrator"))
        clock.shift(6)
        problem_of(client.get(KINDS_URL), 401, "unauthenticated")


def test_staff_enter_by_their_session_according_to_their_role(brand, make_staff, visit):
    assert visit(make_staff(brand, "supervisor")).get(KINDS_URL).status_code == 200
    problem_of(visit(make_staff(brand, "agent")).get(KINDS_URL), 403, "forbidden")


def test_a_session_that_writes_needs_the_token_of_our_pages(brand, make_staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff(brand, "administrator"))
    problem_of(put(client, BONJOUR), 403, "csrf")
    client.get("/api/docs")
    token = client.cookies["csrftoken"].value
    assert put(client, BONJOUR, **{"X-CSRFToken": token}).status_code == 200


def test_every_error_is_a_problem(brand, program):
    client = program(brand, "administer", "tickets.read")
    problem_of(client.get("/api/v1/nothing-here"), 404, "not-found")
    problem_of(client.get("/api/v1/persons/K%0A/positions"), 404, "not-found")
    refused = client.delete(KINDS_URL)
    problem_of(refused, 405, "method-not-allowed")
    assert refused["Allow"] == "GET"
    problem_of(client.put(CANNED, "{", content_type="application/json"), 400, "malformed")
    problem_of(client.get("/api/v1/tickets/019a0000-0000-7000-8000-000000000000"), 404, "not-found")
    said = problem_of(put(client, {"shortcut": "deux mots", "title": "x\0", "text": ""}), 422, "invalid")
    assert {error["pointer"] for error in said["errors"]} == {"/shortcut", "/title", "/text"}
    problem_of(client.put(CANNED, b" " * (5 * 1024 * 1024 + 1), content_type="application/json"), 413, "too-large")
    problem_of(client.get("/api/v1/tickets?cursor=AAAA"), 400, "bad-cursor")


def test_the_page_of_problems_explains_each_code(client, db):
    page = client.get("/api/problems").content.decode()
    assert all(f'id="{code}"' in page for code in KINDS)


def test_a_write_sent_twice_is_done_once(brand, program):
    client = program(brand, "administer", "tickets.read")
    first = put(client, BONJOUR, **{"Idempotency-Key": "a1"})
    again = put(client, BONJOUR, **{"Idempotency-Key": "a1"})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    problem_of(put(client, BONJOUR | {"title": "Autre"}, **{"Idempotency-Key": "a1"}), 422, "key-reused")
    problem_of(put(client, BONJOUR, **{"Idempotency-Key": ""}), 422, "invalid")


def test_a_refused_write_may_be_corrected_under_the_same_key(brand, program):
    client = program(brand, "administer")
    problem_of(put(client, BONJOUR | {"text": ""}, **{"Idempotency-Key": "b1"}), 422, "invalid")
    assert put(client, BONJOUR, **{"Idempotency-Key": "b1"}).status_code == 200


def test_two_callers_may_choose_the_same_key(brand, other_brand, program):
    mine = put(program(brand, "administer"), BONJOUR, **{"Idempotency-Key": "c1"})
    with visible([brand.id, other_brand.id]):
        theirs = put(program(other_brand, "administer"), BONJOUR | {"title": "Autre"}, **{"Idempotency-Key": "c1"})
    assert mine.json()["brand_id"] == str(brand.id) and theirs.json()["brand_id"] == str(other_brand.id)


def test_a_key_may_be_used_again_after_a_day(brand, program):
    with time_machine.travel("2026-11-20T16:50:00Z", tick=False) as clock:
        client = program(brand, "administer")
        put(client, BONJOUR, **{"Idempotency-Key": "d1"})
        clock.shift(24 * 3600 + 1)
        assert put(client, BONJOUR | {"title": "Autre"}, **{"Idempotency-Key": "d1"}).json()["title"] == "Autre"


@override_settings(REST_REQUESTS_PER_MINUTE=2)
def test_who_asks_too_often_is_told_when_to_come_back(brand, program):
    with time_machine.travel("2026-11-20T16:50:20Z", tick=False) as clock:
        client = program(brand, "supervise")
        left = [client.get(KINDS_URL)["RateLimit"] for _ in range(2)]
        assert left == ['"default";r=1;t=40', '"default";r=0;t=40']
        refused = client.get(KINDS_URL)
        problem_of(refused, 429, "too-many-requests")
        assert refused["Retry-After"] == "40" and refused["RateLimit-Policy"] == '"default";q=2;w=60'
        assert program(brand, "supervise").get(KINDS_URL).status_code == 200
        clock.shift(40)
        assert client.get(KINDS_URL).status_code == 200


def test_lists_are_read_page_by_page_without_a_hole(brand, program):
    client = program(brand, "administer", "tickets.read")
    for number in range(5):
        put(client, BONJOUR | {"shortcut": f"r{number}"})
    seen, cursor = [], ""
    while True:
        page = client.get(f"{CANNED}?limit=2{cursor}").json()
        seen += [item["shortcut"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == ["r0", "r1", "r2", "r3", "r4"]


@pytest.mark.parametrize("path", ["/api/docs", "/api/openapi.json"])
def test_the_documentation_needs_no_key_and_no_inline_script(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>" not in page and "unsafe-inline" not in answer["Content-Security-Policy"]


def test_every_operation_has_a_door(client, db):
    document = client.get("/api/openapi.json").json()
    for address, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["security"][0]["key"], f"{method} {address}"
            assert "Problem" in json.dumps(operation["responses"]["401"])


def test_a_body_of_another_kind_is_not_taken_for_json(brand, program):
    client = program(brand, "administer")
    problem_of(client.put(CANNED, json.dumps(BONJOUR), content_type="text/plain"), 415, "unsupported-media-type")
    nameless = client.post("/api/v1/files", b"x", content_type="multipart/form-data", headers={"Idempotency-Key": "e1"})
    problem_of(nameless, 403, "forbidden")
    nameless = program(brand, "tickets.write").post(
        "/api/v1/files", b"x", content_type="multipart/form-data", headers={"Idempotency-Key": "e1"}
    )
    problem_of(nameless, 400, "malformed")
    huge = put(client, {"text": "x" * (5 * 1024 * 1024 + 1)}, **{"Idempotency-Key": "e2"})
    problem_of(huge, 413, "too-large")
