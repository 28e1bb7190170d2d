"""Those who cannot wait, or would rather not: real calls that leave a message, or are put through to another number."""

import asyncio
import wave
from pathlib import Path
from uuid import UUID

import numpy
import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions, recordings
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Number, Overflow, Trunk, Voicemail, WaitingPolicy
from entregent.channels.voice.reactions import write_down_later
from entregent.channels.voice.tests.house import MUSIC, carrying, heard, in_order, pitch, together, until
from entregent.deflections.models import Deflection
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.telephony.tests.peers import Baresip, baresip, tone

SPOKEN = 480
"""Hertz of what the caller says, for some seconds; then they are silent."""
NIGHT, BUSY, PATIENT, AWAY = "0261910011", "0261910012", "0261910013", "0261910014"


@pytest.fixture
def brand(committed: str) -> Brand:
    """Four numbers, each with its queue: nobody there · full at once · another way by a key · another number."""
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        queues = {}
        for number in (NIGHT, BUSY, PATIENT, AWAY):
            queues[number] = Queue.objects.create(brand=brand, name=number, is_default=number == NIGHT)
            Number.objects.create(brand=brand, number=f"+33{number[1:]}", trunk=trunk, queue=queues[number])
        Overflow.objects.create(brand=brand, queue=queues[NIGHT], when="nobody", does="voicemail")
        WaitingPolicy.objects.create(brand=brand, queue=queues[BUSY], longest_seconds=1)
        Overflow.objects.create(brand=brand, queue=queues[BUSY], when="full", does="voicemail", said_fr="Parlez.")
        WaitingPolicy.objects.create(brand=brand, queue=queues[PATIENT], offers_message=True, offers_seconds=0)
        Overflow.objects.create(brand=brand, queue=queues[AWAY], when="nobody", does="number", number="+33199005678")
    return brand


def calls(brand: Brand) -> list[Call]:
    with visible([brand.id]):
        return list(Call.objects.exclude(ended_at=None).select_related("ticket").order_by("begun_at"))


def messages(brand: Brand) -> list[Voicemail]:
    with visible([brand.id]):
        return list(Voicemail.objects.select_related("ticket", "call").order_by("begun_at"))


def waits(brand: Brand) -> bool:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").exists()


def offered(brand: Brand) -> bool:
    with visible([brand.id]):
        return Deflection.objects.exists()


def trunk_to(brand: Brand, port: int) -> None:
    with visible([brand.id]):
        Trunk.objects.update(host="127.0.0.1", port=port, caller="+33261910010")


async def _dials(caller: Baresip, number: str, at: str) -> None:
    await caller.does("dial", f"sip:{number}@{at}")
    await caller.tells("CALL_ESTABLISHED")


