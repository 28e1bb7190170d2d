"""The customer spaces of the brands: open to whoever proves an address, every reason offered, callbacks in every queue."""

from datetime import datetime

from entregent.callbacks.models import Offering
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.rows import Rows
from entregent.portal.models import Portal, PublicReason

PLACES = 3


def open_spaces(houses: dict[str, House], rows: Rows, seed: int, at: datetime) -> None:
    """A portal for each brand, at that moment."""
    for slug, house in houses.items():
        ids = Ids(Dice(seed, f"spaces/{slug}"))
        rows.add(Portal, id=ids.at(at), brand_id=house.id, open=True)
        for queue in house.queues.values():
            rows.add(Offering, id=ids.at(at), brand_id=house.id, queue_id=queue["id"], per_quarter=PLACES)
        for reason in house.plan.reasons:
            rows.add(
                PublicReason, id=ids.at(at), brand_id=house.id, reason_id=house.reasons[reason.name],
                queue_id=house.queues[reason.queue]["id"],
            )  # fmt: skip
