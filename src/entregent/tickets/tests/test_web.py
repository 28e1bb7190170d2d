"""Screens of tickets: merges and their undoing, columns, saved lists, tasks of the back office."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.people.models import CustomField, Organisation, Person
from entregent.routing.models import Queue
from entregent.tickets.actions import Received, change_fields, create_task, merge, save_view, take
from entregent.tickets.columns import COLUMNS
from entregent.tickets.models import BulkRun, ChosenColumns, Merge, Reason, Task, Ticket, View

Write = Callable[..., Received]
Make = Callable[..., Staff]
Visit = Callable[[Staff | None], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claire(brand: Brand, make_staff: Make) -> Staff:
    return make_staff(brand)


@pytest.fixture
def two(write_in: Write) -> list[Ticket]:
    now = timezone.now()
    return [write_in(text, now, sender=f"{text}@example.org").ticket for text in ("un", "deux")]


def heads(client: Client, query: str = "") -> list[str]:
    """The names of the columns of the list, the title's aside."""
    page = client.get(f"{reverse('tickets:list')}?{query or 'view=open'}")
    return list(page.context["headings"].values())


def test_a_merge_is_offered_to_be_undone_where_one_stands(visit: Visit, claire: Staff, two: list[Ticket]) -> None:
    client, (kept, absorbed) = visit(claire), two
    said = {"ticket": str(absorbed.id), "agreed": "1"}
    answer = client.post(reverse("tickets:merge", args=[kept.id]), said, headers=HTMX)
    undo = reverse("tickets:unmerge", args=[Merge.objects.get().id])
    assert undo in answer["HX-Trigger"]
    assert reverse("tickets:merges", args=[kept.id]) in client.get(reverse("tickets:head", args=[kept.id])).content.decode()
    dialog = client.get(reverse("tickets:merges", args=[kept.id])).content.decode()
    assert undo in dialog and reverse("desk:ticket", args=[absorbed.id]) in dialog
    assert undo in client.get(reverse("tickets:head", args=[absorbed.id])).content.decode()
    assert client.post(undo, headers=HTMX)["HX-Refresh"] == "true"
    absorbed.refresh_from_db()
    assert absorbed.merged_into is None
    assert '"bad"' in client.post(undo, headers=HTMX)["HX-Trigger"]
    assert undo not in client.get(reverse("tickets:merges", args=[kept.id])).content.decode()


def test_tickets_of_two_persons_are_merged_only_when_both_have_been_named(
    visit: Visit, make_staff: Make, brand: Brand, write_in: Write, two: list[Ticket]
) -> None:
    kept, other = two
    Person.objects.filter(id=other.person_id).update(given_name="Paul", family_name="Petit")
    client = visit(make_staff(brand, "supervisor", name="Awa"))
    both = [str(kept.id), str(other.id)]
    dialog = client.post(reverse("tickets:merge", args=[kept.id]), {"ticket": both}, headers=HTMX)
    listed = client.post(reverse("tickets:bulk"), {"act": "merge:", "ticket": both}, headers=HTMX)
    assert listed["HX-Retarget"] == "#dialog"
    for asked in (dialog, listed):
        words = asked.content.decode()
        assert asked.status_code == 200
        assert all(said in words for said in ("Hélène Le Goff", "Paul Petit", "un@example.org", "deux@example.org", *both))
    assert not Merge.objects.exists() and not BulkRun.objects.exists()
    agreed = client.post(reverse("tickets:bulk"), {"act": "merge:", "ticket": both, "agreed": "1"}, headers=HTMX)
    assert "dialog:close" in agreed["HX-Trigger-After-Settle"]
    assert BulkRun.objects.get().tickets == [kept.id, other.id]


def test_tickets_of_one_person_or_of_records_merged_into_one_are_merged_at_once(
    visit: Visit, claire: Staff, write_in: Write, two: list[Ticket]
) -> None:
    kept, other = two
    same = write_in("encore", timezone.now(), sender="un@example.org").ticket
    Person.objects.filter(id=other.person_id).update(merged_into=kept.person_id)
    chosen = {"ticket": [str(same.id), str(other.id)]}
    visit(claire).post(reverse("tickets:merge", args=[kept.id]), chosen, headers=HTMX)
    assert Merge.objects.get().absorbed == [same.id, other.id]


