"""A supervisor in somebody else's call, with real telephones: who hears them, and whom they hear."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.models import Call, Device, Number, Party, Trunk
from entregent.channels.voice.rules import digest
from entregent.channels.voice.sealing import seal
from entregent.channels.voice.tests.house import carrying, in_order, together, until
from entregent.journal.models import Event
from entregent.routing import actions as routing
from entregent.routing.dispatcher import dispatch
from entregent.routing.models import Presence, Queue, QueueMember, WorkItem
from entregent.telephony.tests.peers import baresip, tone
from entregent.tickets import actions as tickets

CALLER, CLAIRE, AWA = 480, 560, 700
"""Hertz of what each says."""


@pytest.fixture
def brand(committed: str) -> Brand:
    """A brand whose number is answered by an agent, without a menu."""
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(brand=brand, number="+33261910010", label="Accueil", trunk=trunk, queue=queue)
    return brand


def somebody(brand: Brand, name: str, role: str) -> Staff:
    """One of the house, with a SIP telephone."""
    staff = Staff.objects.create(email=f"{name}@example.org", name=name.title(), password="!")
    Membership.objects.create(staff=staff, of_brand=brand, role=role)
    Device.objects.create(staff=staff, label="Bureau", user=name, ha1=seal(digest(name, "secret")))
    return staff


@pytest.fixture
def claire(brand: Brand) -> Staff:
    """Who takes calls."""
    staff = somebody(brand, "claire", "agent")
    with visible([brand.id]):
        QueueMember.objects.create(brand=brand, queue=Queue.objects.get(), staff=staff)
        routing.set_presence(staff.id, "available", timezone.now(), "system:test")
    return staff


@pytest.fixture
def awa(brand: Brand) -> Staff:
    """Who supervises."""
    return somebody(brand, "awa", "supervisor")


def there(brand: Brand, staff: Staff, role: str) -> Party | None:
    with visible([brand.id]):
        return Party.objects.filter(staff=staff, role=role, left_at=None).first()


def under_way(brand: Brand, staff: Staff) -> Call | None:
    with visible([brand.id]):
        return Call.objects.filter(state="talking", staff=staff).first()


def take_over(brand: Brand, call: Call, staff: Staff) -> None:
    with visible([brand.id]):
        tickets.assign(call.ticket_id, staff, now=timezone.now(), actor=f"staff:{staff.id}")


async def _supervised(brand: Brand, claire: Staff, awa: Staff, address: str, folder: Path) -> dict[str, Any]:
    for name, hertz in (("caller", CALLER), ("claire", CLAIRE), ("awa", AWA)):
        tone(folder / f"{name}.wav", hertz, 60)
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"

        def phone(name: str) -> str:
            return f"<sip:{name}@{at}>;regint=60;auth_user={name};auth_pass=secret"

        async with (
            baresip(phone("claire"), says=folder / "claire.wav") as agent,
            baresip(phone("awa"), says=folder / "awa.wav") as supervisor,
            baresip("<sip:0199001234@127.0.0.1>;regint=0", says=folder / "caller.wav") as caller,
        ):
            await until(lambda: Presence.objects.filter(open_to__contains=["call"]).exists())
            await until(lambda: house.board.desk.stations.rings(awa.id))
            await caller.does("dial", f"sip:0261910010@{at}")
            await until(lambda: dispatch(timezone.now()))
            await agent.tells("CALL_INCOMING")
            await agent.does("accept")
            call = await until(lambda: under_way(brand, claire))
            await asyncio.sleep(1.0)

            assert await house.board.order(call.id, "listen", awa.id) is None
            await supervisor.tells("CALL_INCOMING")
            await supervisor.does("accept")
            await until(lambda: there(brand, awa, "listener"))
            await asyncio.sleep(1.5)
            for manner, role in (("whisper", "whisperer"), ("barge", "joined")):
                assert await house.board.order(call.id, manner, awa.id) is None
                await until(lambda role=role: there(brand, awa, role))
                await asyncio.sleep(1.5)
            await asyncio.to_thread(take_over, brand, call, awa)
            await agent.tells("CALL_CLOSED")
            await asyncio.sleep(1.5)
            await supervisor.does("hangup")
            await caller.tells("CALL_CLOSED")
            await asyncio.sleep(0.5)
            phones = (("caller", caller), ("claire", agent), ("awa", supervisor))
            return {name: together(one.heard()[0]) for name, one in phones} | {"call": call}


def test_a_supervisor_listens_whispers_takes_part_and_takes_over(brand, claire, awa, committed, tmp_path) -> None:
    heard = asyncio.run(_supervised(brand, claire, awa, committed, tmp_path))
    # The agent alone, while she is listened to and whispered to; then both, then the supervisor alone.
    assert in_order(heard["caller"], [{CLAIRE}, {CLAIRE, AWA}, {AWA}])
    both = next(at for at, tones in enumerate(heard["caller"]) if any(abs(one - AWA) <= 8 for one in tones))
    alone = [tones for tones in heard["caller"][:both] if any(abs(one - CLAIRE) <= 8 for one in tones)]
    assert len(alone) >= 14, "she listened and whispered for three seconds, and the caller heard it"
    assert in_order(heard["claire"], [{CALLER}, {CALLER, AWA}])
    assert in_order(heard["awa"], [{CALLER, CLAIRE}, {CALLER}])
    call = heard["call"]
    with visible([brand.id]):
        told = list(Event.objects.filter(subject=call.id, kind__in=["call.joined", "call.transferred"]).order_by("id"))
        item = WorkItem.objects.get()
    assert [one.data.get("role") for one in told] == ["listener", "whisperer", "joined", None]
    assert {one.data["agent"] for one in told[:3]} == {str(claire.id)}
    assert item.agent_id == awa.id
