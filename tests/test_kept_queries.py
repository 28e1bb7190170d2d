"""Queries written once give what the ORM would give anew: for any values, in any thread, behind the walls."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.db.models import CharField, Count, Prefetch, Q, Value

from entregent.access.models import Membership, Staff
from entregent.brands.kept_queries import KeptQuery
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.routing.models import Queue

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROLES = KeptQuery(
    lambda brand: (
        Membership.objects.filter(of_brand=brand)
        .select_related("staff__team", "of_brand")
        .annotate(brands=Count("staff__memberships"))
        .order_by("staff__name")
    ),
    UUID,
)
NAMES = KeptQuery(
    lambda brand: Membership.objects.filter(of_brand=brand).order_by("role").values_list("role", "staff__name"), UUID
)
QUEUES = KeptQuery(lambda name: Queue.objects.filter(name=name), str)


@pytest.fixture
def team(brand, other_brand, make_staff):
    """An agent of the brand, and a supervisor of both."""
    return [make_staff(brand, "agent", "Anne Le Gall"), make_staff([brand, other_brand], "supervisor", "Zoé Diallo")]


def test_rows_are_those_of_the_orm(brand, other_brand, team, django_assert_num_queries):
    ROLES(brand.id)
    with django_assert_num_queries(1):
        rows = ROLES(brand.id)
        seen = [(row.staff, row.staff.team, row.of_brand, row.brands) for row in rows]
    assert seen == [(team[0], None, brand, 1), (team[1], None, brand, 2)]
    assert not rows[0]._state.adding
    assert [row.staff for row in ROLES(other_brand.id)] == [team[1]]
    assert ROLES(uuid4()) == []
    assert ROLES.first(uuid4()) is None


def test_columns_alone(brand, other_brand, team):
    assert NAMES(brand.id) == [("agent", "Anne Le Gall"), ("supervisor", "Zoé Diallo")]
    assert NAMES.first(other_brand.id) == ("supervisor", "Zoé Diallo")


def test_rows_that_belong_to_them_come_too(brand, team, django_assert_num_queries):
    held = Prefetch("memberships", Membership.objects.select_related("of_brand"), to_attr="roles")
    staff = KeptQuery(lambda id: Staff.objects.filter(id=id).prefetch_related(held), UUID)
    with django_assert_num_queries(2):
        assert [role.of_brand for role in staff(team[0].id)[0].roles] == [brand]


def test_each_value_goes_to_its_places(team):
    seen = KeptQuery(
        lambda mail, at, id: (
            Staff.objects.filter(Q(last_login__gt=at) | Q(id=id), ~Q(email=mail), Q(last_login=None) | ~Q(last_login=at))
            .annotate(percent=Value("100 %", CharField()))
            .order_by("name")
        ),
        str, datetime, UUID,
    )  # fmt: skip
    Staff.objects.filter(id=team[1].id).update(last_login=NOW)
    assert seen("", NOW - timedelta(days=1), team[0].id) == team
    assert seen(team[1].email, NOW - timedelta(days=1), team[0].id) == team[:1]
    assert seen("", NOW, team[1].id) == []
    assert seen("", NOW - timedelta(days=1), uuid4())[0].percent == "100 %"


def test_a_value_that_is_not_compared_as_it_came_is_refused(db):
    early = KeptQuery(lambda at: Staff.objects.filter(last_login__gt=at - timedelta(days=1)), datetime)
    with pytest.raises(ValueError, match=r"values \[0\]"):
        early(NOW)


def test_the_walls_stand(brand, other_brand):
    with visible([brand.id]):
        mine = Queue.objects.create(brand=brand, name="Accueil")
        assert QUEUES("Accueil") == [mine]
    with visible([other_brand.id]):
        assert QUEUES("Accueil") == []


def test_threads_ask_over_their_own_connections(committed):
    brands = [Brand.objects.create(slug=f"marque-{n}", name=f"Marque {n}", code=f"M{n:02}") for n in range(4)]
    named = KeptQuery(lambda id: Brand.objects.filter(id=id).values_list("name", flat=True), UUID)

    def ask(number: int) -> bool:
        try:
            return all(named(brands[n % 4].id) == [f"Marque {n % 4}"] for n in range(number, number + 50))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(4)))


def test_a_server_that_went_away_between_two_requests_is_found_again(committed):
    """Sessions are the first thing that a request asks, and this is how they are asked."""
    names = KeptQuery(lambda id: Brand.objects.filter(id=id).values_list("name", flat=True), UUID)
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    assert names(brand.id) == ["Mutuelle Ponant"]
    with psycopg.connect(committed, autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    connection.close_if_unusable_or_obsolete()  # as when a request begins
    assert names(brand.id) == ["Mutuelle Ponant"]