def test_only_the_last_merge_is_offered_and_only_to_who_may_write(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, two: list[Ticket], write_in: Write
) -> None:
    kept, other = two
    third = write_in("trois", timezone.now()).ticket
    first = merge(kept.id, [other.id], now=timezone.now(), actor="system:test")
    last = merge(kept.id, [third.id], now=timezone.now(), actor="system:test")
    early, late = (reverse("tickets:unmerge", args=[one.id]) for one in (first, last))
    dialog = visit(claire).get(reverse("tickets:merges", args=[kept.id])).content.decode()
    assert late in dialog and early not in dialog
    assert early not in visit(claire).get(reverse("tickets:head", args=[other.id])).content.decode()
    auditor = visit(make_staff(brand, "auditor"))
    assert late not in auditor.get(reverse("tickets:merges", args=[kept.id])).content.decode()
    assert auditor.post(late, headers=HTMX).status_code == 403
    assert visit(None).post(late).status_code == 302


def test_strangers_find_neither_merge_nor_task(
    visit: Visit, make_staff: Make, other_brand: Brand, two: list[Ticket], claire: Staff
) -> None:
    made = merge(two[0].id, [two[1].id], now=timezone.now(), actor="system:test")
    task = create_task(two[0].id, "x", staff=claire, now=timezone.now())
    stranger = visit(make_staff(other_brand, "supervisor", name="Zoé"))
    assert stranger.post(reverse("tickets:unmerge", args=[made.id]), headers=HTMX).status_code == 404
    assert stranger.get(reverse("tickets:merges", args=[two[0].id])).status_code == 404
    assert stranger.get(reverse("tickets:task_edit", args=[task.id])).status_code == 404
    assert stranger.get(reverse("tickets:task_list")).context["page"].tasks == []


def test_everyone_has_the_usual_columns_until_they_choose_their_own(visit: Visit, claire: Staff, two: list[Ticket]) -> None:
    client = visit(claire)
    usual = heads(client)
    assert usual == ["Personne", "Statut", "Promesse", "File", "Conseiller", "Modifié"]
    url = reverse("tickets:columns")
    assert client.post(url, {"column": ["tags", "number", "nonsense", "tags"]}, headers=HTMX)["HX-Refresh"] == "true"
    assert heads(client) == ["Étiquettes", "Référence"]
    choices = client.get(url, headers=HTMX).context["choices"]
    assert [code for code, _label, shown in choices if shown] == ["tags", "number"]
    assert len(choices) == len(COLUMNS)
    client.post(url, {"column": ["tags"], "usual": "1"}, headers=HTMX)
    assert heads(client) == usual and not ChosenColumns.objects.exists()


def test_a_saved_list_keeps_its_columns_and_a_reader_of_a_shared_one_may_have_others(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, two: list[Ticket]
) -> None:
    boss = make_staff(brand, "supervisor", name="Awa")
    shared = save_view(brand.id, "Partagée", {}, "", columns=["person", "brand"], owner=None)
    own = save_view(brand.id, "À moi", {}, "", owner=claire)
    client, chief, url = visit(claire), visit(boss), reverse("tickets:columns")
    assert heads(client, f"view={shared.id}") == ["Personne", "Marque"]
    client.post(url, {"view": shared.id, "column": "team", "everyone": "1"}, headers=HTMX)  # who may not share chooses alone
    assert heads(client, f"view={shared.id}") == ["Équipe"]
    assert heads(chief, f"view={shared.id}") == ["Personne", "Marque"]
    chief.post(url, {"view": shared.id, "column": "queue", "everyone": "1"}, headers=HTMX)
    assert heads(chief, f"view={shared.id}") == ["File"]
    assert heads(client, f"view={shared.id}") == ["Équipe"]
    client.post(url, {"view": own.id, "column": "opened"}, headers=HTMX)
    own.refresh_from_db()
    assert own.columns == ["opened"]
    client.post(url, {"view": own.id, "column": "nothing"}, headers=HTMX)
    assert heads(client, f"view={own.id}") == heads(client)
    assert chief.get(f"{url}?view={own.id}", headers=HTMX).context["view"] is None


def test_a_saved_list_is_changed_in_place_by_who_may(
    visit: Visit, claire: Staff, make_staff: Make, brand: Brand, two: list[Ticket]
) -> None:
    shared = save_view(brand.id, "Partagée", {"priority": "2"}, "", owner=None)
    said = {"name": "Urgents", "status": "all", "order": "-updated_at", "column": ["number"], "replace": str(shared.id)}
    url = reverse("tickets:save_view")
    assert visit(claire).post(url, said, headers=HTMX).status_code == 403
    chief = visit(make_staff(brand, "supervisor", name="Awa"))
    assert str(shared.id) in chief.post(url, said, headers=HTMX)["HX-Redirect"]
    shared.refresh_from_db()
    assert (shared.name, shared.columns, len(shared.filters["statuses"])) == ("Urgents", ["number"], 6)
    assert View.objects.count() == 1
    assert '"bad"' in chief.post(url, said | {"name": " "}, headers=HTMX)["HX-Trigger"]


