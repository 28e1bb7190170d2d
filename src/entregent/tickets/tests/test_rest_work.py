"""Working on tickets over REST: fields, merges, splits, children, tasks, changes of many, saved lists."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.tickets.actions.bulk import advance_bulk
from entregent.tickets.models import BulkRun, Merge, Reason, Task, Ticket, View
from entregent.tickets.tests.test_rest import REQUEST, URL, post

NOBODY = "019a0000-0000-7000-8000-000000000000"


def send(client, method, url, body=None, status=200, **headers):
    answer = client.generic(
        method.upper(), url, data=json.dumps(body) if body is not None else "", content_type="application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def pointers(answer):
    return [error["pointer"] for error in answer["errors"]]


@pytest.fixture
def shop(brand, policy, program):
    return program(brand, "tickets.read", "tickets.write", "tickets.bulk")


@pytest.fixture
def agent(brand, make_staff):
    return make_staff(brand, "agent", name="Claire Morvan")


@pytest.fixture
def stranger(brand, other_brand, program):
    with visible([brand.id, other_brand.id]):
        return program(other_brand, "tickets.read", "tickets.write", "tickets.bulk", "supervise")


@pytest.fixture
def three(shop):
    return [post(shop, URL, REQUEST | {"text": text, "tags": [text]}) for text in ("un", "deux", "trois")]


def test_the_fields_named_are_changed_and_the_others_left(shop, three, brand, queue):
    one = f"{URL}/{three[0]['id']}"
    reason = Reason.objects.create(brand=brand, name="Résiliation")
    other = Queue.objects.create(brand=brand, name="Sinistres")
    fields = {"title": "Carte perdue", "type": "incident", "priority": 2, "tags": ["Perte"], "reason": str(reason.id),
              "queue": str(other.id), "custom": {"contrat": "A-12", "an": 3}}  # fmt: skip
    changed = send(shop, "patch", one, fields)
    assert (changed["title"], changed["type"], changed["priority"], changed["tags"]) == (
        "Carte perdue",
        "incident",
        2,
        ["perte"],
    )
    assert (changed["queue_id"], changed["reason_id"]) == (str(other.id), str(reason.id))
    assert WorkItem.objects.get(subject=three[0]["id"]).queue == other
    assert send(shop, "patch", one, {"custom": {"an": None, "lieu": "Brest"}})["custom"] == {"contrat": "A-12", "lieu": "Brest"}
    assert send(shop, "patch", one, {"reason": None, "title": None})["reason_id"] is None
    assert Ticket.objects.get(id=three[0]["id"]).title == "Carte perdue"
    assert send(shop, "get", f"{URL}?reason={reason.id}")["items"] == []
    facts = Event.objects.count()
    send(shop, "patch", one, {})
    assert Event.objects.count() == facts


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"queue": NOBODY}, "/queue"), ({"reason": NOBODY}, "/reason"), ({"team": 9}, "/team"), ({"title": " "}, "/title"),
        ({"priority": 5}, "/priority"), ({"type": "x"}, "/type"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_kept_is_pointed_at(body, pointer, shop, three):
    assert pointers(send(shop, "patch", f"{URL}/{three[0]['id']}", body, 422)) == [pointer]


def test_hands_change_by_a_supervisor_or_for_oneself(shop, three, agent, brand, make_staff, visit):
    one = f"{URL}/{three[0]['id']}"
    colleague = make_staff(brand, "agent", name="Awa Diop")
    assert send(shop, "patch", one, {"assignee": str(agent.id)}, 403)["code"] == "forbidden"
    mine = visit(agent)
    assert send(mine, "patch", one, {"assignee": str(colleague.id)}, 403)["detail"] == "supervise"
    assert send(mine, "patch", one, {"assignee": str(agent.id), "priority": 1})["assignee_id"] == str(agent.id)
    assert send(visit(colleague), "patch", one, {"assignee": None}, 403)["code"] == "forbidden"
    assert send(mine, "patch", one, {"assignee": None})["assignee_id"] is None
    boss = visit(make_staff(brand, "supervisor", name="Ines"))
    assert send(boss, "patch", one, {"assignee": str(colleague.id)})["assignee_id"] == str(colleague.id)
    assert pointers(send(boss, "patch", one, {"assignee": NOBODY}, 422)) == ["/assignee"]


def test_tickets_are_merged_and_given_back(shop, three):
    kept, *others = three
    url = f"{URL}/{kept['id']}"
    before = {ticket["id"]: send(shop, "get", f"{URL}/{ticket['id']}") for ticket in three}
    assert pointers(send(shop, "post", f"{url}/merge", {"absorbed": [others[0]["id"], NOBODY]}, 422)) == ["/absorbed/1"]
    assert pointers(send(shop, "post", f"{url}/merge", {"absorbed": [kept["id"]]}, 422)) == ["/absorbed/0"]
    made = send(
        shop, "post", f"{url}/merge", {"absorbed": [ticket["id"] for ticket in others]}, 201, **{"Idempotency-Key": "m1"}
    )
    again = send(
        shop, "post", f"{url}/merge", {"absorbed": [ticket["id"] for ticket in others]}, 201, **{"Idempotency-Key": "m1"}
    )
    assert again == made and Merge.objects.count() == 1
    assert [message["text"] for message in send(shop, "get", f"{url}/messages")["items"]] == ["un", "deux", "trois"]
    assert send(shop, "get", f"{URL}/{others[0]['id']}")["merged_into_id"] == kept["id"]
    assert send(shop, "post", f"{url}/merge", {"absorbed": [others[0]["id"]]}, 409)["code"] == "conflict"
    undone = send(shop, "post", f"/api/v1/ticket-merges/{made['id']}/undo", {})
    assert undone["undone_at"]
    assert send(shop, "post", f"/api/v1/ticket-merges/{made['id']}/undo", {}, 409)["code"] == "conflict"
    assert [merge["id"] for merge in send(shop, "get", f"{url}/merges")["items"]] == [made["id"]]
    for ticket in three:
        after = send(shop, "get", f"{URL}/{ticket['id']}")
        assert after | {"updated_at": ""} == before[ticket["id"]] | {"updated_at": ""}
    kinds = [fact["kind"] for fact in send(shop, "get", f"{url}/history?limit=200")["items"]]
    assert kinds.index("ticket.merged") < kinds.index("ticket.unmerged")


def test_messages_are_split_off_and_children_opened(shop, three, agent, brand):
    url = f"{URL}/{three[0]['id']}"
    added = post(shop, f"{url}/messages", {"text": "Et ma carte ?"})
    answer = shop.post(
        f"{url}/split", {"messages": [added["id"]], "title": "Carte perdue"}, content_type="application/json"
    )  # fmt: skip
    assert answer.status_code == 201 and answer["Location"] == f"{URL}/{answer.json()['id']}"
    assert (answer.json()["title"], answer.json()["parent_id"]) == ("Carte perdue", three[0]["id"])
    assert send(shop, "post", f"{url}/split", {"messages": [NOBODY]}, 409)["code"] == "conflict"
    elsewhere = Queue.objects.create(brand=brand, name="Technique")
    body = {"title": "Mesurer la ligne", "text": "Merci.", "queue": str(elsewhere.id)}
    assert pointers(send(shop, "post", f"{url}/children", body, 422)) == ["/author"]
    assert pointers(send(shop, "post", f"{url}/children", body | {"author": str(agent.id), "queue": NOBODY}, 422)) == ["/queue"]
    child = send(shop, "post", f"{url}/children", body | {"author": str(agent.id)}, 201)
    assert child["queue_id"] == str(elsewhere.id)
    listed = send(shop, "get", f"{url}/children?limit=1")
    assert [row["id"] for row in listed["items"]] == [answer.json()["id"]]
    assert [row["id"] for row in send(shop, "get", f"{url}/children?cursor={listed['next']}")["items"]] == [child["id"]]


def test_a_task_is_left_changed_done_and_taken_up_again(shop, three, agent, brand, make_staff):
    url = f"{URL}/{three[0]['id']}"
    body = {"title": "Rembourser", "due": "2026-12-01T09:00:00+01:00", "author": str(agent.id)}
    assert pointers(send(shop, "post", f"{url}/tasks", body | {"due": "2026-12-01T09:00:00"}, 422)) == ["/due"]
    assert pointers(send(shop, "post", f"{url}/tasks", body | {"queue": NOBODY}, 422)) == ["/queue"]
    task = send(shop, "post", f"{url}/tasks", body, 201)
    assert datetime.fromisoformat(task["due_at"]) == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    one = f"/api/v1/tasks/{task['id']}"
    elsewhere = Queue.objects.create(brand=brand, name="Comptabilité")
    changed = send(shop, "patch", one, {"title": "Rembourser 48 €", "due": None, "queue": str(elsewhere.id)})
    assert (changed["title"], changed["due_at"], changed["queue_id"]) == ("Rembourser 48 €", None, str(elsewhere.id))
    told = Event.objects.get(kind="task.changed").data["changes"]
    assert (told["title"], told["due"][1], told["queue"][1]) == ([None, None], None, str(elsewhere.id))
    assert send(shop, "patch", one, {"assignee": str(agent.id)})["assignee_id"] == str(agent.id)
    assert WorkItem.objects.get(subject=task["id"], state="taken").agent == agent
    assert send(shop, "patch", one, {"assignee": None})["assignee_id"] is None
    assert WorkItem.objects.get(subject=task["id"]).state == "waiting"
    assert pointers(send(shop, "patch", one, {"assignee": NOBODY}, 422)) == ["/assignee"]
    assert pointers(send(shop, "post", f"{one}/done", {}, 422)) == ["/staff"]
    assert send(shop, "post", f"{one}/done", {"staff": str(agent.id)})["done_at"]
    assert send(shop, "post", f"{one}/done", {"staff": str(agent.id)}, 409)["code"] == "conflict"
    assert send(shop, "patch", one, {"title": "Trop tard"}, 409)["code"] == "conflict"
    assert send(shop, "post", f"{one}/reopen", {"staff": str(agent.id)})["done_at"] is None
    kinds = [fact["kind"] for fact in send(shop, "get", f"{url}/history?limit=200")["items"] if fact["kind"].startswith("task")]
    assert kinds == ["task.created", "task.changed", "task.changed", "task.changed", "task.done", "task.reopened"]


def test_tasks_are_listed_by_what_they_are_and_by_when_they_are_due(shop, three, agent, brand):
    mine = {"author": str(agent.id)}
    made = {}
    for title, due in (("tard", "2026-12-03T09:00:00Z"), ("sans date", None), ("tôt", "2026-12-01T09:00:00Z")):
        made[title] = send(shop, "post", f"{URL}/{three[0]['id']}/tasks", mine | {"title": title, "due": due}, 201)["id"]
    send(shop, "post", f"/api/v1/tasks/{made['tard']}/done", {"staff": str(agent.id)})

    def titles(query):
        return [row["title"] for row in send(shop, "get", f"/api/v1/tasks?{query}")["items"]]

    assert titles("") == ["tard", "sans date", "tôt"]
    assert titles("order=due_at") == ["tôt", "tard"]
    assert titles("done=false&order=due_at") == ["tôt"]
    assert titles(f"assignee={agent.id}") == ["tard"]
    assert titles("due_before=2026-12-02T00:00:00Z") == ["tôt"]
    assert titles(f"ticket={three[1]['id']}") == []
    first = send(shop, "get", "/api/v1/tasks?order=due_at&limit=1")
    assert titles(f"order=due_at&limit=1&cursor={first['next']}") == ["tard"]


def test_many_are_changed_at_once_watched_and_put_back(shop, three, agent, now):
    ids = [ticket["id"] for ticket in three]
    runs = "/api/v1/bulk-runs"
    for bad, pointer in (
        ({}, ""), ({"status": "open", "priority": 1}, ""), ({"priority": None}, ""), ({"queue": NOBODY}, "/queue"),
        ({"merge_into": NOBODY}, "/merge_into"),
    ):  # fmt: skip
        said = send(shop, "post", runs, {"tickets": ids, "author": str(agent.id)} | bad, 422)
        assert pointers(said) == [pointer], bad
    send(shop, "post", runs, {"tickets": [NOBODY], "priority": 2, "author": str(agent.id)}, 422)
    (run,) = send(shop, "post", runs, {"tickets": ids, "priority": 2, "author": str(agent.id)}, 201, **{"Idempotency-Key": "b"})
    send(shop, "post", runs, {"tickets": ids, "priority": 2, "author": str(agent.id)}, 201, **{"Idempotency-Key": "b"})
    assert BulkRun.objects.count() == 1
    assert (run["state"], run["done"], run["total"]) == ("queued", 0, 3)
    assert send(shop, "post", f"{runs}/{run['id']}/undo", {"staff": str(agent.id)}, 409)["code"] == "conflict"
    advance_bulk(run["id"], now)
    assert (send(shop, "get", f"{runs}/{run['id']}")["state"], Ticket.objects.filter(priority=2).count()) == ("done", 3)
    assert send(shop, "post", f"{runs}/{run['id']}/undo", {"staff": str(agent.id)})["state"] == "undone"
    assert not Ticket.objects.filter(priority=2).exists()
    (merging,) = send(shop, "post", runs, {"tickets": ids, "merge_into": ids[0], "author": str(agent.id)}, 201)
    advance_bulk(merging["id"], now)
    assert Ticket.objects.filter(merged_into=ids[0]).count() == 2
    assert [row["id"] for row in send(shop, "get", runs)["items"]] == [merging["id"], run["id"]]


def test_what_refuses_is_told_with_its_reason(shop, three, agent, now):
    post(shop, f"{URL}/{three[0]['id']}/status", {"status": "closed"}, 200)
    body = {"tickets": [ticket["id"] for ticket in three], "status": "on_hold", "author": str(agent.id)}
    (run,) = send(shop, "post", "/api/v1/bulk-runs", body, 201)
    advance_bulk(run["id"], now)
    read = send(shop, "get", f"/api/v1/bulk-runs/{run['id']}")
    assert [failure["ticket"] for failure in read["failures"]] == [three[0]["id"]] and read["failures"][0]["reason"]


def test_a_list_is_saved_read_changed_and_forgotten(shop, three, agent, brand, visit, make_staff):
    views = "/api/v1/views"
    post(shop, f"{URL}/{three[2]['id']}/status", {"status": "on_hold"}, 200)
    shared = send(shop, "post", views, {"name": "En attente", "filters": {"statuses": ["on_hold"]}, "columns": ["tags"]}, 201)
    assert (shared["owner_id"], shared["columns"], shared["order"]) == (None, ["tags"], "-updated_at")
    assert [row["id"] for row in send(shop, "get", f"{views}/{shared['id']}/tickets")["items"]] == [three[2]["id"]]
    mine = visit(agent)
    assert send(mine, "post", views, {"name": "À tous", "shared": True}, 403)["code"] == "forbidden"
    own = send(mine, "post", views, {"name": "Les miens", "filters": {"assignee": "me"}, "order": "-priority"}, 201)
    assert own["owner_id"] == str(agent.id)
    assert [view["name"] for view in send(mine, "get", views)["items"]] == ["En attente", "Les miens"]
    assert [view["name"] for view in send(shop, "get", views)["items"]] == ["En attente"]
    assert send(mine, "get", f"{views}/{own['id']}/tickets")["items"] == []
    post(mine, f"{URL}/{three[0]['id']}/take", {}, 200)
    assert [row["id"] for row in send(mine, "get", f"{views}/{own['id']}/tickets")["items"]] == [three[0]["id"]]
    changed = send(
        mine, "patch", f"{views}/{own['id']}", {"name": "Urgents", "filters": {"priority": 2}, "columns": ["number"]}
    )
    assert (changed["filters"]["priority"], changed["filters"]["assignee"], changed["columns"]) == (2, None, ["number"])
    for act, body in (("patch", {"name": "x"}), ("delete", None)):
        assert send(mine, act, f"{views}/{shared['id']}", body, 403)["code"] == "forbidden"
        assert send(visit(make_staff(brand, name="Awa Diop")), act, f"{views}/{own['id']}", body, 404)["code"] == "not-found"
    send(mine, "delete", f"{views}/{own['id']}", None, 204)
    assert list(View.objects.values_list("name", flat=True)) == ["En attente"]


def test_a_saved_list_is_read_page_by_page_for_the_same_price(shop, three):
    view = send(shop, "post", "/api/v1/views", {"name": "Tout", "order": "opened_at"}, 201)
    url = f"/api/v1/views/{view['id']}/tickets"
    with CaptureQueriesContext(connection) as short:
        first = send(shop, "get", f"{url}?limit=2")
    rest = send(shop, "get", f"{url}?limit=2&cursor={first['next']}")
    assert [row["id"] for row in first["items"] + rest["items"]] == [ticket["id"] for ticket in three]
    assert rest["next"] is None
    with CaptureQueriesContext(connection) as long:
        send(shop, "get", url)
    assert len(long) == len(short)
    assert send(shop, "get", f"{url}?cursor=nonsense", None, 400)["code"] == "bad-cursor"


def test_another_brand_finds_none_of_it(shop, three, agent, stranger, now):
    task = send(shop, "post", f"{URL}/{three[0]['id']}/tasks", {"title": "x", "author": str(agent.id)}, 201)
    view = send(shop, "post", "/api/v1/views", {"name": "x"}, 201)
    ids = [ticket["id"] for ticket in three]
    (run,) = send(shop, "post", "/api/v1/bulk-runs", {"tickets": ids, "priority": 1, "author": str(agent.id)}, 201)
    advance_bulk(run["id"], now)
    made = send(shop, "post", f"{URL}/{ids[0]}/merge", {"absorbed": ids[1:2]}, 201)
    one = f"{URL}/{ids[0]}"
    for method, url, body in (
        ("patch", one, {"priority": 2}), ("post", f"{one}/merge", {"absorbed": ids[2:]}), ("get", f"{one}/merges", None),
        ("post", f"/api/v1/ticket-merges/{made['id']}/undo", {}), ("post", f"{one}/split", {"messages": [NOBODY]}),
        ("post", f"{one}/children", {"title": "x"}), ("get", f"{one}/children", None), ("get", f"{one}/tasks", None),
        ("post", f"{one}/tasks", {"title": "x"}), ("get", f"/api/v1/tasks/{task['id']}", None),
        ("patch", f"/api/v1/tasks/{task['id']}", {"title": "y"}), ("post", f"/api/v1/tasks/{task['id']}/done", {}),
        ("post", f"/api/v1/tasks/{task['id']}/reopen", {}), ("get", f"/api/v1/views/{view['id']}", None),
        ("get", f"/api/v1/views/{view['id']}/tickets", None), ("patch", f"/api/v1/views/{view['id']}", {"name": "y"}),
        ("delete", f"/api/v1/views/{view['id']}", None), ("get", f"/api/v1/bulk-runs/{run['id']}", None),
        ("post", f"/api/v1/bulk-runs/{run['id']}/undo", {}),
    ):  # fmt: skip
        assert send(stranger, method, url, body, 404)["code"] == "not-found", url
    for url in ("tasks", "views", "bulk-runs"):
        assert send(stranger, "get", f"/api/v1/{url}")["items"] == []
    assert (Task.objects.get().title, View.objects.get().name) == ("x", "x")
