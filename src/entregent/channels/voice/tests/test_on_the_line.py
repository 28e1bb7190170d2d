"""Real calls: a telephone dials, a menu speaks, keys are pressed, a queue plays music, somebody hangs up."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Device, Number, Recording, RecordingPolicy, Trunk
from entregent.channels.voice.rules import digest
from entregent.channels.voice.sealing import seal
from entregent.channels.voice.tests.house import MUSIC, carrying, heard, in_order, off, pitch, together, until
from entregent.journal.models import Event
from entregent.routing import actions as routing
from entregent.routing.dispatcher import dispatch, sweep
from entregent.routing.models import Offer, Presence, Queue, QueueMember, WorkItem
from entregent.routing.rules import REFUSAL_REST
from entregent.scenarios import actions as scenarios
from entregent.telephony.tests.peers import Baresip, baresip, tone

DIALLED = "0261910010"
WELCOME, CHOICE = "Bienvenue chez Ponant.", "Que souhaitez-vous ?"
TREE = {
    "form": 1, "languages": ["fr"], "media": ["phone"], "start": "bonjour",
    "nodes": {
        "bonjour": {"kind": "say", "text": {"fr": WELCOME}, "next": "choix"},
        "choix": {
            "kind": "choice", "text": {"fr": CHOICE},
            "options": [
                {"key": "1", "label": {"fr": "Un conseiller"}, "next": "agent"},
                {"key": "2", "label": {"fr": "Nos horaires"}, "next": "fin"},
            ],
        },
        "agent": {"kind": "hand", "text": {"fr": "Un conseiller vous répond."}},
        "fin": {"kind": "end", "text": {"fr": "Nous sommes ouverts de neuf à dix-huit heures."}},
    },
}  # fmt: skip


@pytest.fixture
def brand(committed: str) -> Brand:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    now = timezone.now()
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        made = scenarios.create_scenario(brand.id, "svi", "SVI", TREE, now=now, actor="system:test")
        scenarios.publish(made.scenario_id, now=now, actor="system:test")
        trunk = Trunk.objects.create(brand=brand, name="Opérateur", addresses=["127.0.0.1"])
        Number.objects.create(
            brand=brand, number="+33261910010", label="Accueil", trunk=trunk, queue=queue, scenario_id=made.scenario_id
        )
    return brand


def outcomes(brand: Brand) -> list[tuple[str, str]]:
    with visible([brand.id]):
        return list(Call.objects.exclude(ended_at=None).order_by("begun_at").values_list("outcome", "ended_by"))


def waiting(brand: Brand) -> bool:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").exists()


async def _menu_and_queue(brand: Brand, address: str, folder: Path) -> list[int]:
    async with carrying(address, folder) as house, baresip("<sip:0199001234@127.0.0.1>;regint=0") as caller:
        await caller.does("dial", f"sip:{DIALLED}@127.0.0.1:{house.sip.port}")
        await caller.tells("CALL_ESTABLISHED")
        await asyncio.sleep(2.0)
        await caller.does("sndcode", "1")
        await until(lambda: waiting(brand))
        await asyncio.sleep(2.5)
        await caller.does("hangup")
        await until(lambda: outcomes(brand))
        return heard(caller.heard()[0])


def test_a_caller_chooses_waits_with_music_and_gives_up(brand: Brand, committed: str, tmp_path: Path) -> None:
    tones = asyncio.run(_menu_and_queue(brand, committed, tmp_path))
    said = [pitch(WELCOME), pitch(CHOICE), pitch("Pour un conseiller, tapez 1.")]
    assert tones[:3] == pytest.approx(said, abs=8)
    assert tones[-1] == pytest.approx(MUSIC, abs=8)
    assert outcomes(brand) == [("abandoned", "customer")]


@pytest.fixture
def claire(brand: Brand) -> Staff:
    """An agent with a SIP telephone, in the queue, available."""
    now = timezone.now()
    staff = Staff.objects.create(email="claire@example.org", name="Claire Morvan", password="!")
    Membership.objects.create(staff=staff, of_brand=brand, role="agent")
    Device.objects.create(staff=staff, label="Bureau", user="claire", ha1=seal(digest("claire", "secret")))
    with visible([brand.id]):
        QueueMember.objects.create(brand=brand, queue=Queue.objects.get(), staff=staff)
        Queue.objects.update(wrap_up_seconds=30)
        routing.set_presence(staff.id, "available", now, "system:test")
    return staff


def talking(brand: Brand) -> Call | None:
    with visible([brand.id]):
        return Call.objects.filter(state="talking").first()


def figures(brand: Brand, call: Call) -> dict[str, Any]:
    with visible([brand.id]):
        return Event.objects.get(kind="call.ended", subject=call.id).data


async def queued(brand: Brand, caller: Baresip, at: str) -> None:
    """A caller dials, chooses an agent in the menu, and waits."""
    await caller.does("dial", f"sip:{DIALLED}@{at}")
    await caller.tells("CALL_ESTABLISHED")
    await asyncio.sleep(0.5)
    await caller.does("sndcode", "1")
    await until(lambda: waiting(brand))


async def put_through(brand: Brand, caller: Baresip, agent: Baresip, at: str) -> Call:
    """A caller waits, and the agent to whom the call is offered lifts the receiver."""
    await queued(brand, caller, at)
    await until(lambda: dispatch(timezone.now()))
    await agent.tells("CALL_INCOMING")
    await agent.does("accept")
    call: Call = await until(lambda: talking(brand))
    return call


async def _agent_on_a_sip_telephone(brand: Brand, address: str, folder: Path) -> tuple[list[int], list[int], Call]:
    voices = folder / "caller.wav", folder / "agent.wav"
    tone(voices[0], 440)
    tone(voices[1], 520)
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        me = "<sip:0199001234@127.0.0.1>;regint=0"
        async with baresip(line, says=voices[1]) as agent, baresip(me, says=voices[0]) as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            call = await put_through(brand, caller, agent, at)
            await asyncio.sleep(1.5)
            for what, seconds in (("hold", 1.2), ("resume", 1.0), ("mute", 0.8), ("unmute", 0.6)):
                assert await house.board.order(call.id, what, call.staff_id) is None
                await asyncio.sleep(seconds)
            assert (
                await house.board.order(call.id, "consult", call.staff_id, to=str(uuid4())) == "fault"
            )  # and the call goes on
            await agent.does("hangup")
            await caller.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))
            return heard(caller.heard()[0]), heard(agent.heard()[0]), call


def test_an_agent_with_a_sip_telephone_talks_holds_and_hangs_up(
    brand: Brand, claire: Staff, committed: str, tmp_path: Path
) -> None:
    caller, agent, call = asyncio.run(_agent_on_a_sip_telephone(brand, committed, tmp_path))
    after_menu = caller[caller.index(520) :] if 520 in caller else caller
    assert after_menu == pytest.approx([520, MUSIC, 520], abs=8)
    assert set(agent) == {440}
    assert outcomes(brand) == [("answered", "staff")]
    told = figures(brand, call)
    assert told["by"] == "staff" and 0.8 < told["held"] < 3 and told["talked"] > 2
    with visible([brand.id]):
        kinds = list(Event.objects.filter(subject=call.id).order_by("id").values_list("kind", flat=True))
        assert WorkItem.objects.get().state == "wrap_up"
    assert kinds[2:] == ["call.answered", "call.held", "call.resumed", "call.muted", "call.unmuted", "call.ended"]


@pytest.fixture
def youssef(brand: Brand, claire: Staff) -> Staff:
    """Her colleague, with a SIP telephone, in another team."""
    staff = Staff.objects.create(email="youssef@example.org", name="Youssef El Amrani", password="!")
    Membership.objects.create(staff=staff, of_brand=brand, role="agent")
    Device.objects.create(staff=staff, label="Bureau", user="youssef", ha1=seal(digest("youssef", "secret")))
    return staff


async def _consulted_and_transferred(brand: Brand, claire: Staff, youssef: Staff, address: str, folder: Path) -> dict[str, Any]:
    says = {"caller": 480, "claire": 560, "youssef": 700}
    for name, hertz in says.items():
        tone(folder / f"{name}.wav", hertz, 60)
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"

        def phone(name: str) -> str:
            return f"<sip:{name}@{at}>;regint=60;auth_user={name};auth_pass=secret"

        async with (
            baresip(phone("claire"), says=folder / "claire.wav") as first,
            baresip(phone("youssef"), says=folder / "youssef.wav") as second,
            baresip("<sip:0199001234@127.0.0.1>;regint=0", says=folder / "caller.wav") as caller,
        ):
            await until(lambda: Presence.objects.filter(open_to__contains=["call"]).count() >= 1)
            await until(lambda: house.board.desk.stations.rings(youssef.id))
            call = await put_through(brand, caller, first, at)
            await asyncio.sleep(1.0)

            async def order(what: str, staff: Staff, **more: object) -> None:
                assert await house.board.order(call.id, what, staff.id, **more) is None

            await order("consult", claire, to=str(youssef.id))
            await second.tells("CALL_INCOMING")
            await asyncio.sleep(0.6)
            await second.does("accept")
            await asyncio.sleep(1.2)
            await order("conference", claire)
            await asyncio.sleep(1.2)
            await order("transfer", claire)
            await first.tells("CALL_CLOSED")
            await asyncio.sleep(1.2)
            await second.does("hangup")
            await caller.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))
            return {
                name: together(one.heard()[0]) for name, one in (("caller", caller), ("claire", first), ("youssef", second))
            } | {"call": call}


def test_a_colleague_is_consulted_joins_and_is_given_the_call(brand, claire, youssef, committed, tmp_path) -> None:
    heard = asyncio.run(_consulted_and_transferred(brand, claire, youssef, committed, tmp_path))
    # What each hears, in order: the agent, music, both, the colleague alone; a ring (440 Hz) before the colleague answers.
    assert in_order(heard["caller"], [{560}, {MUSIC}, {560, 700}, {700}])
    assert in_order(heard["claire"], [{480}, {440}, {700}, {480, 700}])
    assert in_order(heard["youssef"], [{560}, {480, 560}, {480}])
    for at, after in pairwise(heard["caller"]):  # a window may hold the end of one and the beginning of the other
        assert not {700, MUSIC} <= at & after, "music and the colleague at once"
    call = heard["call"]
    with visible([brand.id]):
        told = list(Event.objects.filter(subject=call.id).order_by("id").values_list("kind", flat=True))
        item = WorkItem.objects.get()
        call.refresh_from_db()
    assert told[2:] == [
        "call.answered", "call.invited", "call.held", "call.joined", "call.joined", "call.resumed", "call.transferred",
        "call.left", "call.ended",
    ]  # fmt: skip
    assert (call.staff_id, call.outcome, call.ended_by) == (youssef.id, "answered", "staff")
    assert (item.agent_id, item.state) == (youssef.id, "wrap_up")


async def _called_by_an_agent(brand: Brand, claire: Staff, address: str, folder: Path) -> tuple[dict[str, Any], Call]:
    tone(folder / "theirs.wav", 480, 60)
    tone(folder / "claire.wav", 560, 60)
    async with (
        baresip("<sip:+33199001234@127.0.0.1>;regint=0", says=folder / "theirs.wav") as them,
        carrying(address, folder) as house,
    ):
        await asyncio.to_thread(_line_to, brand, them.port)
        await house._read_settings()
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        async with baresip(line, says=folder / "claire.wav") as agent:
            await until(lambda: house.board.desk.stations.rings(claire.id))
            refused = [
                await house.board.dial(brand.id, number, claire.id, None, None)
                for number in ("0899001234", "+88213300024", "+14155550100", "12")
            ]
            await agent.does("dial", f"sip:0199001234@{at}")
            await them.tells("CALL_INCOMING")
            await asyncio.sleep(0.5)
            await them.does("accept")
            call = await until(lambda: talking(brand))
            again = await house.board.dial(brand.id, "0199001299", claire.id, None, None)
            assert again == {"refused": "in_a_call"}
            await asyncio.sleep(1.2)
            await them.does("hangup")
            await until(lambda: outcomes(brand))
            return {"refused": refused, "them": together(them.heard()[0]), "agent": together(agent.heard()[0])}, call


def _line_to(brand: Brand, port: int) -> None:
    with visible([brand.id]):
        Trunk.objects.update(host="127.0.0.1", port=port, caller="+33261910010")
        RecordingPolicy.objects.create(brand=brand, share=100, share_reason="Preuve des ordres.", outgoing=True)


def test_an_agent_calls_and_what_costs_more_than_a_call_is_refused(brand, claire, committed, tmp_path) -> None:
    told, call = asyncio.run(_called_by_an_agent(brand, claire, committed, tmp_path))
    assert [one["refused"] for one in told["refused"]] == ["premium", "premium", "abroad", "no_number"]
    notice = pitch(phrase("recorded", "fr", key="8"))  # said when they answer, before anything else: both hear it
    assert any(440 in tones for tones in told["agent"]), "it rings"
    assert in_order(told["agent"], [{notice}, {480}]) and in_order(told["them"], [{notice}, {560}])
    assert outcomes(brand) == [("answered", "customer")]
    with visible([brand.id]):
        call = Call.objects.select_related("conversation").get()
        assert (call.direction, call.staff_id, call.conversation.address) == ("out", claire.id, "+33199001234")
        assert WorkItem.objects.get().state == "wrap_up" and Event.objects.filter(kind="call.begun").count() == 1
        assert Recording.objects.get().call_id == call.id and Recording.objects.get().seconds > 0.5


def offers(brand: Brand) -> list[str]:
    with visible([brand.id]):
        return list(Offer.objects.order_by("offered_at").values_list("state", flat=True))


async def _declined_then_given_up(brand: Brand, address: str, folder: Path) -> None:
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        async with baresip(line) as agent, baresip("<sip:0199001234@127.0.0.1>;regint=0") as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            await queued(brand, caller, at)
            await until(lambda: dispatch(timezone.now()))
            await agent.tells("CALL_INCOMING")
            await agent.does("hangup")  # declined
            await until(lambda: offers(brand) == ["refused"])
            assert await until(lambda: waiting(brand))
            await until(lambda: dispatch(timezone.now() + REFUSAL_REST))
            await agent.tells("CALL_INCOMING")
            await caller.does("hangup")
            await agent.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))


def test_what_is_declined_waits_again_and_who_gives_up_rings_no_more(brand, claire, committed, tmp_path) -> None:
    asyncio.run(_declined_then_given_up(brand, committed, tmp_path))
    assert offers(brand) == ["refused", "withdrawn"]
    assert outcomes(brand) == [("abandoned", "customer")]
    with visible([brand.id]):
        assert Event.objects.filter(kind="offer.refused").count() == 1


async def _rung_out(brand: Brand, claire: Staff, address: str, folder: Path) -> None:
    async with carrying(address, folder) as house:
        at = f"127.0.0.1:{house.sip.port}"
        line = f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret"
        async with baresip(line) as agent, baresip("<sip:0199001234@127.0.0.1>;regint=0") as caller:
            await until(lambda: "call" in Presence.objects.get().open_to)
            await queued(brand, caller, at)
            await until(lambda: dispatch(timezone.now()))
            await agent.tells("CALL_INCOMING")
            await off(sweep, timezone.now() + timedelta(seconds=61), judging=False)
            await agent.tells("CALL_CLOSED")
            assert await off(lambda: Presence.objects.get().reason.code) == "missed_call"
            assert await off(waiting, brand) and await off(lambda: dispatch(timezone.now() + REFUSAL_REST)) == 0
            await off(back, brand, claire)
            await until(lambda: dispatch(timezone.now() + REFUSAL_REST))
            await agent.tells("CALL_INCOMING")
            await agent.does("accept")
            await until(lambda: talking(brand))
            await caller.does("hangup")
            await until(lambda: outcomes(brand))


def back(brand: Brand, staff: Staff) -> None:
    """The click on « I am back »."""
    with visible([brand.id]):
        routing.set_presence(staff.id, "available", timezone.now(), f"staff:{staff.id}")


def test_who_lets_a_call_ring_out_is_paused_told_why_and_the_call_keeps_its_place(brand, claire, committed, tmp_path) -> None:
    asyncio.run(_rung_out(brand, claire, committed, tmp_path))
    assert offers(brand) == ["expired", "accepted"] and outcomes(brand) == [("answered", "customer")]
    with visible([brand.id]):
        item, left = WorkItem.objects.get(), Event.objects.filter(kind="presence.changed", data__why="missed_call")
        assert item.enqueued_at < Offer.objects.earliest("offered_at").offered_at and left.count() == 1
