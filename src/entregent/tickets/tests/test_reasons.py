"""The tree of reasons stays a tree, also when two administrators move at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.tickets.actions.reasons import place_reason
from entregent.tickets.errors import ReasonRefused
from entregent.tickets.models import Reason


def test_two_moves_at_once_make_no_loop(committed: str) -> None:
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    start = Barrier(2)
    for number in range(8):
        with visible([brand.id]):
            one, other = (Reason.objects.create(brand=brand, name=f"{name} {number}") for name in "AB")

        def put(pair: tuple[Reason, Reason]) -> bool:
            try:
                with visible([brand.id]):
                    start.wait()
                    place_reason(*pair)
            except ReasonRefused:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(put, [(one, other), (other, one)])) == [False, True]
        with visible([brand.id]):
            assert Reason.objects.filter(id__in=[one.id, other.id], parent=None).count() == 1
