"""Every screen of the day, as nobody, from another brand, as each role."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.conversations.models import CannedReply, Draft, Message
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.actions import offer
from entregent.routing.models import Offer, Queue, QueueMember, WorkItem
from entregent.tickets import actions
from entregent.tickets.actions import Received
from entregent.tickets.models import BulkRun, Task, Ticket, View

Visit = Callable[[Staff | None], Client]
Write = Callable[..., Received]
Make = Callable[..., Staff]

PAGES = ["desk:desk", "desk:work", "desk:bandeau", "desk:ringing", "desk:figures", "desk:search", "desk:here", "tickets:list",
         "tickets:count"]  # fmt: skip
OF_TICKET = ["desk:ticket", "tickets:pane", "tickets:head", "tickets:history", "tickets:edit", "tickets:tasks", "tickets:merge",
             "tickets:split", "tickets:child", "tickets:canned", "tickets:colleagues"]  # fmt: skip
ACTS = ["tickets:reply", "tickets:note", "tickets:status", "tickets:field", "tickets:take", "tickets:release", "tickets:assign",
        "tickets:transfer"]  # fmt: skip


@pytest.fixture
def ticket(write_in: Write) -> Ticket:
    return write_in("Bonjour, où en est mon remboursement ?").ticket


@pytest.fixture
def claire(brand: Brand, make_staff: Make) -> Staff:
    return make_staff(brand)


def act(client: Client, name: str, ticket: Ticket, /, **said: object):
    return client.post(reverse(name, args=[ticket.id]), said, headers={"HX-Request": "true"})


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_sent_to_sign_in_and_an_agent_sees_the_page(name: str, visit: Visit, claire: Staff, ticket: Ticket) -> None:
    assert visit(None).get(reverse(name)).status_code == 302
    assert visit(claire).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OF_TICKET)
def test_a_ticket_shows_to_its_brand_only(
    name: str, visit: Visit, claire: Staff, make_staff: Make, other_brand: Brand, ticket: Ticket
) -> None:
    address = reverse(name, args=[ticket.id])
    assert visit(None).get(address).status_code == 302
    assert visit(make_staff(other_brand, name="Zoé")).get(address).status_code == 404
    assert visit(claire).get(address).status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posts_of_those_who_may_write(
    name: str, visit: Visit, make_staff: Make, brand: Brand, other_brand: Brand, claire: Staff, ticket: Ticket
) -> None:
    address = reverse(name, args=[ticket.id])
    assert visit(claire).get(address).status_code == 405
    assert visit(None).post(address).status_code == 302
    assert visit(make_staff(other_brand, name="Zoé")).post(address).status_code == 404
    assert visit(make_staff(brand, "auditor", name="Ida")).post(address).status_code == 403
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("new", None)


def test_a_role_is_that_of_the_tickets_brand(
    visit: Visit, make_staff: Make, brand: Brand, other_brand: Brand, ticket: Ticket
) -> None:
    both = make_staff(other_brand, name="Awa")
    Membership.objects.create(staff=both, of_brand=brand, role="auditor")
    client = visit(both)
    assert client.get(reverse("tickets:pane", args=[ticket.id])).status_code == 200
    assert act(client, "tickets:reply", ticket, text="Bonjour").status_code == 403


def test_an_answer_leaves_empties_the_composer_and_moves_the_ticket(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    client.post(reverse("conversations:draft", args=[ticket.conversation_id, "out"]), {"text": "Bonjour Mad"})
    assert "Bonjour Mad" in client.get(reverse("tickets:pane", args=[ticket.id])).content.decode()
    answer = act(client, "tickets:reply", ticket, text="Bonjour Madame", then="resolved")
    assert answer.status_code == 200
    assert "Bonjour Mad" not in answer.content.decode()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("resolved", claire)
    assert not Draft.objects.exists()


def test_what_cannot_be_sent_is_said_in_the_composer_and_nothing_leaves(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    for text in ("   ", "Bonjour {{ person.nickname }}"):
        answer = act(client, "tickets:reply", ticket, text=text)
        assert (answer.status_code, answer["HX-Retarget"]) == (422, "#reply-errors")
    actions.set_status(ticket.id, "closed", staff=claire, now=timezone.now(), actor="system:test")
    assert act(client, "tickets:reply", ticket, text="Trop tard").status_code == 422
    assert not Message.objects.filter(kind="out").exists()


def test_a_dangerous_file_is_refused_with_its_reason(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = act(visit(claire), "tickets:reply", ticket, text="Voici", files=SimpleUploadedFile("cheval.exe", b"MZ"))
    assert answer.status_code == 422
    assert "exe" in answer.content.decode()
    kept = act(visit(claire), "tickets:reply", ticket, text="Voici", files=SimpleUploadedFile("lettre.pdf", b"%PDF"))
    assert kept.status_code == 200
    assert Message.objects.get(kind="out").attachments.get().file.name == "lettre.pdf"


def test_a_note_calls_a_colleague_until_they_open_the_ticket(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, ticket: Ticket
) -> None:
    samir = make_staff(brand, name="Samir Ait")
    act(visit(claire), "tickets:note", ticket, text="@Samir Ait peux-tu valider ?")
    theirs = visit(samir)
    assert "peux-tu valider" in theirs.get(reverse("desk:work")).content.decode()
    theirs.get(reverse("tickets:pane", args=[ticket.id]))
    assert "peux-tu valider" not in theirs.get(reverse("desk:work")).content.decode()


def test_canned_replies_come_filled(visit: Visit, claire: Staff, brand: Brand, ticket: Ticket) -> None:
    CannedReply.objects.create(
        brand=brand, shortcut="merci", title="Merci", text="Merci {{ person.given_name }}, {{ agent.short_name }}"
    )
    found = visit(claire).get(reverse("tickets:canned", args=[ticket.id]), {"q": "mer"}).json()["results"]
    assert [one["text"] for one in found] == ["Merci Hélène, Claire"]


def test_the_status_can_be_moved_back_from_the_toast(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    actions.take(ticket.id, claire, timezone.now())
    answer = act(client, "tickets:status", ticket, status="on_hold")
    assert answer.status_code == 204
    assert "undo" in answer["HX-Trigger"]
    client.post(f"{reverse('tickets:status', args=[ticket.id])}?status=open")
    ticket.refresh_from_db()
    assert ticket.status == "open"
    refusal = act(client, "tickets:status", ticket, status="new")
    assert '"bad"' in refusal["HX-Trigger"]


def test_a_field_changes_and_the_dialog_keeps_all_of_them(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    assert act(client, "tickets:field", ticket, name="priority", value="2").status_code == 204
    said = {"title": "Autre titre", "type": "complaint", "priority": 1, "queue": str(ticket.queue_id), "tags": "a, b"}
    assert act(client, "tickets:edit", ticket, **said).status_code == 200
    ticket.refresh_from_db()
    assert (ticket.title, ticket.type, ticket.priority, ticket.tags) == ("Autre titre", "complaint", 1, ["a", "b"])
    assert act(client, "tickets:edit", ticket, **(said | {"title": ""})).status_code == 422


def test_hands(visit: Visit, claire: Staff, make_staff: Make, brand: Brand, ticket: Ticket) -> None:
    samir = make_staff(brand, name="Samir Ait")
    client = visit(claire)
    for name, said, has_it in (
        ("tickets:take", {}, claire), ("tickets:assign", {"staff": str(samir.id)}, samir), ("tickets:release", {}, None),
        ("tickets:transfer", {"to": f"staff:{samir.id}", "text": "pour toi"}, samir),
        ("tickets:transfer", {"to": f"queue:{ticket.queue_id}"}, None),
    ):  # fmt: skip
        assert act(client, name, ticket, **said).status_code == 204
        ticket.refresh_from_db()
        assert ticket.assignee == has_it
    assert '"bad"' in act(client, "tickets:transfer", ticket, to="").headers["HX-Trigger"]
    assert '"bad"' in act(client, "tickets:assign", ticket, staff="x").headers["HX-Trigger"]


def test_tasks(visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    assert act(client, "tickets:tasks", ticket, title="Rembourser", queue=str(ticket.queue_id)).status_code == 200
    task = Task.objects.get()
    for name, is_done in (("tickets:task_done", True), ("tickets:task_reopen", False)):
        assert client.post(reverse(name, args=[task.id])).status_code == 204
        task.refresh_from_db()
        assert (task.done_at is not None) is is_done


def test_merge_split_and_child_lead_to_the_ticket_they_make(
    visit: Visit, claire: Staff, write_in: Write, ticket: Ticket
) -> None:
    client = visit(claire)
    second = write_in("Et ma carte ?", conversation=ticket.conversation_id).message
    split = act(client, "tickets:split", ticket, message=str(second.id), title="Carte")
    new = Ticket.objects.get(title="Carte")
    assert split["HX-Redirect"] == reverse("desk:ticket", args=[new.id])
    assert act(client, "tickets:child", ticket, title="Mesurer", text="Merci")["HX-Redirect"]
    assert "undo" in act(client, "tickets:merge", ticket, ticket=str(new.id))["HX-Trigger"]
    assert act(client, "tickets:merge", ticket).status_code == 422
    assert act(client, "tickets:split", ticket, title="x").status_code == 422


def test_what_rings_is_accepted_or_refused_once(
    visit: Visit, claire: Staff, brand: Brand, queue: Queue, write_in: Write
) -> None:
    QueueMember.objects.create(brand=brand, queue=queue, staff=claire)
    _presence, facts = routing.set_presence(claire.id, "available", timezone.now(), f"staff:{claire.id}")
    append(facts)
    write_in("un", at=timezone.now())
    append(offer(timezone.now())[1])
    client = visit(claire)
    assert "Hélène Le Goff" in client.get(reverse("desk:ringing")).content.decode()
    ringing = Offer.objects.get()
    answer = client.post(
        reverse("desk:accept", args=[ringing.id]), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
    )
    assert "HX-Location" in answer.headers
    assert Ticket.objects.get().assignee == claire
    again = client.post(reverse("desk:refuse", args=[ringing.id]), headers={"HX-Request": "true"})
    assert '"bad"' in again["HX-Trigger"]
    other = Staff.objects.create_user("nadia@example.org", name="Nadia")
    Membership.objects.create(staff=other, of_brand=brand, role="agent")
    stolen = visit(other).post(reverse("desk:accept", args=[ringing.id]), headers={"HX-Request": "true"})
    assert '"bad"' in stolen["HX-Trigger"]


def test_accepting_a_task_leaves_the_ticket_in_its_hands(
    claire: Staff, make_staff: Make, brand: Brand, queue: Queue, ticket: Ticket
) -> None:
    samir = make_staff(brand, name="Samir Ait")
    now = timezone.now()
    actions.take(ticket.id, samir, now)
    task = actions.create_task(ticket.id, "Rembourser", staff=samir, now=now)
    QueueMember.objects.create(brand=brand, queue=queue, staff=claire)
    append(routing.set_presence(claire.id, "available", now, f"staff:{claire.id}")[1])
    append(offer(now)[1])
    assert actions.accept_offer(Offer.objects.get().id, claire, now) == ticket
    task.refresh_from_db()
    ticket.refresh_from_db()
    assert (task.assignee, ticket.assignee) == (claire, samir)
    assert WorkItem.objects.get(subject=task.id).agent == claire


def test_the_palette_finds_tickets_and_persons_of_ones_brands(
    visit: Visit, claire: Staff, make_staff: Make, other_brand: Brand, ticket: Ticket
) -> None:
    found = visit(claire).get(reverse("desk:search"), {"q": "le goff"}).json()["results"]
    assert any(one["url"].endswith(f"{ticket.person_id}/") for one in found)
    assert visit(claire).get(reverse("desk:search"), {"q": "PON-2026-1"}).json()["results"][0]["label"] == "Remboursement"
    assert (
        visit(make_staff(other_brand, name="Zoé")).get(reverse("desk:search"), {"q": "remboursement"}).json()["results"] == []
    )


def test_a_mail_is_shown_in_a_frame_that_runs_nothing(
    visit: Visit, claire: Staff, make_staff: Make, other_brand: Brand, write_in: Write
) -> None:
    html = '<table><tr><td>x<img data-remote-src="https://example.org/p.png"></td></tr></table>'
    message = write_in("", html=html).message
    address = reverse("conversations:layout", args=[message.id])
    assert visit(make_staff(other_brand, name="Zoé")).get(address).status_code == 404
    page = visit(claire).get(address)
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "https:" not in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert 'data-remote-src="https://example.org/p.png"' in page.content.decode()
    asked = visit(claire).get(address, {"images": 1})
    assert 'src="https://example.org/p.png"' in asked.content.decode()
    assert "https:" in asked["Content-Security-Policy"]


def test_the_thread_escapes_what_customers_write_and_tells_what_happened(visit: Visit, claire: Staff, write_in: Write) -> None:
    ticket = write_in("<script>alert(1)</script> voir https://example.org/a").ticket
    actions.take(ticket.id, claire, timezone.now())
    page = (
        visit(claire)
        .get(reverse("conversations:thread", args=[ticket.conversation_id]), {"ticket": ticket.id})
        .content.decode()
    )
    assert "<script>" not in page
    assert 'href="https://example.org/a"' in page
    assert "Claire Morvan" in page
    assert f"ticket:{ticket.id}" in page


def test_bulk_acts_are_for_those_who_may_and_can_be_followed_and_undone(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, ticket: Ticket
) -> None:
    address = reverse("tickets:bulk")
    assert visit(claire).post(address, {"act": "priority:2", "ticket": str(ticket.id)}).status_code == 403
    client = visit(make_staff(brand, "supervisor", name="Awa"))
    assert client.post(address, {"act": "priority:2", "ticket": str(ticket.id)}).status_code == 200
    run = BulkRun.objects.get()
    from entregent.tickets.actions.bulk import advance_bulk

    advance_bulk(run.id, timezone.now())
    assert "1" in client.get(reverse("tickets:bulk_progress"), {"run": str(run.id)}).content.decode()
    assert client.post(reverse("tickets:bulk_undo", args=[run.id])).status_code == 204
    ticket.refresh_from_db()
    assert ticket.priority == 0
    for bad in ("", "priority:x", "delete:1"):
        assert '"bad"' in client.post(address, {"act": bad, "ticket": str(ticket.id)})["HX-Trigger"]


def test_lists_are_saved_for_oneself_or_shared_by_who_may(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, ticket: Ticket
) -> None:
    client = visit(claire)
    saved = client.post(reverse("tickets:save_view"), {"name": "Urgents", "priority": "2", "status": "new,open"})
    view = View.objects.get()
    assert saved["HX-Redirect"].endswith(str(view.id))
    assert (view.owner, view.filters) == (claire, {"priority": "2", "statuses": ["new", "open"]})
    assert client.get(saved["HX-Redirect"]).status_code == 200
    assert client.post(reverse("tickets:save_view"), {"name": "Pour tous", "shared": "1"}).status_code == 403
    assert visit(make_staff(brand, name="Samir")).post(reverse("tickets:delete_view", args=[view.id])).status_code == 404
    client.post(reverse("tickets:delete_view", args=[view.id]))
    assert not View.objects.exists()


@pytest.mark.parametrize("view", ["mine", "unassigned", "soon", "broken", "pending", "open", "resolved", "nonsense"])
def test_every_standard_list_opens_with_its_count(view: str, visit: Visit, claire: Staff, ticket: Ticket) -> None:
    client = visit(claire)
    assert client.get(reverse("tickets:list"), {"view": view}).status_code == 200
    assert client.get(reverse("tickets:count"), {"view": view}).content.isdigit()


def test_a_persons_requests_follow_a_merge_of_persons(
    visit: Visit, claire: Staff, ticket: Ticket, make_staff: Make, other_brand: Brand
) -> None:
    address = reverse("tickets:of_person", args=[ticket.person_id])
    assert "Remboursement" in visit(claire).get(address).content.decode()
    assert visit(make_staff(other_brand, name="Zoé")).get(address).status_code == 404


@pytest.mark.parametrize("name", ["desk:desk", "tickets:list"])
def test_a_page_costs_the_same_with_one_row_or_three(name: str, visit: Visit, claire: Staff, write_in: Write) -> None:
    client = visit(claire)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        return len(seen)

    def one_more() -> None:
        ticket = write_in("encore", sender=f"c{Ticket.objects.count()}@example.org").ticket
        actions.take(ticket.id, claire, timezone.now())

    one_more()
    cost()
    first = cost()
    one_more()
    one_more()
    assert cost() == first
