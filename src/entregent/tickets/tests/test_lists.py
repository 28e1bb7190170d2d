"""Lists: what each one holds, their pages, their cost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.tickets import queries
from entregent.tickets.actions import Received, change_fields, check_promises, set_status, take
from entregent.tickets.models import Ticket
from entregent.tickets.queries import Filters

Write = Callable[..., Received]


def titles(filters: Filters, now: datetime) -> list[int]:
    return [ticket.number for ticket in queries.listing(filters, now).tickets]


@pytest.fixture
def ten(write_in: Write, now: datetime) -> list[Ticket]:
    return [write_in(f"demande {n}", now + timedelta(minutes=n)).ticket for n in range(10)]


def test_the_latest_moved_comes_first_and_settled_ones_are_left_out(
    ten: list[Ticket], brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    set_status(ten[9].id, "resolved", staff=make_staff(brand), now=now + timedelta(hours=1), actor="system:test")
    assert titles(Filters((brand.id,)), now) == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert titles(Filters((brand.id,), ("resolved",)), now) == [10]


def test_pages_by_key_go_on_and_come_back_without_gap_or_repeat(ten: list[Ticket], brand: Brand, now: datetime) -> None:
    same_moment = Ticket.objects.filter(number__in=[4, 5, 6])
    same_moment.update(updated_at=now + timedelta(minutes=5))
    filters = Filters((brand.id,))
    first = queries.listing(filters, now, size=4)
    second = queries.listing(filters, now, after=first.after, size=4)
    third = queries.listing(filters, now, after=second.after, size=4)
    numbers = [[ticket.number for ticket in page.tickets] for page in (first, second, third)]
    assert sorted(number for page in numbers for number in page) == list(range(1, 11))
    assert (first.before, third.after) == (None, None)
    back = queries.listing(filters, now, before=third.before, size=4)
    assert [ticket.number for ticket in back.tickets] == numbers[1]
    assert [ticket.number for ticket in queries.listing(filters, now, before=back.before, size=4).tickets] == numbers[0]
    assert queries.listing(filters, now, after="nonsense", size=4).tickets == first.tickets


def test_each_filter_keeps_what_it_says(
    ten: list[Ticket], brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    claire = make_staff(brand)
    take(ten[0].id, claire, now)
    change_fields(ten[1].id, {"priority": 2, "type": "complaint", "tags": ["tempête"]}, now=now, actor="system:test")
    ours = (brand.id,)
    assert titles(Filters(ours, assignee=claire.id), now) == [1]
    assert 1 not in titles(Filters(ours, assignee="none"), now)
    for kept in ({"priority": 2}, {"type": "complaint"}, {"tag": "tempête"}):
        assert titles(Filters(ours, **kept), now) == [2]
    assert titles(Filters(ours, person=ten[0].person_id, order="-opened_at"), now)[0] == 10
    assert titles(Filters(ours, order="-priority"), now)[0] == 2
    assert titles(Filters(ours, queue=ten[0].queue_id, order="next_due_at"), now)[0] == 1
    assert queries.bounded_count(Filters(ours), now) == 10
    assert queries.bounded_count(Filters(ours), now, most=4) == 5
    for alone in ({"person": ten[0].person_id}, {"ids": (ten[0].id,)}, {"order": "-priority"}, {"statuses": ("open",)}):
        assert queries.bounded_count(Filters(ours, **alone), now) == len(titles(Filters(ours, **alone), now)), alone
    assert queries.bounded_count(Filters(()), now) == len(titles(Filters(()), now)) == 0


def test_what_is_due_soon_and_what_is_broken(ten: list[Ticket], brand: Brand, now: datetime) -> None:
    due = min(ticket.next_due_at for ticket in ten)
    assert titles(Filters((brand.id,), due="soon"), due - timedelta(days=1)) == []
    assert len(titles(Filters((brand.id,), due="soon", order="next_due_at"), due - timedelta(hours=1))) == 10
    while check_promises(due + timedelta(days=1)):
        pass
    assert len(titles(Filters((brand.id,), due="broken"), now)) == 10


def test_another_brands_tickets_are_never_listed_counted_or_found(
    ten: list[Ticket], brand: Brand, other_brand: Brand, now: datetime
) -> None:
    with visible([other_brand.id]):
        assert titles(Filters((brand.id,)), now) == []
        assert queries.bounded_count(Filters((brand.id,)), now) == 0
        assert queries.search("remboursement", [brand.id]) == []
        assert queries.search("1", [brand.id]) == []


def test_a_ticket_is_found_by_number_reference_and_words_without_accents(
    ten: list[Ticket], brand: Brand, now: datetime
) -> None:
    change_fields(ten[2].id, {"title": "Prélèvement d’avril contesté"}, now=now, actor="system:test")
    for typed in ("3", "#3", "PON-2026-000003", "pon 3", "prelevement avril", "conteste prél"):
        assert [ticket.number for ticket in queries.search(typed, [brand.id])][:1] == [3], typed
    assert queries.search("'); DROP TABLE x; --", [brand.id]) == []
    assert queries.search("   ", [brand.id]) == []


@pytest.mark.parametrize("order", ["-updated_at", "next_due_at", "-priority"])
def test_a_page_costs_the_same_with_one_ticket_or_three(order: str, write_in: Write, brand: Brand, now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            for ticket in queries.listing(Filters((brand.id,), order=order), now).tickets:
                str((ticket.person, ticket.brand, ticket.assignee, ticket.queue, ticket.reason))
        return len(seen)

    write_in("une", now)
    one = cost()
    write_in("deux", now)
    write_in("trois", now)
    assert cost() == one == 2
