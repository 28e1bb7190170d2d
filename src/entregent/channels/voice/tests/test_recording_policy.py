"""What a brand keeps of its calls, as administrators say it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event as Flag
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions, recordings
from entregent.channels.voice.actions import plan
from entregent.channels.voice.models import Number, Recording, RecordingPolicy
from entregent.channels.voice.reactions import make_ready
from entregent.channels.voice.sealing import seal_key
from entregent.journal.models import Event
from entregent.speech.models import Prompt
from entregent.telephony.media.g711 import FRAME
from entregent.telephony.media.recording import Recorder, Writer

Visit = Callable[[Staff | None], Client]
FIELDS = {"share": 10, "objection_key": "8", "days": 180}


@pytest.fixture
def client(brand: Brand, make_staff: Callable[..., Staff], visit: Visit) -> Client:
    return visit(make_staff(brand, "administrator", name="Awa Diop"))


def test_much_and_long_need_a_reason_and_nothing_is_kept_before_it_is_said(client: Client, brand: Brand) -> None:
    page, call = reverse("voice:recording_policy", args=[brand.id]), uuid4()
    assert plan(call, brand.id) is None
    for more, field in (
        ({"share": 60}, "share_reason"),
        ({"days": 365}, "days_reason"),
        ({"objection_key": "A"}, "objection_key"),
    ):
        refused = client.post(page, FIELDS | more)
        assert refused.status_code == 422 and list(refused.context["form"].errors) == [field]
    assert (
        client.post(page, FIELDS | {"share": 100, "share_reason": "Preuve des ordres.", "notice_fr": "Bonjour."}).status_code
        == 302
    )
    drawn = plan(call, brand.id)
    assert drawn is not None and drawn.drawn and drawn.notice == {"fr": "Bonjour.", "en": ""}
    assert client.post(page, FIELDS | {"share": 0, "by_hand": "on"}).status_code == 302
    by_hand = plan(call, brand.id)
    assert by_hand is not None and by_hand.by_hand and not by_hand.drawn
    assert client.post(page, FIELDS | {"share": 0}).status_code == 302
    assert plan(call, brand.id) is None and RecordingPolicy.objects.count() == 1
    assert AuditEntry.objects.filter(data__thing="voice.recordingpolicy").count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingPolicy.objects.update(share=51)


def test_what_is_said_is_made_ready(client: Client, brand: Brand) -> None:
    client.post(reverse("voice:recording_policy", args=[brand.id]), FIELDS | {"notice_en": "We may record."})
    make_ready(Event.objects.get(kind="recording_policy.saved"))
    french, english = (set(Prompt.objects.filter(language=one).values_list("text", flat=True)) for one in ("fr", "en"))
    assert any("tapez 8" in text for text in french) and "We may record." in english


def test_the_list_costs_the_same_for_many_brands(client: Client, brand: Brand, now: datetime) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("voice:recording")).status_code == 200
        return len(asked)

    statements()
    before = statements()
    RecordingPolicy.objects.create(brand=brand)
    assert statements() == before


def test_the_agent_sees_whether_they_are_recorded_and_what_is_erased_stays_so(
    brand: Brand, make_staff: Callable[..., Staff], visit: Visit, now: datetime
) -> None:
    claire, node = make_staff(brand, "agent", "Claire Morvan"), actions.start_node("127.0.0.1:1", "127.0.0.1:5060", now)
    number = Number.objects.create(brand=brand, number="+33261910010")
    call = actions.begin(number.id, "0199001234", "", node=node, now=now)
    actions.answered(call.call, claire.id, now)
    screen = visit(claire)

    def line() -> str:
        return screen.get(reverse("voice:line")).content.decode()

    assert "/record" not in line(), "nothing is recorded without a policy"
    RecordingPolicy.objects.create(brand=brand, share=0, by_hand=True)
    assert line().count("/record/") == 1
    actions.recording_started(call.call, uuid4(), "sealed", claire.id, now)
    assert "/record-off/" in line() and "/record-objected/" in line() and "/record/" not in line()
    actions.recording_paused(call.call, "card", claire.id, now)
    assert "/record-on/" in line() and "/record-off/" not in line()
    assert actions.erase_recordings(call.person, now) == 1 and actions.erase_recordings(call.person, now) == 0
    row = Recording.objects.get()
    assert (row.key, row.gone) == ("", "erased") and "/record" not in line()


def test_a_supervisor_listens_by_stretches_and_the_audit_says_to_what(
    brand: Brand, make_staff: Callable[..., Staff], visit: Visit, now: datetime, tmp_path: Path, settings: Any
) -> None:
    settings.RECORDINGS = tmp_path
    node = actions.start_node("127.0.0.1:1", "127.0.0.1:5060", now)
    number = Number.objects.create(brand=brand, number="+33261910010")
    call, id, key = actions.begin(number.id, "0199001234", "", node=node, now=now).call, uuid4(), bytes(32)
    writer = Recorder(recordings.ready(recordings.file_of(brand.id, id)), key, 0, Writer(), lambda why: None)
    writer.tap(["caller"], [])
    for _ in range(100):
        writer.take(np.full((2, FRAME), 0xD5, np.uint8), 0)
    written = Flag()
    writer.finish(lambda size: written.set())
    assert written.wait(10)
    RecordingPolicy.objects.create(brand=brand)
    actions.recording_started(call, id, seal_key(key), None, now)
    address = reverse("voice:sound", args=[id])
    assert visit(make_staff(brand, "agent", "Claire Morvan")).get(address).status_code == 403
    supervisor = visit(make_staff(brand, "supervisor", "Youssef El Amrani"))
    heard = supervisor.get(address, headers={"Range": "bytes=32044-"})
    assert heard.status_code == 206 and heard["Content-Range"] == "bytes 32044-64043/64044" and len(heard.content) == 32_000
    assert (
        supervisor.get(address).content.startswith(b"RIFF")
        and supervisor.get(address, headers={"Range": "bytes=99999-"}).status_code == 416
    )
    said = AuditEntry.objects.filter(what="recording.listened").order_by("id").first()
    assert said is not None and (said.data["since"], said.data["until"]) == (1.0, 2.0)
    actions.recording_objected(call, "afterwards", None, now)
    assert supervisor.get(address).status_code == 404
