"""The board, and what a supervisor does with items."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.routing.models import Queue, WorkItem
from entregent.tickets import actions
from entregent.tickets.actions import Received

Visit = Callable[[Staff | None], Client]


@pytest.mark.parametrize("name", ["supervision:board", "supervision:figures"])
def test_the_board_is_for_those_who_supervise(
    name: str, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, write_in: Callable[..., Received]
) -> None:
    address = reverse(name)
    assert visit(None).get(address).status_code == 302
    assert visit(make_staff(brand)).get(address).status_code == 403
    assert visit(make_staff(brand, "supervisor", name="Awa")).get(address).status_code == 200


def test_the_cards_count_the_day_of_the_brand(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, write_in: Callable[..., Received]
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    ticket = write_in("un").ticket
    write_in("deux")
    actions.reply(ticket.id, Content(text="Bonjour"), staff=awa, now=timezone.now())
    page = visit(awa).get(reverse("supervision:figures")).content.decode()
    assert '<span class="value">2</span>' in page  # received
    assert '<span class="value">100\u202f%</span>' in page  # the one promise due was kept


def test_several_brands_stand_in_a_table_and_each_figure_leads_to_its_tickets(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand, write_in: Callable[..., Received]
) -> None:
    write_in("un")
    page = visit(make_staff([brand, other_brand], "supervisor", name="Awa")).get(reverse("supervision:figures"))
    rows = {row["brand"]: row for row in page.context["rows"]}
    assert [rows[brand]["day"].received, rows[other_brand]["day"].received] == [1, 0]
    assert f'href="/tickets/?brand={brand.id}&amp;status=new,open&amp;order=opened_at">1</a>' in page.content.decode()


@pytest.mark.parametrize("name", ["assign", "move", "release"])
def test_acts_are_for_supervisors_of_the_items_brand_who_work_there(
    name: str, visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand,
    write_in: Callable[..., Received],
) -> None:  # fmt: skip
    write_in("un")
    address = reverse(f"supervision:{name}", args=[WorkItem.objects.get().id])
    assert visit(None).post(address).status_code == 302
    assert visit(make_staff(brand)).post(address).status_code == 403
    assert visit(make_staff(brand, "quality", name="Quentin")).post(address).status_code == 403
    assert visit(make_staff(other_brand, "supervisor", name="Zoé")).post(address).status_code == 404


def test_a_supervisor_gives_moves_and_puts_back(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, queue: Queue, write_in: Callable[..., Received]
) -> None:
    ticket = write_in("un").ticket
    awa, claire = make_staff(brand, "supervisor", name="Awa"), make_staff(brand)
    elsewhere = Queue.objects.create(brand=brand, name="Sinistres")
    item = WorkItem.objects.get()
    client = visit(awa)
    client.post(reverse("supervision:assign", args=[item.id]), {"staff": str(claire.id)})
    ticket.refresh_from_db()
    assert ticket.assignee == claire
    client.post(reverse("supervision:release", args=[item.id]))
    ticket.refresh_from_db()
    assert ticket.assignee is None
    client.post(reverse("supervision:move", args=[item.id]), {"queue": str(elsewhere.id)})
    ticket.refresh_from_db()
    item.refresh_from_db()
    assert ticket.queue == item.queue == elsewhere
    task = actions.create_task(ticket.id, "Rembourser", staff=awa, now=timezone.now())
    task_item = WorkItem.objects.get(subject=task.id)
    client.post(reverse("supervision:assign", args=[task_item.id]), {"staff": str(claire.id)})
    task_item.refresh_from_db()
    assert task_item.agent == claire
