"""Several lines out: the next where one cannot be reached, what each may spend, the number that it shows."""

import asyncio
from pathlib import Path
from typing import Any

from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice.models import Charge, Number, Trunk
from entregent.channels.voice.tests import test_on_the_line as on_the_line
from entregent.channels.voice.tests.house import carrying, off, until
from entregent.journal.models import Event
from entregent.telephony.tests.peers import Scenario, baresip, sipp, tone

brand, claire = on_the_line.brand, on_the_line.claire


def _lines(brand: Brand, broken: int, works: int) -> None:
    with visible([brand.id]):
        Trunk.objects.update(host="127.0.0.1", port=broken, rank=1, caller="+33261910011", countries=["41"])
        Trunk.objects.create(
            brand=brand, name="Secours", host="127.0.0.1", port=works, rank=2, caller="+33261910012", day_cents=30, at_once=1,
            countries=["41"], rates={"+331": 25},
        )  # fmt: skip
        Number.objects.update(trunk=None)


def _told(brand: Brand) -> list[str]:
    with visible([brand.id]):
        return list(Event.objects.filter(kind="trunk.limited").values_list("data__why", flat=True))


def _charged(brand: Brand) -> Any:
    with visible([brand.id]):
        return Charge.objects.values_list("prefix", "cents", "trunk__name").first()


async def _by_the_next_line(brand: Brand, claire: Staff, address: str, folder: Path) -> dict[str, Any]:
    tone(folder / "them.wav", 480, 60)
    broken = Scenario().hears("INVITE").answers(503, "Unavailable", tagged=True).hears("ACK")
    async with (
        sipp(broken, more=("-m", "9"), limit=60) as dead,
        baresip("<sip:+33199001234@127.0.0.1>;regint=0", says=folder / "them.wav") as them,
        carrying(address, folder) as house,
    ):
        await off(_lines, brand, dead.port, them.port)
        await house._read_settings()
        at = f"127.0.0.1:{house.sip.port}"
        async with baresip(f"<sip:claire@{at}>;regint=60;auth_user=claire;auth_pass=secret") as agent:
            await until(lambda: house.board.desk.stations.rings(claire.id))
            await agent.does("dial", f"sip:0199001234@{at}")
            shown = await them.tells("CALL_INCOMING")
            await them.does("accept")
            await until(lambda: on_the_line.talking(brand))
            ways, _digits = house.board.desk.outside.way(brand.id, "+41225550100")
            await them.does("hangup")
            await until(lambda: on_the_line.outcomes(brand))
            charged = await until(lambda: _charged(brand))
            await off(_spend, brand)
            await house._read_settings()
            refused = await house.board.dial(brand.id, "0199001234", claire.id, None, None)
            abroad = await house.board.dial(brand.id, "+14155550100", claire.id, None, None)
            alerts = await until(lambda: _told(brand))
            return {
                "shown": shown, "charged": charged, "refused": refused, "abroad": abroad, "told": alerts, "open": len(ways),
            }  # fmt: skip


def _spend(brand: Brand) -> None:
    with visible([brand.id]):
        Trunk.objects.filter(name="Opérateur").update(active=False)


def test_the_next_line_carries_the_call_and_stops_at_its_limit(brand, claire, committed, tmp_path) -> None:
    told = asyncio.run(_by_the_next_line(brand, claire, committed, tmp_path))
    assert "33261910012" in str(told["shown"]), "the number shown is that of the line which carries the call"
    assert told["charged"] == ("+3319", 25, "Secours")
    assert told["open"] == 1, "one call at once on the second line: the first alone is left"
    assert (told["refused"], told["abroad"]) == ({"refused": "spent_day"}, {"refused": "abroad"})
    assert told["told"] == ["spent_day"]
    with visible([brand.id]):
        row = Trunk.objects.get(name="Secours")
        assert row.limited_why == "spent_day" and row.limited_at is not None and row.limited_at <= timezone.now()
