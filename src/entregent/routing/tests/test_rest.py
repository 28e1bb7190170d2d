"""Routing over REST, as nobody, as a program, as staff of this brand and of another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entregent.journal.models import Event
from entregent.routing import actions
from entregent.routing.models import Offer, PauseReason, Presence, WorkItem

URL = "/api/v1"
NEVER_MET = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def screen(brand, program):
    """A wallboard's key."""
    return program(brand, "tickets.read", "supervise")


def _put(client, url, body):
    return client.put(f"{URL}{url}", body, content_type="application/json")


@pytest.mark.parametrize(
    "url", ["/queues", "/queues/now", "/items", "/offers", "/presence", "/pause-reasons", f"/items/{NEVER_MET}/why"]
)
def test_nobody_reads_nothing(client, db, url):
    assert client.get(URL + url).status_code == 401


def test_a_key_reads_what_its_scopes_say(brand, program, queue):
    reader = program(brand, "tickets.read")
    assert [row["name"] for row in reader.get(f"{URL}/queues").json()["items"]] == ["Sinistres"]
    assert reader.get(f"{URL}/queues/now").status_code == 403
    assert reader.get(f"{URL}/presence").status_code == 403


def test_another_brand_finds_nothing(other_brand, program, queue, wait, now):
    item = wait(queue, now)
    stranger = program(other_brand, "tickets.read", "supervise")
    for url in (f"/queues/{queue.id}", f"/items/{item.id}", f"/items/{item.id}/why"):
        assert stranger.get(URL + url).status_code == 404
    assert stranger.get(f"{URL}/items").json()["items"] == []
    assert stranger.get(f"{URL}/queues/now").json() == []


def test_a_queue_at_this_moment(screen, queue, serve, wait, now):
    serve("Awa", now, queue)
    wait(queue, now - timedelta(hours=1)), wait(queue, now)
    actions.offer(now)
    (row,) = screen.get(f"{URL}/queues/now").json()
    assert (row["name"], row["waiting"], row["ringing"], row["ready"], row["present"]) == ("Sinistres", 1, 1, 1, 1)


def test_items_are_filtered_and_paged(screen, queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    made = [wait(queue, now + timedelta(seconds=n)) for n in range(3)]
    actions.take(made[0].id, awa.id, now)
    waiting = screen.get(f"{URL}/items?state=waiting&queue={queue.id}&limit=1").json()
    assert [row["id"] for row in waiting["items"]] == [str(made[1].id)]
    rest = screen.get(f"{URL}/items?state=waiting&queue={queue.id}&limit=1&cursor={waiting['next']}").json()
    assert [row["id"] for row in rest["items"]] == [str(made[2].id)] and rest["next"] is None
    assert screen.get(f"{URL}/items?agent={awa.id}").json()["items"][0]["state"] == "taken"
    assert screen.get(f"{URL}/items?state=asleep").status_code == 422


def test_why_over_rest(screen, queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    item = wait(queue, now)
    actions.offer(now)
    (offer,) = screen.get(f"{URL}/items/{item.id}/why").json()
    assert (offer["staff"], offer["decided_by"], offer["state"]) == (str(awa.id), "only_one", "ringing")
    assert screen.get(f"{URL}/offers?staff={awa.id}&state=ringing").json()["items"][0]["item_id"] == str(item.id)


def test_the_end_of_an_item(brand, program, queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    item = wait(queue, now)
    actions.take(item.id, awa.id, now)
    client = program(brand, "tickets.write")
    answer = client.post(f"{URL}/items/{item.id}/finish", content_type="application/json")
    assert answer.status_code == 200 and WorkItem.objects.get(id=item.id).state == "done"
    assert Event.objects.filter(kind="item.finished").count() == 1
    again = client.post(f"{URL}/items/{item.id}/finish", content_type="application/json")
    assert again.status_code == 409 and again.json()["code"] == "conflict"


def test_an_agent_refuses_and_changes_their_presence(visit, queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    wait(queue, now)
    actions.offer(now)
    client = visit(awa)
    token = {"HTTP_X_CSRFTOKEN": "x"}
    offer = Offer.objects.get()
    answer = client.post(f"{URL}/offers/{offer.id}/refuse", {"reason": "réunion"}, content_type="application/json", **token)
    assert answer.status_code == 200, answer.content
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("refused", "réunion")
    assert _put(client, "/presence", {"state": "offline"}).json()["state"] == "offline"
    assert _put(client, "/presence", {"state": "paused"}).status_code == 422
    assert _put(client, "/presence", {"state": "asleep"}).status_code == 422


def test_supervision_changes_a_presence(screen, other_brand, queue, serve, hire, now):
    awa = serve("Awa", now, queue)
    lunch = PauseReason.objects.create(name="Déjeuner")
    assert screen.get(f"{URL}/pause-reasons").json() == [{"id": lunch.id, "name": "Déjeuner", "is_paid": True}]
    answer = _put(screen, f"/presence/{awa.id}", {"state": "paused", "reason": lunch.id})
    assert answer.status_code == 200 and Presence.objects.get(staff=awa).reason == lunch
    assert [row["staff_id"] for row in screen.get(f"{URL}/presence").json()["items"]] == [str(awa.id)]
    stranger = hire(other_brand, "Yann")
    assert _put(screen, f"/presence/{stranger.id}", {"state": "offline"}).status_code == 404
