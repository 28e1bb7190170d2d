"""Tickets over REST, as nobody, as a program, as staff of this brand and of another."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Membership
from entregent.brands.scope import visible
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.people.models import Handle, Person
from entregent.routing.models import Queue, WorkItem
from entregent.tickets.models import Promise, Ticket

URL = "/api/v1/tickets"
REQUEST = {
    "person": {"mail": "Helene@Example.org", "name": "Hélène Le Goff"},
    "subject": "Remboursement",
    "text": "Je n’ai rien reçu.",
}


def post(client, url, body, status=201, **headers):
    answer = client.post(url, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


@pytest.fixture
def shop(brand, policy, program):
    """A program that may read and write tickets."""
    return program(brand, "tickets.read", "tickets.write")


@pytest.fixture
def agent(brand, make_staff):
    return make_staff(brand, "agent", name="Claire Morvan")


@pytest.fixture
def opened(shop):
    return post(shop, URL, REQUEST)


def test_a_ticket_is_opened_with_all_that_belongs_to_it(shop, brand, queue):
    made = post(shop, URL, REQUEST | {"tags": ["colis"], "priority": 1, "custom": {"commande": "C-17"}, "type": "incident"})
    ticket = Ticket.objects.get(id=made["id"])
    assert made["reference"].startswith("PON-") and made["queue_id"] == str(queue.id) and made["status"] == "new"
    assert (ticket.tags, ticket.priority, ticket.custom, ticket.channel) == (["colis"], 1, {"commande": "C-17"}, "api")
    assert Message.objects.get(id=made["message_id"]).text == "Je n’ai rien reçu."
    assert Person.objects.get(id=made["person_id"]).family_name == "Le Goff"
    assert WorkItem.objects.get(subject=ticket.id).state == "waiting"
    assert {promise.kind for promise in Promise.objects.filter(ticket=ticket)} == {"first_response", "resolution"}
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert {"person.created", "conversation.started", "ticket.opened", "message.received", "item.queued"} <= set(kinds)
    assert Event.objects.get(kind="ticket.opened").actor.startswith("key:")


def test_the_same_address_is_the_same_person(shop, opened):
    assert post(shop, URL, REQUEST)["person_id"] == opened["person_id"]
    by_id = post(shop, URL, REQUEST | {"person": {"id": opened["person_id"]}})
    assert by_id["person_id"] == opened["person_id"] and Handle.objects.count() == 1
    by_phone = post(shop, URL, REQUEST | {"person": {"phone": "06 39 98 01 02"}})
    assert Handle.objects.get(person=by_phone["person_id"]).value == "+33639980102"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"person": {}}, "/person"),
        ({"person": {"mail": "a@example.org", "phone": "0639980102"}}, "/person"),
        ({"person": {"mail": "pas une adresse"}}, "/person/mail"),
        ({"person": {"phone": "12"}}, "/person/phone"),
        ({"person": {"id": "019a0000-0000-7000-8000-000000000000"}}, "/person/id"),
        ({"queue": "019a0000-0000-7000-8000-000000000000"}, "/queue"),
        ({"files": ["019a0000-0000-7000-8000-000000000000"]}, "/files/0"),
        ({"brand": "019a0000-0000-7000-8000-000000000000"}, "/brand"),
        ({"text": "\0"}, "/text"),
        ({"custom": {"a": ["\0"]}}, "/custom"),
        ({"priority": 9}, "/priority"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_made(shop, change, pointer):
    said = post(shop, URL, REQUEST | change, status=422)
    assert [error["pointer"] for error in said["errors"]] == [pointer]
    assert not Ticket.objects.exists() and not Person.objects.exists()


def test_walls_and_roles_hold(shop, opened, brand, other_brand, program, make_staff, visit):
    one = f"{URL}/{opened['id']}"
    assert Client().get(one).status_code == 401
    assert program(brand, "people.read").get(one).status_code == 403
    assert post(program(brand, "tickets.read"), f"{one}/status", {"status": "open"}, status=403)["code"] == "forbidden"
    with visible([brand.id, other_brand.id]):
        stranger = program(other_brand, "tickets.read", "tickets.write", "supervise")
    assert stranger.get(one).status_code == 404
    assert stranger.get(URL).json()["items"] == []
    for act, body in (("status", {"status": "open"}), ("release", {}), ("messages", {"text": "x"}), ("notes", {"text": "x"})):
        assert post(stranger, f"{one}/{act}", body, status=404)["code"] == "not-found"
    auditor = visit(make_staff(brand, "auditor"))
    assert auditor.get(one).status_code == 200
    assert post(auditor, f"{one}/status", {"status": "open"}, status=403)["code"] == "forbidden"
    colleague = make_staff(brand, "agent", name="Awa Diop")
    assert post(visit(colleague), f"{one}/assign", {"staff": str(colleague.id)}, status=403)["code"] == "forbidden"
    assigned = post(visit(make_staff(brand, "supervisor")), f"{one}/assign", {"staff": str(colleague.id)}, status=200)
    assert assigned["assignee_id"] == str(colleague.id)


def test_a_role_in_one_brand_gives_nothing_in_another(opened, brand, other_brand, make_staff, visit):
    staff = make_staff(brand, "auditor")
    Membership.objects.create(staff=staff, of_brand=other_brand, role="agent")
    assert visit(staff).get(f"{URL}/{opened['id']}").status_code == 200
    assert post(visit(staff), f"{URL}/{opened['id']}/status", {"status": "open"}, status=404)["code"] == "not-found"


def test_an_agent_answers_notes_takes_and_settles(opened, agent, visit, brand):
    client, one = visit(agent), f"{URL}/{opened['id']}"
    assert post(client, f"{one}/take", {}, status=200)["assignee_id"] == str(agent.id)
    said = post(client, f"{one}/replies", {"text": "Nous le renvoyons.", "status": "open"})
    assert said["delivery"] == "queued"
    post(client, f"{one}/notes", {"text": "Vu avec l’entrepôt.", "mentions": [str(agent.id)]})
    thread = client.get(f"{one}/messages").json()["items"]
    assert [message["kind"] for message in thread] == ["in", "out", "note"]
    promises = {promise["kind"]: promise["state"] for promise in client.get(f"{one}/promises").json()}
    assert promises["first_response"] == "fulfilled"
    assert post(client, f"{one}/release", {}, status=200)["assignee_id"] is None
    assert post(client, f"{one}/status", {"status": "resolved"}, status=200)["status"] == "resolved"
    refused = post(client, f"{one}/status", {"status": "pending"}, status=409)
    assert refused["code"] == "conflict" and refused["detail"]
    kinds = [fact["kind"] for fact in client.get(f"{one}/history?limit=200").json()["items"]]
    assert kinds.index("ticket.opened") < kinds.index("ticket.answered") < kinds.index("ticket.resolved")


def test_a_program_answers_in_the_name_of_someone_of_the_brand(shop, opened, agent, other_brand, make_staff):
    one = f"{URL}/{opened['id']}"
    assert post(shop, f"{one}/replies", {"text": "Bonjour"}, status=422)["errors"][0]["pointer"] == "/author"
    pigeon = {"text": "Bonjour", "author": str(agent.id), "channel": "pigeon"}
    assert post(shop, f"{one}/replies", pigeon, status=422)["errors"][0]["pointer"] == "/channel"
    stranger = make_staff(other_brand, "agent")
    body = {"text": "Bonjour", "author": str(stranger.id)}
    assert post(shop, f"{one}/replies", body, status=422)["errors"][0]["pointer"] == "/author"
    said = post(shop, f"{one}/replies", {"text": "Bonjour", "author": str(agent.id)})
    assert Message.objects.get(id=said["message_id"]).staff == agent
    assert post(shop, f"{one}/take", {"staff": str(agent.id)}, status=200)["assignee_id"] == str(agent.id)


def test_what_the_customer_adds_goes_to_the_same_ticket(shop, opened):
    added = post(shop, f"{URL}/{opened['id']}/messages", {"text": "Toujours rien."})
    assert added["conversation_id"] == opened["conversation_id"]
    assert Ticket.objects.count() == 1 and Message.objects.count() == 2


def test_files_are_sent_once_and_named_in_messages(shop, settings, tmp_path, brand, other_brand, program):
    sent = shop.post("/api/v1/files", {"file": SimpleUploadedFile("photo.png", b"\x89PNG", "image/png")})
    assert sent.status_code == 201, sent.content
    file = sent.json()
    made = post(shop, URL, REQUEST | {"files": [file["id"]]})
    message = shop.get(f"{URL}/{made['id']}/messages").json()["items"][0]
    assert [(it["file_id"], it["name"]) for it in message["attachments"]] == [(file["id"], "photo.png")]
    download = shop.get(f"/api/v1/files/{file['id']}/content")
    assert b"".join(download.streaming_content) == b"\x89PNG"
    assert download["Content-Disposition"].startswith("attachment") and download["X-Content-Type-Options"] == "nosniff"
    with visible([brand.id, other_brand.id]):
        stranger = program(other_brand, "tickets.read")
    assert stranger.get(f"/api/v1/files/{file['id']}/content").status_code == 404
    refused = shop.post("/api/v1/files", {"file": SimpleUploadedFile("virus.exe", b"MZ")})
    assert json.loads(refused.content)["code"] == "conflict"


def test_filters_narrow_the_list(shop, brand, policy):
    first = post(shop, URL, REQUEST | {"tags": ["colis"]})
    second = post(shop, URL, REQUEST | {"type": "complaint", "priority": 2})
    post(shop, f"{URL}/{second['id']}/status", {"status": "on_hold"}, status=200)

    def ids(query):
        answer = shop.get(f"{URL}?{query}")
        assert answer.status_code == 200, answer.content
        return [item["id"] for item in answer.json()["items"]]

    assert ids("") == [second["id"], first["id"]]
    assert ids("order=updated_at") == [first["id"], second["id"]]
    assert ids("tag=colis") == ids("status=new") == ids(f"number={first['number']}") == [first["id"]]
    assert ids("type=complaint&priority=2&status=on_hold&status=open") == [second["id"]]
    assert ids(f"person={first['person_id']}&unassigned=true&limit=1") == [second["id"]]


def test_a_list_costs_the_same_whatever_its_length(shop, policy):
    post(shop, URL, REQUEST)
    shop.get(URL)
    for path in (URL, f"{URL}/{Ticket.objects.get().id}/messages"):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                shop.get(path)
            counts.append(len(captured))
            for _ in range(2):
                post(shop, f"{URL}/{Ticket.objects.first().id}/messages", {"text": "encore"})
                post(shop, URL, REQUEST)
        assert counts[0] == counts[1], path


def test_the_queue_of_another_brand_cannot_be_used(shop, brand, other_brand):
    with visible([other_brand.id]):
        theirs = Queue.objects.create(brand=other_brand, name="Box")
    assert post(shop, URL, REQUEST | {"queue": str(theirs.id)}, status=422)["errors"][0]["pointer"] == "/queue"
