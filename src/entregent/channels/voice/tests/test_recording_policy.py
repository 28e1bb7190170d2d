"""What a brand keeps of its calls, as administrators say it."""

from collections.abc import Callable
from datetime import datetime, timedelta
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
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions, recordings
from entregent.channels.voice.actions import plan
from entregent.channels.voice.listening import covered, register, today_of
from entregent.channels.voice.models import Number, Recording, RecordingPolicy
from entregent.channels.voice.reactions import make_ready
from entregent.channels.voice.rules import hearing_right
from entregent.channels.voice.sealing import seal_key
from entregent.channels.voice.shape import STEPS
from entregent.channels.voice.silences import named
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


@pytest.fixture
def kept(brand: Brand, make_staff: Callable[..., Staff], tmp_path: Path, settings: Any) -> tuple[Recording, Staff]:
    """Two seconds of a call of Claire's: the first without sound, as she was on hold."""
    settings.RECORDINGS = tmp_path
    now, claire = timezone.now(), make_staff(brand, "agent", "Claire Morvan")
    node = actions.start_node("127.0.0.1:1", "127.0.0.1:5060", now)
    number = Number.objects.create(brand=brand, number="+33261910010")
    call, id, key = actions.begin(number.id, "0199001234", "", node=node, now=now).call, uuid4(), bytes(32)
    writer = Recorder(recordings.ready(recordings.file_of(brand.id, id)), key, 0, Writer(), lambda why: None)
    for loud in (0xD5, 0x2A):
        writer.tap(["caller"], [])
        for _ in range(50):
            writer.take(np.array([[loud] * FRAME, [0xD5] * FRAME], np.uint8), 0)
    written = Flag()
    writer.finish(lambda size: written.set())
    assert written.wait(10)
    RecordingPolicy.objects.create(brand=brand)
    actions.answered(call, claire.id, now)
    actions.recording_started(call, id, seal_key(key), None, now)
    actions.recording_stopped(call, "ended", 2.0, [(0.0, 1.0, "hold")], now)
    actions.end(call, "customer", now)
    return Recording.objects.get(), claire


def listened() -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind="recording.listened").order_by("id").values_list("data", flat=True))


def test_who_supervises_writes_down_why_they_listen_or_has_announced_it_and_the_register_tells_to_what(
    brand: Brand, make_staff: Callable[..., Staff], visit: Visit, kept: tuple[Recording, Staff]
) -> None:
    row, claire = kept
    address, page = reverse("voice:sound", args=[row.id]), reverse("voice:call", args=[row.call_id])
    youssef = make_staff(brand, "supervisor", "Youssef El Amrani")
    screen, now = visit(youssef), timezone.now()
    assert screen.get(address).status_code == 403 and "call-player" not in screen.get(page).content.decode()
    begin = reverse("voice:begin_hearing", args=[row.id])
    screen.post(begin, {"reason": "  "})
    assert screen.get(address).status_code == 403
    assert screen.post(begin, {"reason": "Plainte du 3 mars"}).status_code == 302
    shown = screen.get(page).content.decode()
    assert "call-player" in shown and "Plainte du 3 mars" in shown and 'data-gap="0.00 1.00"' in shown
    heard = screen.get(address, headers={"Range": "bytes=32044-"})
    assert heard.status_code == 206 and heard["Content-Range"] == "bytes 32044-64043/64044" and len(heard.content) == 32_000
    assert screen.get(address, headers={"Range": "bytes=99999-"}).status_code == 416
    screen.get(address, headers={"Range": "bytes=48044-"})
    drawn = screen.get(reverse("voice:shape", args=[row.id])).json()
    assert len(drawn["theirs"]) == len(drawn["ours"]) == 100 < STEPS and drawn["seconds"] == 2.0
    assert max(drawn["theirs"][:50]) < 10 < 200 < min(drawn["theirs"][50:]) and max(drawn["ours"]) < 10
    assert bytes(Recording.objects.get().shape) == bytes(drawn["theirs"] + drawn["ours"]), "drawn once"
    assert [(one["right"], one["since"], one["until"]) for one in listened()] == [("reason", 1.0, 2.0), ("reason", 1.5, 2.0)]
    assert AuditEntry.objects.filter(what="recording.listened").count() == 2
    (line,) = register([brand.id], now - timedelta(days=1), now + timedelta(days=1), claire.id, 10)
    assert (line.manner, line.seconds, line.reason, line.staff) == ("recording", 1.0, "Plainte du 3 mars", youssef)
    auditor = visit(make_staff(brand, "auditor", "Nora Petit"))
    told = auditor.get(reverse("voice:register")).content.decode()
    assert "Plainte du 3 mars" in told and "Plainte du 3 mars" in auditor.get(reverse("voice:register_file")).content.decode()
    assert auditor.get(reverse("voice:register"), {"agent": str(youssef.id)}).context["rows"] == []
    other = visit(make_staff(brand, "supervisor", "Inès Baron"))
    day = today_of(brand, now)
    actions.announce_listening(brand.id, day, day, [], "Formation", by=youssef, today=day, now=now)
    assert other.get(address).status_code == 206 and listened()[-1]["period"]


