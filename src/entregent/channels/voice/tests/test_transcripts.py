"""Recordings are written down: each side apart, searched, read with a trace, gone with the sound."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import AuditEntry
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions
from entregent.channels.voice.jobs import transcribe
from entregent.channels.voice.models import RecordingPolicy, Transcript
from entregent.channels.voice.tests.house import carrying, until
from entregent.channels.voice.tests.test_by_voice import models, mouth, shelf  # noqa: F401
from entregent.channels.voice.tests.test_recordings import brand, ended, kept, talking, waiting  # noqa: F401
from entregent.channels.voice.transcripts import Line, masked, quietest
from entregent.routing.dispatcher import dispatch
from entregent.routing.models import Presence
from entregent.telephony.media.g711 import RATE
from entregent.telephony.tests.peers import baresip


@given(st.integers(1, 30 * 5))
def test_a_stretch_is_cut_where_both_are_quiet(fifth: int) -> None:
    sides = np.full((2, 30 * RATE), 3000, np.int16)
    first = min(fifth, 149) * RATE // 5
    sides[:, first : first + RATE // 5] = 10
    cut = quietest(sides)
    assert (first <= cut < first + RATE // 5) == (first >= 18 * RATE) and cut > 0


def test_a_card_that_is_read_out_in_several_breaths_is_not_kept() -> None:
    said = [
        Line(0, 1, 2, "Le numéro, c'est 4111 1111", 0.9), Line(1, 2, 2.5, "Oui, je note.", 0.9),
        Line(0, 3, 4, "1111 1111", 0.9), Line(0, 5, 6, "J'ai 42 ans.", 0.9), Line(1, 6, 7, "4111 1111 1111 1111", 0.9),
    ]  # fmt: skip
    found = [line.text for line in masked(said)]
    assert found[:4] == ["Le numéro, c'est •••• ••••", "Oui, je note.", "•••• ••••", "J'ai 42 ans."]
    assert "4111 1111" not in found[4]


async def _a_call(brand: Brand, mouth: Any, address: str, folder: Path) -> None:  # noqa: F811
    says = [await asyncio.to_thread(mouth, words) for words in ("", "Bonjour, que puis-je faire pour vous ?")]
    wishes = await asyncio.to_thread(mouth, "Bonjour, je n'ai toujours pas reçu ma commande.")
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        me = "<sip:0199001234@127.0.0.1>;regint=0"
        async with baresip(line, says=says[0]) as agent, baresip(me, says=says[0]) as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            await caller.does("dial", f"sip:0261910010@{at}")
            await until(lambda: waiting(brand))
            await until(lambda: dispatch(timezone.now()))
            await agent.tells("CALL_INCOMING")
            await agent.does("accept")
            await until(lambda: talking(brand) and kept(brand))
            for telephone, words in ((agent, says[1]), (caller, wishes)):
                await telephone.does("ausrc", f"aufile,{words}")
                await asyncio.sleep(3.6)
            await agent.does("hangup")
            await until(lambda: ended(brand) == 1)


def test_both_sides_are_written_down_searched_and_gone_with_the_sound(
    brand: Brand, mouth: Any, committed: str, tmp_path: Path, settings: Any, make_staff: Any, visit: Any,  # noqa: F811
) -> None:  # fmt: skip
    asyncio.run(_a_call(brand, mouth, committed, tmp_path))
    (row,) = kept(brand)
    with visible([brand.id]):
        assert not actions.await_transcript(row.id, timezone.now()), "the brand did not ask for it"
        RecordingPolicy.objects.update(transcribe=True)
        assert actions.await_transcript(row.id, timezone.now())
    client = visit(make_staff(brand, "supervisor"))
    here, ears = reverse("voice:transcript", args=[row.id]), settings.SPEECH
    assert "En attente" not in client.get(reverse("voice:call", args=[row.call_id])).text, "nothing was announced"
    client.post(reverse("voice:begin_hearing", args=[row.id]), {"reason": "Réclamation"})
    assert "En attente" in client.get(reverse("voice:call", args=[row.call_id])).text
    settings.SPEECH = ears | {"folder": tmp_path / "nothing"}
    transcribe(str(brand.id), str(row.id))
    assert "Rien ici ne comprend la parole" in client.get(here).text
    assert "En attente" in client.post(reverse("voice:transcribe", args=[row.id])).text
    settings.SPEECH = ears
    transcribe(str(brand.id), str(row.id))
    with visible([brand.id]):
        told = {side: text for side, _start, _end, text, _sure in Transcript.objects.get().lines}
    assert "commande" in told[0] and "pour vous" in told[1]
    assert "commande" not in client.get(here).text, "what is not read is not in the audit"
    assert visit(make_staff(brand, "supervisor")).get(here, {"read": ""}).status_code == 403, "they wrote no reason down"
    assert "commande" in client.get(here, {"read": ""}).text
    with visible([brand.id]):
        assert AuditEntry.objects.filter(what="recording.read").count() == 1
    found = [client.get(reverse("voice:log"), {"said": words}).text.count("main-link") for words in ("COMMANDE", "girafe")]
    assert found == [1, 0]
    with visible([brand.id]):
        assert actions.erase_recordings(row.call.conversation.person_id, timezone.now()) == 1
        assert not Transcript.objects.exists()
    assert client.get(here).status_code == 404
