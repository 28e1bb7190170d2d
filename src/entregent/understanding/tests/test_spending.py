"""The budget of a day holds for all who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.understanding.actions.spending import reserve
from entregent.understanding.models import GenerativeUse


def test_those_who_ask_at_once_do_not_spend_more_than_the_day_holds(committed: str, now: datetime) -> None:
    brand = Brand.objects.create(slug="banc", name="Banc", code="BAN").id

    def take(_: int) -> bool:
        try:
            with visible([brand]):
                return reserve(brand, now.date(), 1000, 3000)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as together:
        assert sum(together.map(take, range(8))) == 3
    with visible([brand]):
        assert GenerativeUse.objects.get().tokens == 3000