def test_every_column_is_drawn_and_costs_no_statement_a_row(visit: Visit, claire: Staff, brand: Brand, write_in: Write) -> None:
    reason = Reason.objects.create(brand=brand, name="Résiliation", parent=Reason.objects.create(brand=brand, name="Contrat"))
    CustomField.objects.create(brand=brand, thing="ticket", key="contrat", label="N° de contrat", type="text", position=1)
    client = visit(claire)
    codes = [*COLUMNS, "custom:contrat"][:16]
    client.post(reverse("tickets:columns"), {"column": [*codes[2:], "organisation", "custom:contrat"]}, headers=HTMX)
    counts = []
    for number in range(3):
        for place in range(2):
            ticket = write_in("texte", timezone.now(), sender=f"p{number}{place}@example.org").ticket
            now = timezone.now()
            changes = {"reason": reason.id, "tags": ["a", "b"], "custom": {"contrat": f"C-{number}"}, "priority": 2}
            change_fields(ticket.id, changes, now=now, actor="system:test")
            take(ticket.id, claire, now)
            made = Organisation.objects.create(brand=brand, name=f"Société {number}{place}", created_at=now)
            Ticket.objects.filter(id=ticket.id).update(organisation=made)
        for query in ("view=open", "q=Remboursement"):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(f"{reverse('tickets:list')}?{query}")
            counts.append((query, len(captured)))
    text = page.content.decode()
    for word in ("N° de contrat", "C-2", "Contrat › Résiliation", "Urgente", "Claire"):
        assert word in text, word
    for query in ("view=open", "q=Remboursement"):
        assert len({count for asked, count in counts if asked == query}) == 1, counts


def test_the_fields_that_a_brand_has_added_are_read_in_the_head(
    visit: Visit, claire: Staff, brand: Brand, two: list[Ticket]
) -> None:
    CustomField.objects.create(brand=brand, thing="ticket", key="contrat", label="N° de contrat", type="text", position=1)
    change_fields(two[0].id, {"custom": {"contrat": "C-17", "autre": "x"}}, now=timezone.now(), actor="system:test")
    head = visit(claire).get(reverse("tickets:head", args=[two[0].id])).content.decode()
    assert "N° de contrat\u202f: C-17" in head


def test_an_emptied_field_is_taken_away_and_the_others_stay(
    visit: Visit, claire: Staff, brand: Brand, two: list[Ticket]
) -> None:
    CustomField.objects.create(brand=brand, thing="ticket", key="contrat", label="N° de contrat", type="text", position=1)
    ticket = two[0]
    change_fields(ticket.id, {"custom": {"contrat": "C-17", "autre": "x"}}, now=timezone.now(), actor="system:test")
    said = {"title": "x", "type": "question", "priority": 0, "queue": str(ticket.queue_id), "tags": "", "custom_contrat": ""}
    assert visit(claire).post(reverse("tickets:edit", args=[ticket.id]), said, headers=HTMX).status_code == 200
    ticket.refresh_from_db()
    assert ticket.custom == {"autre": "x"}


@pytest.fixture
def chores(two: list[Ticket], claire: Staff) -> dict[str, Task]:
    now = timezone.now()
    dates = {"en retard": -1, "bientôt": 2, "un jour": None}
    return {
        title: create_task(two[0].id, title, due=now + timedelta(hours=hours) if hours else None, staff=claire, now=now)
        for title, hours in dates.items()
    }


def titles(client: Client, query: str = "") -> list[str]:
    return [task.title for task in client.get(f"{reverse('tickets:task_list')}?{query}").context["page"].tasks]


