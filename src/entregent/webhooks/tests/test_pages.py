"""The pages and the REST interface of webhooks, as nobody, staff of each role, and programs."""

from datetime import timedelta

import pytest
from django.test import Client

from entregent.brands.scope import visible
from entregent.webhooks import actions
from entregent.webhooks.models import Delivery, Endpoint

URL = "/api/v1/webhook-endpoints"


@pytest.fixture
def endpoint(brand, now):
    return actions.create_endpoint(brand.id, "Entrepôt", "https://hooks.example.org/", [], now=now, actor="system:test")


@pytest.fixture
def delivery(endpoint, now):
    return Delivery.objects.create(
        brand_id=endpoint.brand_id, endpoint=endpoint, event=1, kind="ticket.opened", state="failed", attempts=10, status=500,
        error="status", created_at=now, last_at=now,
    )  # fmt: skip


def test_only_administrators_enter(brand, other_brand, endpoint, make_staff, visit):
    pages = ["/webhooks/", f"/webhooks/{endpoint.id}/"]
    for page in pages:
        assert visit(None).get(page).status_code == 302
        assert visit(make_staff(brand, "supervisor")).get(page).status_code == 403
        assert visit(make_staff(brand, "administrator")).get(page).status_code == 200
    stranger = make_staff(other_brand, "administrator")
    assert visit(stranger).get(pages[1]).status_code == 404
    assert "Entrepôt" not in visit(stranger).get(pages[0]).content.decode()
    assert visit(stranger).post(f"/webhooks/{endpoint.id}/remove/").status_code == 404


def test_an_endpoint_is_added_and_its_secret_shown_once(brand, make_staff, visit):
    client = visit(make_staff(brand, "administrator"))
    form = {"name": "CRM", "brand": brand.id, "url": "https://crm.example.org/", "kinds": ["ticket.opened"]}
    refused = client.post("/webhooks/", form | {"url": "https://10.0.0.1/"})
    assert refused.status_code == 422 and not Endpoint.objects.exists()
    page = client.post("/webhooks/", form).content.decode()
    made = Endpoint.objects.get()
    assert made.secret in page and made.kinds == ["ticket.opened"]
    assert made.secret not in client.get("/webhooks/").content.decode()
    assert client.post("/webhooks/", form).status_code == 422


def test_what_was_given_up_is_sent_again(brand, endpoint, delivery, make_staff, visit, now):
    client = visit(make_staff(brand, "administrator"))
    page = client.get(f"/webhooks/{endpoint.id}/?state=failed").content.decode()
    assert "ticket.opened" in page and "500" in page
    client.post(f"/webhooks/{endpoint.id}/replay/{delivery.id}/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    Delivery.objects.update(state="failed")
    client.post(f"/webhooks/{endpoint.id}/replay/", {"since": (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")})
    assert Delivery.objects.get().state == "failed"
    client.post(f"/webhooks/{endpoint.id}/replay/", {"since": (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")})
    assert Delivery.objects.get().state == "pending"


def test_stopping_starting_renewing_and_removing(brand, endpoint, make_staff, visit):
    client = visit(make_staff(brand, "administrator"))
    client.post(f"/webhooks/{endpoint.id}/active/", {"active": "0"})
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.stopped_why) == (False, "by_hand")
    client.post(f"/webhooks/{endpoint.id}/active/", {"active": "1"})
    page = client.post(f"/webhooks/{endpoint.id}/secret/").content.decode()
    endpoint.refresh_from_db()
    assert endpoint.active and endpoint.secret in page
    client.post(f"/webhooks/{endpoint.id}/remove/")
    assert not Endpoint.objects.exists()


def test_the_same_over_rest(brand, other_brand, program, delivery):
    assert Client().get(URL).status_code == 401
    assert program(brand, "supervise").get(URL).status_code == 403
    client = program(brand, "administer")
    made = client.post(
        URL, {"name": "CRM", "url": "https://crm.example.org/", "kinds": ["ticket.*"]}, content_type="application/json"
    )
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    taken = client.post(URL, {"name": "CRM", "url": "https://crm.example.org/"}, content_type="application/json")
    assert taken.status_code == 409 and taken.json()["detail"]
    assert "secret" not in client.get(URL).json()["items"][0]
    one = f"{URL}/{delivery.endpoint_id}"
    listed = client.get(f"{one}/deliveries?state=failed").json()["items"]
    assert [(item["id"], item["status"]) for item in listed] == [(str(delivery.id), 500)]
    again = client.post(f"{one}/replay", {"deliveries": [str(delivery.id)]}, content_type="application/json")
    assert again.json() == {"count": 1}
    changed = client.patch(one, {"active": False, "kinds": ["person.created"]}, content_type="application/json").json()
    assert (changed["active"], changed["stopped_why"], changed["kinds"]) == (False, "by_hand", ["person.created"])
    assert client.post(f"{one}/secret", {}, content_type="application/json").json()["previous_until"]
    with visible([brand.id, other_brand.id]):
        stranger = program(other_brand, "administer")
    for method, path in (("get", one), ("get", f"{one}/deliveries"), ("delete", one)):
        assert getattr(stranger, method)(path).status_code == 404
    assert client.delete(one).status_code == 204 and Endpoint.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(brand, make_staff, visit, now, count, django_assert_max_num_queries):
    for number in range(count):
        actions.create_endpoint(brand.id, "E", f"https://e{number}.example.org/", [], now=now, actor="system:test")
    client = visit(make_staff(brand, "administrator"))
    with django_assert_max_num_queries(14):
        client.get("/webhooks/")
