"""The fragments, as each kind of visitor sees them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.access.models import AuditEntry
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.routing import actions
from entregent.routing.models import Offer, PauseReason, Presence, Queue, QueueMember, WorkItem


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def chief(brand, make_staff):
    return make_staff(brand, "supervisor", name="Sophie Chef")


@pytest.fixture
def lunch(db):
    return PauseReason.objects.create(name="Déjeuner")


NEVER_MET = "01890000-0000-7000-8000-000000000000"
PLACES = [
    "presence/",
    "offers/",
    "queues/",
    "board/",
    "agents/",
    "agents/away/",
    f"acts/{NEVER_MET}/",
    f"why/{NEVER_MET}/",
    f"board/{NEVER_MET}/",
]


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_sent_to_the_login(visit, db, place):
    answer = visit(None).get(f"/routing/{place}")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("place", ["board/", "agents/", "agents/away/", "agents/here/"])
def test_an_agent_does_not_supervise(visit, claire, place):
    assert visit(claire).get(f"/routing/{place}").status_code == 403


def test_an_auditor_has_no_desk(visit, brand, make_staff):
    assert visit(make_staff(brand, "auditor")).get("/routing/presence/").status_code == 403


def test_presence_is_chosen_in_the_menu(visit, claire, lunch):
    client = visit(claire)
    assert "Déjeuner" in client.get("/routing/presence/").content.decode()
    client.post("/routing/presence/", {"state": "available"})
    assert Presence.objects.get(staff=claire).state == "available"
    page = client.post("/routing/presence/", {"state": "paused", "reason": lunch.id}).content.decode()
    presence = Presence.objects.get(staff=claire)
    assert (presence.state, presence.reason) == ("paused", lunch) and "Déjeuner" in page
    facts = Event.objects.filter(kind="presence.changed", subject=claire.id)
    assert [fact.data["state"] for fact in facts.order_by("id")] == ["available", "paused"]


@pytest.mark.parametrize("fields", [{"state": "asleep"}, {"state": "paused"}, {"state": "paused", "reason": "x"}, {}])
def test_a_state_that_makes_no_sense_is_refused(visit, claire, fields):
    assert visit(claire).post("/routing/presence/", fields).status_code == 422
    assert not Presence.objects.filter(staff=claire).exists()


def test_a_sign_of_life(visit, claire, now):
    actions.set_presence(claire.id, "available", now - timedelta(seconds=60), "system:test")
    assert visit(claire).post("/routing/seen/").status_code == 204
    assert Presence.objects.get(staff=claire).seen_at >= now


def test_what_rings_is_shown_to_its_agent_only(visit, queue, serve, wait, now, claire):
    awa = serve("Awa", now, queue)
    wait(queue, now)
    actions.offer(now)
    offer = Offer.objects.get()
    page = visit(awa).get("/routing/offers/").content.decode()
    assert f"/desk/offers/{offer.id}/accept/" in page and "Sinistres" in page
    assert str(offer.id) not in visit(claire).get("/routing/offers/").content.decode()


def test_my_queues(visit, brand, queue, serve, wait, now):
    Queue.objects.create(brand=brand, name="Réclamations")
    awa = serve("Awa", now, queue)
    wait(queue, now - timedelta(hours=5))
    page = visit(awa).get("/routing/queues/").content.decode()
    assert "Sinistres" in page and "<b>1</b>" in page and "chip bad" in page and "Réclamations" not in page


def test_why_is_explained_with_names(visit, queue, serve, wait, now, make_staff):
    serve("Awa Diop", now - timedelta(hours=1), queue)
    paused = serve("Paul Petit", now, queue)
    actions.set_presence(paused.id, "offline", now, "system:test")
    item = wait(queue, now)
    claire = make_staff(queue.brand)
    assert "pas encore" in visit(claire).get(f"/routing/why/{item.id}/").content.decode()
    actions.offer(now)
    page = visit(claire).get(f"/routing/why/{item.id}/").content.decode()
    assert "Awa Diop" in page and "Paul Petit" in page and "Hors ligne" in page


def test_walls_hold_for_guessed_addresses(visit, queue, wait, now, other_brand, make_staff):
    item = wait(queue, now)
    stranger = make_staff(other_brand, "supervisor", name="Yann")
    client = visit(stranger)
    assert client.get(f"/routing/why/{item.id}/").status_code == client.get(f"/routing/acts/{item.id}/").status_code == 404
    assert client.get(f"/routing/board/{queue.id}/").status_code == 404
    assert "Sinistres" not in client.get("/routing/board/").content.decode()
    someone = make_staff(queue.brand, name="Claire")
    assert client.get(f"/routing/agents/{someone.id}/").status_code == 404
    assert client.post(f"/routing/agents/{someone.id}/presence/", {"state": "offline"}).status_code == 404


def test_the_board_counts(visit, chief, queue, serve, wait, now):
    serve("Awa", now, queue)
    wait(queue, now), wait(queue, now, "chat"), wait(queue, now)
    actions.offer(now, limit=1)
    page = visit(chief).get("/routing/board/").content.decode()
    assert "1 / 1" in page and "Sinistres" in page
    waiting = visit(chief).get(f"/routing/board/{queue.id}/").content.decode()
    assert waiting.count("Pourquoi cet agent") == 3 and "sonne chez Awa" in waiting and "<option" not in waiting
    acts = visit(chief).get(f"/routing/acts/{WorkItem.objects.first().id}/").content.decode()
    assert "/supervision/items/" in acts and acts.count("Awa") == 1 and "Pourquoi cet agent" in acts


def test_thousands_that_wait_and_hundreds_at_work_cost_what_a_few_do(visit, chief, queue, serve, wait, now):
    client, counts = visit(chief), []
    for number in (1, 60):
        for place in range(number):
            wait(queue, now)
            actions.take(wait(queue, now).id, serve(f"Awa {number}-{place:02}", now, queue).id, now)
        counted = []
        for place in ("board/", f"board/{queue.id}/", "agents/", "agents/here/", "agents/away/"):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(f"/routing/{place}").content.decode()
            counted.append(len(captured))
            if place == "agents/":
                assert page.count('class="agent ') == min(number, 48)
        counts.append(counted)
    assert counts[0] == counts[1]
    assert "13 autres au travail" in client.get("/routing/agents/").content.decode()
    found = client.get("/routing/agents/here/", {"q": "awa 60-5"}, headers={"HX-Request": "true"}).content.decode()
    assert found.count('class="agent ') == 10
    assert "61 / 61" in client.get("/routing/board/").content.decode()
    assert client.get("/routing/agents/elsewhere/").status_code == 404


def test_agents_grid_and_one_agent(visit, chief, queue, serve, wait, now):
    awa = serve("Awa Diop", now, queue)
    actions.take(wait(queue, now).id, awa.id, now)
    page = visit(chief).get("/routing/agents/").content.decode()
    assert "Awa Diop" in page and "1 en cours" in page and "1 hors ligne" in page and chief.name not in page
    assert chief.name in visit(chief).get("/routing/agents/away/").content.decode()
    assert "Sinistres" in visit(chief).get(f"/routing/agents/{awa.id}/").content.decode()


def test_a_supervisor_puts_an_agent_on_pause_with_audit(visit, chief, queue, serve, now, lunch):
    awa = serve("Awa", now, queue)
    answer = visit(chief).post(f"/routing/agents/{awa.id}/presence/", {"state": "paused", "reason": lunch.id})
    assert answer.status_code == 200 and Presence.objects.get(staff=awa).state == "paused"
    entry = AuditEntry.objects.get(what="presence.set")
    assert (entry.staff_id, entry.data["of"], entry.data["state"]) == (chief.id, str(awa.id), "paused")
    assert Event.objects.filter(kind="presence.changed").latest("id").data["why"] == "supervisor"
    assert visit(chief).post(f"/routing/agents/{awa.id}/presence/", {"state": "x"}).status_code == 422


def test_quality_watches_and_does_not_command(visit, brand, make_staff, queue, serve, now):
    awa = serve("Awa", now, queue)
    client = visit(make_staff(brand, "quality"))
    assert client.get(f"/routing/agents/{awa.id}/").status_code == 200
    assert client.post(f"/routing/agents/{awa.id}/presence/", {"state": "offline"}).status_code == 403


def test_pages_take_as_many_queries_for_three_as_for_one(visit, chief, brand, make_staff, wait, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visit(chief)
    counts = {}
    for n in range(3):
        queue = Queue.objects.create(brand=brand, name=f"File {n}")
        for staff in (make_staff(brand, name=f"Agent {n}"), chief):
            QueueMember.objects.create(brand=brand, queue=queue, staff=staff)
            actions.set_presence(staff.id, "available", now, "system:test")
        wait(queue, now), wait(queue, now)
        actions.offer(now, limit=2)
        for place in ("board/", "agents/", "queues/", f"board/{queue.id}/", "offers/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/routing/{place}").status_code == 200
            counts.setdefault(place.replace(str(queue.id), "one"), []).append(len(captured))
    assert all(row[0] == row[-1] for row in counts.values()), counts


def test_two_brands_see_each_their_own(visit, brand, other_brand, queue, make_staff, now, wait):
    both = make_staff([brand, other_brand], "supervisor", name="Salma")
    with visible([other_brand.id]):
        Queue.objects.create(brand=other_brand, name="Technique")
    page = visit(both).get("/routing/board/").content.decode()
    assert "Sinistres" in page and "Technique" in page