def test_agents_hear_their_own_calls_where_the_brand_allows_it_and_who_objects_afterwards_is_heard_no_more(
    brand: Brand, make_staff: Callable[..., Staff], visit: Visit, kept: tuple[Recording, Staff]
) -> None:
    row, claire = kept
    address, page = reverse("voice:sound", args=[row.id]), reverse("voice:call", args=[row.call_id])
    screen = visit(claire)
    assert screen.get(address).status_code == 403 and "call-player" not in screen.get(page).content.decode()
    RecordingPolicy.objects.update(agents_hear=True)
    assert screen.get(address).status_code == 206 and "call-player" in screen.get(page).content.decode()
    assert listened()[-1]["right"] == "own" and listened()[-1]["agent"] == str(claire.id)
    awa = visit(make_staff(brand, "agent", "Awa Diop"))
    object_to = reverse("voice:object_to", args=[row.id])
    assert awa.get(address).status_code == 403 and awa.post(object_to).status_code == 403
    actions.draw(row.id)
    assert screen.post(object_to).status_code == 302
    row.refresh_from_db()
    assert (row.gone, row.key, row.shape) == ("objected", "", None)
    assert Event.objects.get(kind="call.recording_objected").data["how"] == "afterwards"
    assert screen.get(address).status_code == 404 and screen.post(object_to).status_code == 404
    assert not Path(recordings.ready(row.file)).exists() and actions.draw(row.id) is None


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(sorted), max_size=8))
def test_what_was_heard_twice_counts_once(stretches: list[list[float]]) -> None:
    whole = covered([(since, until) for since, until in stretches])
    assert 0 <= whole <= 100.1
    assert whole == pytest.approx(covered([*map(tuple, stretches), *map(tuple, stretches)]))
    assert whole <= sum(until - since for since, until in stretches) + 0.1


def test_silences_have_the_reason_that_held_then() -> None:
    told = [(0.0, "asked"), (2.0, "hold"), (4.0, ""), (6.0, "card"), (9.0, "")]
    gaps = [(0.0, 0.1, "asked"), (2.1, 1.8, "asked"), (6.0, 3.0, "asked"), (7.0, 0.4, "lost")]
    assert [why for _at, _for, why in named(gaps, told)] == ["asked", "hold", "card", "lost"]


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nobody_hears_what_is_not_theirs_without_a_reason(
    own: bool, allowed: bool, supervises: bool, told: bool, reason: bool
) -> None:
    right = hearing_right(own=own, agents_hear=allowed, supervises=supervises, announced=told, reason=reason)
    assert (right == "own") == (own and allowed)
    assert not right or right == "own" or (supervises and (told or reason))
