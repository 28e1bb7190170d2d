"""The board, and what a supervisor does with items."""

from collections.abc import Callable
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff, WorkingWeek
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.kernel.business_time import WEEKDAYS
from entregent.routing.models import Presence, Queue, WorkItem
from entregent.supervision.queries import expected_now
from entregent.tickets import actions
from entregent.tickets.actions import Received

Visit = Callable[[Staff | None], Client]


@pytest.mark.parametrize("name", ["supervision:board", "supervision:figures", "supervision:waiting"])
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


def test_the_board_says_who_should_be_here_and_is_not(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, django_assert_num_queries
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    now = timezone.now().astimezone(ZoneInfo("Europe/Paris"))
    all_day = {day: ["00:00-24:00"] for day in WEEKDAYS}
    minutes = now.hour * 60 + now.minute
    just_now = {WEEKDAYS[now.weekday()]: [f"{minutes // 60:02d}:{minutes % 60:02d}-24:00"]}
    weeks = {"Claire": all_day, "Samir": all_day, "Nina": just_now, "Léa": {}, "Hery": all_day}
    staff = {name: make_staff(brand, name=name) for name in weeks}
    for name, week in weeks.items():
        WorkingWeek.objects.create(staff=staff[name], week=week)
    Presence.objects.create(staff=staff["Claire"], state="available", since=now, idle_since=now, seen_at=now)
    Presence.objects.create(staff=staff["Hery"], state="paused", since=now, idle_since=now, seen_at=now)
    Presence.objects.create(staff=staff["Léa"], state="available", since=now, idle_since=now, seen_at=now)
    with django_assert_num_queries(1):
        found = expected_now([brand.id], now)
    assert (found.planned, found.expected, found.here, found.extra) == (5, 4, 2, 1)
    assert ([one.name for one in found.late], [one.name for one in found.absent]) == (["Nina"], ["Samir"])
    page = unescape(visit(awa).get(reverse("supervision:expected")).content.decode())
    assert "sont là" in page and "Nina" in page and "Absence" in page
    assert visit(staff["Claire"]).get(reverse("supervision:expected")).status_code == 403
    dialog = visit(awa).get(reverse("routing:agent", args=[staff["Samir"].id])).content.decode()
    assert "00:00-24:00" in dialog.replace("–", "-")


def test_nobody_is_expected_of_another_brand_or_without_hours(
    visit: Visit, make_staff: Callable[..., Staff], brand: Brand, other_brand: Brand
) -> None:
    WorkingWeek.objects.create(staff=make_staff(other_brand), week={day: ["00:00-24:00"] for day in WEEKDAYS})
    make_staff(brand, name="Samir")
    page = visit(make_staff(brand, "supervisor", name="Awa")).get(reverse("supervision:expected"))
    assert page.context["found"].planned == 0 and "Aucun horaire" in page.content.decode()
