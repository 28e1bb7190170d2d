"""Other ways than waiting, on the sites of the demonstration: each kind was offered, taken, and led somewhere."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat.models import Chat
from entregent.conversations.models import Message
from entregent.deflections.queries import total, ways
from entregent.demo.other_ways import CHOSEN, wait_and_choose
from entregent.demo.plan import brand_plan
from entregent.demo.sites import WORDS, open_sites
from entregent.demo.world import SEED
from entregent.routing.models import WorkItem
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_each_way_was_offered_and_is_followed_to_its_end(make_staff: Callable[..., Staff]) -> None:
    for slug in WORDS:
        brand = Brand.objects.create(**brand_plan(slug).fields)
        make_staff(brand, "agent", name=f"Claire {slug}")
        make_staff(brand, "administrator", name=f"Solène {slug}")
    open_sites(SUNDAY)
    for _ in range(2):
        wait_and_choose(SUNDAY, SEED)
    for slug in WORDS:
        brand = Brand.objects.get(slug=slug)
        with visible([brand.id]):
            found = {one.to: one for one in ways([brand.id], datetime(2026, 10, 1, tzinfo=UTC), SUNDAY)}
            assert set(found) == {"callback", "article", "message"} and all(one.queue for one in found.values())
            assert {one.offered for one in found.values()} == {2 * len(CHOSEN)}
            assert all(one.accepted and one.refused and one.ignored and one.resolved for one in found.values())
            assert found["callback"].returned and found["article"].returned and total(found.values()).followed
            assert not Chat.objects.filter(ended_at=None).exists()
            assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
            assert set(WorkItem.objects.values_list("state", flat=True)) == {"done", "cancelled"}
            assert not Message.objects.filter(at__gt=SUNDAY).exists()
