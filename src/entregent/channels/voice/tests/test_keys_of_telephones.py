"""What agents do with the keys of their SIP telephone: hold, transfer; telephones that offer their sound late."""

import asyncio
from pathlib import Path
from typing import Any

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.models import Call
from entregent.channels.voice.tests import test_on_the_line as on_the_line
from entregent.channels.voice.tests.house import MUSIC, carrying, in_order, together, until
from entregent.channels.voice.tests.test_on_the_line import DIALLED, outcomes, put_through
from entregent.journal.models import Event
from entregent.routing.models import Presence
from entregent.telephony.tests.peers import SOUND, Scenario, baresip, sipp, tone

brand, claire, youssef = on_the_line.brand, on_the_line.claire, on_the_line.youssef


def state(brand: Brand, **which: object) -> bool:
    with visible([brand.id]):
        return Call.objects.filter(**which).exists()


def kinds(brand: Brand) -> list[str]:
    with visible([brand.id]):
        return list(Event.objects.filter(kind__startswith="call.").order_by("id").values_list("kind", flat=True))


async def _held_and_handed_on(brand: Brand, claire: Staff, youssef: Staff, address: str, folder: Path) -> dict[str, Any]:
    for name, hertz in {"caller": 480, "claire": 560, "youssef": 700}.items():
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
            await put_through(brand, caller, first, at)
            await asyncio.sleep(1.0)
            await first.does("hold")
            await until(lambda: state(brand, held=True))
            await asyncio.sleep(1.0)
            await first.does("resume")
            await until(lambda: state(brand, held=False))
            await asyncio.sleep(1.0)
            await first.does("transfer", f"sip:youssef@{at}")
            await second.tells("CALL_INCOMING")
            await second.does("accept")
            await first.tells("CALL_CLOSED")
            await until(lambda: state(brand, staff=youssef))
            await asyncio.sleep(1.2)
            await second.does("hangup")
            await caller.tells("CALL_CLOSED")
            await until(lambda: outcomes(brand))
            return {"caller": together(caller.heard()[0]), "youssef": together(second.heard()[0])}


def test_a_sip_telephone_holds_and_hands_its_call_on_by_its_keys(brand, claire, youssef, committed, tmp_path) -> None:
    heard = asyncio.run(_held_and_handed_on(brand, claire, youssef, committed, tmp_path))
    assert in_order(heard["caller"], [{560}, {MUSIC}, {560}, {700}])
    assert in_order(heard["youssef"], [{480}])
    assert outcomes(brand) == [("answered", "staff")]
    told = kinds(brand)
    assert [one for one in told if one in ("call.held", "call.resumed", "call.transferred")][:3] == [
        "call.held", "call.resumed", "call.held",
    ]  # fmt: skip
    assert told.count("call.transferred") == 1


async def _offered_late(brand: Brand, address: str, folder: Path) -> str:
    late = Scenario(to=DIALLED, caller="0199001234").asks("INVITE").expects(100, maybe=True)
    late = late.expects(200, holding="m=audio").asks("ACK", same=True, sound=SOUND).waits(1500).hangs_up()
    async with carrying(address, folder) as house, sipp(late, ("127.0.0.1", house.sip.port)) as caller:
        seen: str = await caller.done()
        await until(lambda: outcomes(brand))
        return seen


def test_who_offers_no_sound_is_offered_ours(brand, claire, committed, tmp_path) -> None:
    asyncio.run(_offered_late(brand, committed, tmp_path))
    assert outcomes(brand) == [("left_menu", "customer")]