async def _four_calls(brand: Brand, address: str, folder: Path) -> tuple[list[list[int]], list[set[int]], list[int]]:
    """The tones that the caller heard in each of the first three; in the last those of both."""
    tone(folder / "spoken.wav", SPOKEN, 4)
    with wave.open(str(folder / "spoken.wav")) as file:
        speech = file.readframes(file.getnframes())
    with wave.open(str(folder / "spoken.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(speech + bytes(60 * 16_000))  # a telephone hangs up where its file ends
    tone(folder / "there.wav", 700, 60)
    me, there = "<sip:0199001234@127.0.0.1>;regint=0", "<sip:+33199005678@127.0.0.1>;regint=0"
    async with (
        baresip(there, says=folder / "there.wav") as them,
        carrying(address, folder) as house,
        baresip(me, says=folder / "spoken.wav") as caller,
    ):
        await asyncio.to_thread(trunk_to, brand, them.port)
        await house._read_settings()
        at = f"127.0.0.1:{house.sip.port}"
        await _dials(caller, NIGHT, at)
        await caller.tells("CALL_CLOSED", 20)  # four seconds of silence end what they say

        await _dials(caller, BUSY, at)
        await until(lambda: len(messages(brand)) == 2)
        await asyncio.sleep(1.0)
        await caller.does("hangup")
        await until(lambda: len(calls(brand)) == 2)

        await _dials(caller, PATIENT, at)
        await until(lambda: waits(brand))
        await until(lambda: offered(brand))
        await asyncio.sleep(1.5)
        await caller.does("sndcode", "3")
        await until(lambda: len(messages(brand)) == 3)
        await asyncio.sleep(1.0)
        await caller.does("sndcode", "#")
        await caller.tells("CALL_CLOSED")

        await _dials(caller, AWAY, at)
        await them.tells("CALL_INCOMING")
        await asyncio.sleep(0.6)  # it rings
        await them.does("accept")
        await asyncio.sleep(1.5)
        await them.does("hangup")
        await caller.tells("CALL_CLOSED")
        await until(lambda: len(calls(brand)) == 4)
        *said, last = caller.heard()
        return [heard(tape) for tape in said], together(last), heard(them.heard()[0])


def tones_of(row: Voicemail) -> set[int]:
    """What is heard of it: the strongest tone of each quarter of a second."""
    sound, size = recordings.opened_message(row), 2000
    side = sound.pcm(0, sound.seconds)[0].astype(float)
    loud = [part for part in numpy.split(side[: len(side) // size * size], len(side) // size) if abs(part).max() > 2000]
    return {int(numpy.abs(numpy.fft.rfft(part * numpy.hanning(size))).argmax()) * 4 for part in loud}


def test_who_cannot_wait_leaves_a_message_or_is_put_through(brand: Brand, committed: str, tmp_path: Path) -> None:
    said, through, there = asyncio.run(_four_calls(brand, committed, tmp_path))
    asked, kept, bye = (pitch(phrase(name, "fr")) for name in ("leave_message", "message_kept", "goodbye"))
    beep = said[0][1]
    assert said[0] == pytest.approx([asked, beep, kept, bye], abs=8)
    assert said[1][-2:] == pytest.approx([pitch("Parlez."), beep], abs=8) and MUSIC in said[1]
    offered = pitch(phrase("key_message", "fr", key="3"))
    assert any(abs(tone - offered) <= 8 for tone in said[2])
    assert said[2][-2:] == pytest.approx([kept, bye], abs=8)
    assert in_order(through, [{440}, {700}]) and set(there) == {SPOKEN}

    night, busy, patient, away = calls(brand)
    assert [(one.outcome, one.ended_by) for one in (night, busy, patient, away)] == [
        ("overflowed", "system"), ("overflowed", "customer"), ("deflected", "system"), ("overflowed", "system"),
    ]  # fmt: skip
    rows = messages(brand)
    assert [(row.call_id, row.ticket_id) for row in rows] == [(one.id, one.ticket_id) for one in (night, busy, patient)]
    assert all(tones_of(row) == {SPOKEN} for row in rows) and 4 < rows[0].seconds < 9
    with visible([brand.id]):
        facts = Event.objects.filter(kind__in=["call.overflowed", "call.message_left"]).order_by("id")
        assert [(one.data.get("does"), one.data["why"]) for one in facts] == [
            ("voicemail", "nobody"), (None, "silence"), ("voicemail", "full"), (None, "hung_up"), (None, "key"),
            ("number", "nobody"),
        ]  # fmt: skip
        # Each is a request that waits to be answered in writing, once; nothing waits as a call any more.
        items = WorkItem.objects.filter(state="waiting").values_list("subject", "channel")
        assert sorted(items) == sorted((row.ticket_id, "mail") for row in rows)
        assert {row.ticket.status for row in rows} <= {"new", "open"} and {row.ticket.channel for row in rows} == {"phone"}
        assert Deflection.objects.get(to="message").answer == "accepted"
        left = Event.objects.filter(kind="call.message_left").first()
    _written_down(brand, rows[0].id, left)


def _written_down(brand: Brand, message: UUID, left: Event) -> None:
    """Twice is once; where nothing hears, it is said."""
    from entregent.channels.voice import jobs
    from entregent.speech import hearing

    with visible([brand.id]):
        write_down_later(left)
        write_down_later(left)
    jobs.write_down(str(brand.id), str(message))
    with visible([brand.id]):
        row = Voicemail.objects.get(id=message)
        assert row.state == ("written" if hearing.available() else "unheard")
        assert Event.objects.get(kind="call.message_heard").data["state"] == row.state
    assert timezone.now() < row.expires_at
    file = Path(recordings.ready(recordings.file_of(brand.id, row.id)))
    assert file.stat().st_mode & 0o077 == 0 and file.read_bytes().startswith(b"ENTREC1")
    with visible([brand.id]):
        person = row.call.conversation.person_id
        assert actions.expire_messages(timezone.now()) == 0 and actions.erase_recordings(person, timezone.now()) == 3
        assert not Voicemail.objects.exclude(key="").exists() and not file.exists()
