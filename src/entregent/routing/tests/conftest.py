"""A small house for the router: queues, agents, items."""

from datetime import timedelta
from uuid import uuid4

import pytest

from entregent.access.models import Membership, Staff
from entregent.routing import actions
from entregent.routing.models import Offer, Queue, QueueMember, WorkItem


@pytest.fixture
def queue(brand):
    return Queue.objects.create(brand=brand, name="Sinistres")


@pytest.fixture
def claire(brand, hire):
    return hire(brand, "Claire Morvan")


@pytest.fixture
def wait():
    """Make something wait: ``wait(queue, now, channel="call", priority=2)``."""

    def make(queue, now, channel="mail", subject=None, **more):
        return actions.enqueue(
            queue.brand_id, queue.id, channel, subject or uuid4(), None, now=now, actor="system:test", **more
        )[0]

    return make


@pytest.fixture
def hire():
    """An agent of a brand who never signs in: no password to hash."""

    def make(brand, name):
        staff = Staff.objects.create(email=f"{uuid4()}@example.org", name=name, password="!")
        Membership.objects.create(staff=staff, of_brand=brand, role="agent")
        return staff

    return make


@pytest.fixture
def serve(brand, hire):
    """An agent of some queues, available: ``serve("Awa", now, queue)``."""

    def make(name, now, *queues):
        staff = hire(brand, name)
        for queue in queues:
            QueueMember.objects.create(brand_id=queue.brand_id, queue=queue, staff=staff)
        actions.equip(staff.id, "call", True, now)
        actions.set_presence(staff.id, "available", now, "system:test")
        return staff

    return make


@pytest.fixture
def ring():
    """Make an item ring for an agent, whatever the router would choose."""

    def make(item, staff, now):
        WorkItem.objects.filter(id=item.id).update(state="offered", agent=staff, offered_at=now)
        return Offer.objects.create(
            brand_id=item.brand_id, item=item, staff=staff, offered_at=now, expires_at=now + timedelta(minutes=1), reasons={}
        )

    return make
