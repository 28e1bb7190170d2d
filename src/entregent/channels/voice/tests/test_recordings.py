"""What is kept of a call, and what is not: the lot, the file as it really was made, who refuses, what goes in its time."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions, recordings
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Device, Number, Recording, RecordingPolicy, Trunk
from entregent.channels.voice.rules import digest, drawn
from entregent.channels.voice.sealing import seal
from entregent.channels.voice.tests.house import carrying, heard, pitch, until
from entregent.journal.models import Event
from entregent.routing import actions as routing
from entregent.routing.dispatcher import dispatch
from entregent.routing.models import Presence, Queue, QueueMember, WorkItem
from entregent.telephony.tests.peers import baresip, tone

NOTICE, UNDERSTOOD = phrase("recorded", "fr", key="8"), phrase("unrecorded", "fr")
CALLER, AGENT = 480, 560
"""Hertz of what each says."""


@given(st.uuids(), st.integers(0, 100), st.integers(0, 100))
def test_a_lot_never_changes_and_more_are_drawn_where_more_are_wanted(call: UUID, one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert drawn(call, fewer) <= drawn(call, more)
    assert not drawn(call, 0) and drawn(call, 100)


def test_as_many_are_drawn_as_are_wanted() -> None:
    assert 0.09 < sum(drawn(UUID(int=number), 10) for number in range(20_000)) / 20_000 < 0.11


@pytest.fixture
def brand(committed: str) -> Brand:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    now = timezone.now()
    claire = Staff.objects.create(email="claire@example.org", name="Claire Morvan", password="!")
    Membership.objects.create(staff=claire, of_brand=brand, role="agent")
    Device.objects.create(staff=claire, label="Bureau", user="claire", ha1=seal(digest("claire", "secret")))
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, wrap_up_seconds=0)
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(brand=brand, number="+33261910010", trunk=trunk, queue=queue)
        RecordingPolicy.objects.create(brand=brand, share=100, share_reason="Preuve des ordres.")
        QueueMember.objects.create(brand=brand, queue=queue, staff=claire)
        routing.set_presence(claire.id, "available", now, "system:test")
    return brand


def kept(brand: Brand) -> list[Recording]:
    with visible([brand.id]):
        return list(Recording.objects.select_related("call").order_by("started_at"))


def told(brand: Brand, about: str) -> list[Event]:
    with visible([brand.id]):
        return list(Event.objects.filter(kind=f"call.recording_{about}").order_by("id"))


def waiting(brand: Brand) -> bool:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").exists()


def talking(brand: Brand) -> Call | None:
    with visible([brand.id]):
        return Call.objects.filter(state="talking").first()


def ended(brand: Brand) -> int:
    with visible([brand.id]):
        return Call.objects.exclude(ended_at=None).count()


async def _three_calls(brand: Brand, address: str, folder: Path) -> tuple[Path, bytes]:
    """The first is kept, with its silences; in the second the caller refuses while they talk, in the third at once."""
    for name, hertz in (("caller", CALLER), ("agent", AGENT)):
        tone(folder / f"{name}.wav", hertz, 60)
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        me = "<sip:0199001234@127.0.0.1>;regint=0"
        async with baresip(line, says=folder / "agent.wav") as agent, baresip(me, says=folder / "caller.wav") as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)

            async def put_through() -> Call:
                await caller.does("dial", f"sip:0261910010@{at}")
                await until(lambda: waiting(brand))
                await until(lambda: dispatch(timezone.now()))
                await agent.tells("CALL_INCOMING")
                await agent.does("accept")
                call: Call = await until(lambda: talking(brand))
                await until(lambda: any(one.call_id == call.id for one in kept(brand)))
                return call

            call = await put_through()
            await asyncio.sleep(1.2)
            for what, seconds in (("hold", 1.0), ("resume", 1.0), ("record_off", 1.2), ("record_on", 1.0)):
                assert await house.board.order(call.id, what, call.staff_id) is None
                await asyncio.sleep(seconds)
            await agent.does("hangup")
            await until(lambda: ended(brand) == 1)
            again = await put_through()
            file = Path(await until(lambda: recordings.ready(kept(brand)[-1].file)))
            sealed = await until(file.read_bytes)
            await caller.does("sndcode", "8")
            await until(lambda: told(brand, "objected"))
            assert await house.board.order(again.id, "record_on", call.staff_id) == "no_recording"
            await caller.does("hangup")
            await until(lambda: ended(brand) == 2)
            await caller.does("dial", f"sip:0261910010@{at}")
            await caller.tells("CALL_ESTABLISHED")
            await caller.does("sndcode", "8")
            await until(lambda: len(told(brand, "objected")) == 2)
            await caller.does("hangup")
            await until(lambda: ended(brand) == 3)
            first = heard(caller.heard()[0])
            assert first[0] == pytest.approx(pitch(NOTICE), abs=8), "told before waiting"
            return file, sealed


def tones(samples: numpy.ndarray) -> list[int]:
    """The tone of each quarter of a second, in hertz; 0 for silence."""
    met, size = [], 2000
    for start in range(0, len(samples) - size, size):
        part = samples[start : start + size].astype(float)
        if abs(part).max() < 200:
            met.append(0)
        else:
            strongest = int(numpy.abs(numpy.fft.rfft(part * numpy.hanning(size))).argmax()) * 8000 / size
            met.append(next((hertz for hertz in (CALLER, AGENT) if abs(hertz - strongest) <= 8), round(strongest)))
    return met


def test_what_each_says_is_kept_apart_and_nothing_of_holds_payments_and_those_who_refuse(brand, committed, tmp_path) -> None:
    deleted, sealed = asyncio.run(_three_calls(brand, committed, tmp_path))
    row, refused = kept(brand)
    sound = recordings.opened(row)
    left, right = (tones(side) for side in sound.pcm(0, sound.seconds))
    both, silence = (CALLER, AGENT), (0, 0)
    clear = [pair for pair in zip(left, right, strict=True) if pair in (both, silence)]  # not the edges
    apart = [pair for at, pair in enumerate(clear) if at == 0 or pair != clear[at - 1]]
    assert [pair for at, pair in enumerate(apart) if at or pair == both] == [both, silence, both, silence, both]
    assert set(left) <= {CALLER, 0} and set(right) <= {AGENT, 0}, "neither side holds the other, nor music"
    silences = [(length, why) for _at, length, why in row.gaps if length > 0.5]  # not the last instant
    assert [why for _length, why in silences] == ["hold", "card"] and min(silences)[0] > 0.8 and row.seconds > 4
    assert (row.why, row.gone, row.paused_at) == ("drawn", "", None) and row.ended_at is not None
    assert [(fact.data["why"], fact.subject) for fact in told(brand, "paused")] == [("card", row.call_id)]
    assert len(told(brand, "resumed")) == 1 and told(brand, "stopped")[0].data["why"] == "ended"
    path = Path(recordings.ready(row.file))
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert sealed.startswith(b"ENTREC1") and not deleted.exists()
    assert (refused.gone, refused.key) == ("objected", "")
    assert [fact.data["recording"] for fact in told(brand, "objected")] == [str(refused.id), None]
    with visible([brand.id]):
        assert actions.expire(timezone.now()) == 0 and path.exists()
        assert actions.expire(timezone.now() + timedelta(days=181)) == 1 and not path.exists()
        assert Event.objects.get(kind="recording.expired").data["days"] == 181
    assert kept(brand)[0].key == ""
