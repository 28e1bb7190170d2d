"""Real calls: whoever waits is called back at their turn, and again later where they do not answer."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.models import Calendar
from entregent.callbacks import actions as callbacks
from entregent.callbacks.models import Callback
from entregent.channels.voice import jobs
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Device, Number, Trunk, WaitingPolicy
from entregent.channels.voice.reactions import REACTIONS
from entregent.channels.voice.rules import digest
from entregent.channels.voice.sealing import seal
from entregent.channels.voice.tests.house import carrying, heard, pitch, together, until
from entregent.deflections.models import Deflection
from entregent.journal.models import Event
from entregent.kernel.handles import Handle, Kind, display
from entregent.routing import actions as routing
from entregent.routing.models import Queue, QueueMember, WorkItem
from entregent.telephony.tests.peers import baresip, tone
from entregent.tickets import actions as tickets

CALLER, AGENT = 480, 560
"""Hertz of what each says."""
OTHER = "+33199005678"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = {"zone": "Europe/Paris", "week": {day: ["00:00-24:00"] for day in DAYS}}


@pytest.fixture
def brand(committed: str) -> Brand:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    claire = Staff.objects.create(email="claire@example.org", name="Claire Morvan", password="!")
    Membership.objects.create(staff=claire, of_brand=brand, role="agent")
    Device.objects.create(staff=claire, label="Bureau", user="claire", ha1=seal(digest("claire", "secret")))
    with visible([brand.id]):
        always = Calendar.objects.create(brand=brand, name="Toujours", hours=ALWAYS)
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, wrap_up_seconds=0, calendar=always)
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(brand=brand, number="+33261910010", trunk=trunk, queue=queue)
        WaitingPolicy.objects.create(brand=brand, queue=queue, offers_callback=True, offers_seconds=0)
        QueueMember.objects.create(brand=brand, queue=queue, staff=claire)
    return brand


def seen(brand: Brand, what: Any) -> Any:
    with visible([brand.id]):
        return what()


def trunk_to(brand: Brand, port: int) -> None:
    with visible([brand.id]):
        Trunk.objects.update(host="127.0.0.1", port=port, caller="+33261910010")


def told(brand: Brand, kind: str) -> None:
    """What follows a fact, as the follower of the journal does; the job it gives is done at once."""
    with visible([brand.id]):
        event = Event.objects.filter(kind=kind).order_by("-id")[0]
        for react in REACTIONS[kind]:
            react(event)
    if kind == "item.taken":
        jobs.ring_back(str(event.brand_id), str(event.subject), event.data["staff"])


def taken_up(brand: Brand, at: Any) -> None:
    with visible([brand.id]):
        callback, claire = Callback.objects.get(), Staff.objects.get()
        tickets.take(callback.ticket_id, claire, at)
        callbacks.take(callback.ticket_id, at)


async def _kept_and_called(brand: Brand, address: str, folder: Path) -> dict[str, Any]:
    for name, hertz in (("caller", CALLER), ("agent", AGENT)):
        tone(folder / f"{name}.wav", hertz, 60)
    ended = lambda: Call.objects.exclude(ended_at=None).count()  # noqa: E731
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        me = f"<sip:{OTHER}@127.0.0.1>;regint=0"
        async with baresip(line, says=folder / "agent.wav") as agent, baresip(me, says=folder / "caller.wav") as caller:
            await asyncio.to_thread(trunk_to, brand, caller.port)
            await house._read_settings()
            await until(lambda: house.board.desk.stations.rings(Staff.objects.get().id))
            await caller.does("dial", f"sip:0261910010@{at}")
            await until(lambda: seen(brand, WorkItem.objects.filter(channel="call", state="waiting").exists))
            await until(lambda: seen(brand, Deflection.objects.exists))  # they are told of it
            await asyncio.sleep(1.5)
            await caller.does("sndcode", "1")  # to be called back
            await asyncio.sleep(1.2)
            await caller.does("sndcode", "2")  # on another number than theirs
            await asyncio.sleep(1.2)
            for digit in "0199005678#":
                await caller.does("sndcode", digit)
                await asyncio.sleep(0.25)
            await asyncio.sleep(1.2)
            await caller.does("sndcode", "1")
            await caller.tells("CALL_CLOSED", 20)
            await until(lambda: seen(brand, ended) == 1)
            kept = await asyncio.to_thread(seen, brand, lambda: WorkItem.objects.filter(state="waiting").values().get())

            # Nobody answers the first time.
            await asyncio.to_thread(taken_up, brand, timezone.now())
            ring = asyncio.create_task(asyncio.to_thread(told, brand, "item.taken"))
            await agent.tells("CALL_INCOMING")
            await agent.does("accept")
            await caller.tells("CALL_INCOMING")
            await ring
            await caller.does("hangup")
            await until(lambda: seen(brand, ended) == 2)
            await asyncio.to_thread(told, brand, "call.ended")
            again = await asyncio.to_thread(seen, brand, lambda: Callback.objects.values().get())

            # A quarter of an hour later they do.
            later = again["starts_at"]
            await asyncio.to_thread(callbacks.fall_due, later)
            await asyncio.to_thread(taken_up, brand, later)
            ring = asyncio.create_task(asyncio.to_thread(told, brand, "item.taken"))
            await agent.tells("CALL_INCOMING")
            await agent.does("accept")
            await caller.tells("CALL_INCOMING")
            await ring
            await caller.does("accept")
            await until(lambda: seen(brand, Call.objects.filter(state="talking").exists))
            await asyncio.sleep(1.0)
            await agent.does("hangup")
            await until(lambda: seen(brand, ended) == 3)
            await asyncio.to_thread(told, brand, "call.answered")
            first, *_rest, last = caller.heard()
            return {
                "kept": kept,
                "again": again,
                "said": heard(first),
                "talk": together(last),
                "agent": heard(agent.heard()[-1]),
            }


def test_whoever_keeps_their_place_is_called_at_their_turn_until_they_answer(
    brand: Brand, committed: str, tmp_path: Path
) -> None:
    with visible([brand.id]):
        routing.set_presence(Staff.objects.get().id, "available", timezone.now(), "system:test")
    met = asyncio.run(_kept_and_called(brand, committed, tmp_path))
    typed = display(Handle(Kind.PHONE, OTHER), "FR")
    spoken = [
        phrase("key_callback", "fr", key="1"), phrase("callback_type", "fr"),
        phrase("callback_number", "fr", number=typed, yes="1", other="2"), phrase("callback_kept", "fr"),
        phrase("goodbye", "fr"),
    ]  # fmt: skip
    heard_ = iter(met["said"])
    assert all(any(abs(tone - pitch(words)) <= 8 for tone in heard_) for words in spoken), "in this order"
    assert met["again"]["state"] == "booked" and met["again"]["tries"] == 1
    assert met["again"]["starts_at"] - met["again"]["tried_at"] == timedelta(minutes=15)
    assert {AGENT} in met["talk"] and CALLER in met["agent"]
    with visible([brand.id]):
        came, *placed = Call.objects.order_by("begun_at")
        callback, item = Callback.objects.get(), WorkItem.objects.get(id=met["kept"]["id"])
        assert (came.outcome, [one.outcome for one in placed]) == ("deflected", ["no_answer", "answered"])
        assert Deflection.objects.get(to="callback").answer == "accepted"
        assert (callback.phone, callback.source, callback.tries, callback.reached_at is not None) == (OTHER, "queue", 2, True)
        assert (item.channel, item.subject) == ("callback", came.ticket_id)
        assert item.enqueued_at == came.queued_at < item.queued_at, "it has its age: it comes at its turn"
        assert {one.ticket_id for one in placed} == {came.ticket_id}
        kinds = list(Event.objects.filter(kind__startswith="callback.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["callback.booked", "callback.fell_due", "callback.tried", "callback.fell_due", "callback.kept"]