def test_the_back_office_sees_what_is_due_first(visit: Visit, claire: Staff, brand: Brand, chores: dict[str, Task]) -> None:
    client = visit(claire)
    assert titles(client) == ["en retard", "bientôt", "un jour"]
    assert titles(client, "which=late") == ["en retard"]
    assert titles(client, "which=mine") == []
    other = Queue.objects.create(brand=brand, name="Comptabilité")
    change = {"title": "Bientôt", "due": "2030-01-01T09:00", "queue": str(other.id), "assignee": str(claire.id)}
    url = reverse("tickets:task_edit", args=[chores["bientôt"].id])
    assert client.post(url, change | {"title": ""}, headers=HTMX).status_code == 422
    assert client.post(url, change, headers=HTMX)["HX-Refresh"] == "true"
    assert titles(client, "which=mine") == titles(client, f"queue={other.id}") == ["Bientôt"]
    assert client.get(url, headers=HTMX).context["form"].initial["assignee"] == claire.id
    assert client.post(reverse("tickets:task_done", args=[chores["en retard"].id]) + "?row=1").status_code == 200
    assert titles(client, "which=done") == ["en retard"]
    assert client.post(url, change | {"assignee": ""}, headers=HTMX)["HX-Refresh"] == "true"
    assert titles(client, "which=nobody") == ["Bientôt", "un jour"]


def test_tasks_are_read_page_by_page_for_the_price_of_one(
    visit: Visit, claire: Staff, chores: dict[str, Task], two: list[Ticket]
) -> None:
    client = visit(claire)
    with CaptureQueriesContext(connection) as few:
        titles(client)
    for number in range(60):
        create_task(two[1].id, f"tâche {number:02}", staff=claire, now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        first = client.get(reverse("tickets:task_list"))
    assert len(many) == len(few)
    seen = [task.title for task in first.context["page"].tasks]
    seen += titles(client, first.context["next_url"].removeprefix("?"))
    assert (len(seen), len(set(seen)), seen[:2]) == (63, 63, ["en retard", "bientôt"])
    assert titles(client, "after=nonsense") == seen[:50]


def test_who_only_reads_sees_no_button(visit: Visit, make_staff: Make, brand: Brand, chores: dict[str, Task]) -> None:
    auditor = visit(make_staff(brand, "auditor"))
    page = auditor.get(reverse("tickets:task_list")).content.decode()
    assert "en retard" in page and reverse("tickets:task_done", args=[chores["en retard"].id]) not in page
    assert visit(None).get(reverse("tickets:task_list")).status_code == 302
    nobody = make_staff(brand, name="Sans rôle")
    Membership.objects.filter(staff=nobody).delete()
    assert visit(nobody).get(reverse("tickets:task_list")).status_code == 403


def test_what_a_menu_of_the_list_offers_comes_when_it_opens(
    visit: Visit, make_staff: Make, brand: Brand, two: list[Ticket]
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa Diallo")
    client, queue = visit(awa), Queue.objects.get()
    page = client.get(reverse("tickets:list"), {"status": "all", "assignee": str(awa.id)}).content.decode()
    assert f'value="queue:{queue.id}"' not in page and f'value="assign:{awa.id}"' not in page
    assert f'<input type="hidden" name="assignee" value="{awa.id}">' in page  # searching keeps what is not opened
    asked = {"status": "all", "assignee": str(awa.id)}
    filters = client.get(reverse("tickets:choices", args=["filters"]), asked).content.decode()
    assert f'<option value="{awa.id}" selected>Awa Diallo</option>' in filters
    assert '<option value="all" selected>' in filters and f'<option value="{queue.id}">' in filters
    assert f'value="queue:{queue.id}"' in client.get(reverse("tickets:choices", args=["queues"])).content.decode()
    assert f'value="assign:{awa.id}"' in client.get(reverse("tickets:choices", args=["colleagues"])).content.decode()
    assert client.get(reverse("tickets:choices", args=["secrets"])).status_code == 404


def test_nothing_of_a_ticket_is_markup_in_its_row(visit: Visit, claire: Staff, two: list[Ticket]) -> None:
    evil = "<script>alert('x') & %s %(title)s"
    Ticket.objects.filter(id=two[0].id).update(title=evil, tags=[evil[:20]], custom={"contrat": evil}, channel="<b>")
    Person.objects.filter(id=two[0].person_id).update(given_name=evil, family_name="")
    Queue.objects.update(name=evil)
    client = visit(claire)
    client.post(reverse("tickets:columns"), {"column": ["person", "queue", "custom:contrat"]}, headers=HTMX)
    page = client.get(reverse("tickets:list") + "?view=open").content.decode()
    row = page[page.index("<tr data-row>") :]
    row = row[: row.index("</table>")]
    assert "<script" not in row and "<b>" not in row
    assert row.count("&lt;script&gt;alert(&#x27;x&#x27;) &amp; %s %(title)s") >= 5
