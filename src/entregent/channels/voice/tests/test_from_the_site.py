"""Calls that browsers of visitors place: who is let in, what is refused, what is left of one that was never heard."""

import asyncio
import hmac
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions, control, queries
from entregent.channels.voice.actions import FromSite
from entregent.channels.voice.errors import NotCarried
from entregent.channels.voice.exchange import visitors
from entregent.channels.voice.models import Call, Node, Number, Trunk
from entregent.channels.voice.tests.house import carrying, off, until
from entregent.kernel.ids import uuid7
from entregent.people import actions as people
from entregent.routing.models import Queue


@pytest.fixture
def number(committed: str) -> Number:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        return Number.objects.create(brand=brand, number="+33261910010", trunk=trunk, queue=queue)


async def browser() -> tuple[RTCPeerConnection, str]:
    """A browser that has not called yet, and what it says of its sound."""
    peer = RTCPeerConnection()
    peer.addTrack(AudioStreamTrack())
    await peer.setLocalDescription(await peer.createOffer())
    return peer, peer.localDescription.sdp


def visitor(number: Number) -> FromSite:
    with visible([number.brand_id]):
        person = people.create_person(number.brand_id, now=timezone.now(), actor="system:test", source="chat").id
    return FromSite(uuid7(), person, page="https://boutique.example/panier", title="Panier")


def calls(number: Number, **which: object) -> list[Call]:
    with visible([number.brand_id]):
        return list(Call.objects.filter(**which))


def place(number: Number, offer: str, site: FromSite) -> str:
    with visible([number.brand_id]):
        return actions.call_in(number.id, offer, site, name="Jeanne", network="ici")


async def _let_in_and_refused(number: Number, address: str, folder: Path) -> None:
    async with carrying(address, folder) as house:
        site = await off(visitor, number)
        peer, offer = await browser()
        answer = await off(place, number, offer, site)
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        (call,) = await until(lambda: calls(number, state="waiting"))
        assert (call.id, call.by_browser, call.page, call.page_title) == (site.call, True, site.page, "Panier")

        peers = [await browser() for _ in range(visitors.FROM_ONE_PLACE)]
        refused = [
            await house.board.visitors.open(number.id, offer, "", "ici", await off(visitor, number)) for _, offer in peers
        ]
        assert [one.get("refused") for one in refused] == [None] * (visitors.FROM_ONE_PLACE - 1) + ["too_many"]
        another = await off(visitor, number)
        assert (await house.board.visitors.open(uuid4(), offer, "", "là", another))["refused"] == "no_line"
        assert (await house.board.visitors.open(number.id, "v=0\r\n", "", "là", another))["refused"] == "no_sound"
        with pytest.raises(NotCarried) as refusal:
            await off(place, number, peers[-1][1], another)
        assert refusal.value.why == "too_many"
        house.board.visitors.does(site.call, "keys", "1\r2x#")  # what is no key is none
        await off(_hangs_up, number, site)
        ended = await until(lambda: calls(number, ended_by="customer"))
        assert [(one.id, one.outcome) for one in ended] == [(site.call, "abandoned")]
        await peer.close()
        await until(lambda: len(house.board.desk.calls) == 0)  # the others were never heard
        for other, _ in peers:
            await other.close()
        assert len(await off(calls, number)) == 1


def _hangs_up(number: Number, site: FromSite) -> None:
    with visible([number.brand_id]):
        actions.hang_up(site.call)


def test_a_browser_is_let_in_and_too_many_are_not(
    number: Number, committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "COMES", 3.0)
    with visible([number.brand_id]):
        assert not queries.answers(number.id, timezone.now()).now, "no process carries calls"
    asyncio.run(_let_in_and_refused(number, committed, tmp_path))


def test_nobody_but_the_pages_of_the_house_places_calls(number: Number) -> None:
    Node.objects.create(control="127.0.0.1:9", sip="127.0.0.1:5060", started_at=timezone.now(), seen_at=timezone.now())
    with pytest.raises(NotCarried) as refusal:
        place(number, "v=0", visitor(number))
    assert refusal.value.why == "no_service"
    with pytest.raises(control.Forged):
        control.read(settings.SECRET_KEY, b'["visit", {}]\n')


@override_settings(VOICE_ICE_SERVERS=["stun:turn.example.org", "turn:turn.example.org"], VOICE_TURN_SECRET="secret")
def test_browsers_get_a_pass_of_the_turn_server_for_some_hours() -> None:
    stun, turn = queries.ice_servers(datetime(2026, 1, 5, tzinfo=UTC))
    assert stun == {"urls": "stun:turn.example.org"}
    assert turn["username"] == "1767614400:entregent"
    made = hmac.digest(b"secret", turn["username"].encode(), "sha1")
    assert b64decode(turn["credential"]) == made
