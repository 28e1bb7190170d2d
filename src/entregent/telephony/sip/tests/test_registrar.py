"""Registrations by hand: bounds, several places, replays, the way out."""

import asyncio
import re
from secrets import token_hex

from entregent.telephony.sip import digest
from entregent.telephony.sip.directory import Binding
from entregent.telephony.sip.tests.house import House, Told, heard_back, house
from entregent.telephony.sip.tests.test_devices import CLAIRE, OFFER
from entregent.telephony.tests.peers import Scenario, sipp


def register(contacts: str, *, authorization: str = "", expires: int | None = 120, sequence: int = 1, call: str = "") -> str:
    more = f"Authorization: {authorization}\r\n" if authorization else ""
    more += f"Contact: {contacts}\r\n" if contacts else ""
    more += f"Expires: {expires}\r\n" if expires is not None else ""
    return (
        f"REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK{token_hex(6)}\r\n"
        f"From: <sip:claire@127.0.0.1>;tag=a\r\nTo: <sip:claire@127.0.0.1>\r\nCall-ID: {call or token_hex(6)}\r\n"
        f"CSeq: {sequence} REGISTER\r\n{more}Content-Length: 0\r\n\r\n"
    )


async def proof(ours: House, nc: str = "00000001", challenge: str = "") -> tuple[str, str]:
    if not challenge:
        (asked,) = await heard_back(ours.at, register(""))
        challenge = re.search(r"(?im)^www-authenticate: (.*)\r$", asked)[1]
    said = digest.answer([challenge], "REGISTER", "sip:x", "claire", "azerty", cnonce="c") or ""
    given = digest.read(said)
    given["nc"] = nc
    given["response"] = digest._response(CLAIRE.ha1, given, "REGISTER", "MD5")
    bare = ", ".join(f'{name}="{value}"' for name, value in given.items() if name not in ("qop", "nc"))
    return f"Digest {bare}, qop=auth, nc={nc}", challenge


async def says(ours: House, contacts: str, **more: object) -> str:
    authorization, _ = await proof(ours)
    (answer,) = await heard_back(ours.at, register(contacts, authorization=authorization, **more))
    return answer


def test_bounds_places_and_leaving() -> None:
    async def play() -> None:
        async with house(trunks=(), devices=[CLAIRE]) as ours:
            assert "SIP/2.0 423 " in await says(ours, "<sip:claire@127.0.0.1:5062>", expires=30)
            assert "expires=120" in await says(ours, "<sip:claire@127.0.0.1:5062>", expires=99999)
            await says(ours, "<sip:claire@192.168.1.4:5062>")
            place = ours.sip.registrar.place_of("d1")
            assert place is not None and place.contact == "sip:claire@192.168.1.4:5062" and place.source[0] == "127.0.0.1"
            listing = await says(ours, "", expires=None)
            assert listing.count("Contact: ") == 2
            both = await says(
                ours, "<sip:claire@192.168.1.4:5062>;expires=0, <sip:claire@127.0.0.1:5063>;expires=60", expires=None
            )
            assert both.count("Contact: ") == 2 and "5063>;expires=60" in both
            for port in range(5070, 5080):
                await says(ours, f"<sip:claire@127.0.0.1:{port}>")
            assert (await says(ours, "", expires=None)).count("Contact: ") == 5
            assert "SIP/2.0 400 " in await says(ours, "*", expires=60)
            assert "Contact:" not in await says(ours, "*", expires=0)
            assert ours.bindings.all[-1] == Binding("d1", "", 0.0) and ours.sip.registrar.place_of("d1") is None

    asyncio.run(play())


def test_a_telephone_behind_an_edge_is_called_through_it() -> None:
    async def play() -> None:
        edge = "<sip:127.0.0.1;lr;received=192.168.1.4>"
        rings = Scenario().hears("INVITE", holding="Route: .sip:127.0.0.1;lr;received=192.168.1.4.")
        rings.answers(486, tagged=True).hears("ACK")
        async with house(trunks=(), devices=[CLAIRE]) as ours, sipp(rings) as behind:
            authorization, _ = await proof(ours)
            said = register("<sip:claire@192.168.1.4:5062>", authorization=authorization, expires=90)
            (answer,) = await heard_back(ours.at, said.replace("Expires", f"Path: {edge}\r\nExpires"))
            assert "expires=90" in answer and f"Path: {edge}" in answer
            place = ours.sip.registrar.place_of("d1")
            assert place is not None
            place.source = ("127.0.0.1", behind.port)
            ours.sip.dial("600", caller="1", offer=OFFER, device="d1", on_event=Told())
            assert "INVITE sip:claire@192.168.1.4:5062 " in await behind.done()
            broken = said.replace("Expires", "Path: <sip:a b>\r\nExpires").replace("branch=", "branch=z")
            assert "SIP/2.0 4" in (await heard_back(ours.at, broken))[0]

    asyncio.run(play())


def test_an_answer_serves_once_and_an_old_challenge_is_asked_again() -> None:
    async def play() -> None:
        async with house(trunks=(), devices=[CLAIRE]) as ours:
            contact = "<sip:claire@127.0.0.1:5062>"
            first, challenge = await proof(ours)
            second, _ = await proof(ours, "00000002", challenge)
            answers = [(await heard_back(ours.at, register(contact, authorization=said)))[0] for said in (first, first, second)]
            assert [answer[:12] for answer in answers] == ["SIP/2.0 200 ", "SIP/2.0 401 ", "SIP/2.0 200 "]
            assert "stale=true" in answers[1]
            broken = await heard_back(ours.at, register(contact, authorization='Digest username="claire'))
            assert broken[0].startswith("SIP/2.0 400 ")

    asyncio.run(play())


def test_an_older_request_that_arrives_late_changes_nothing() -> None:
    async def play() -> None:
        async with house(trunks=(), devices=[CLAIRE]) as ours:
            await says(ours, "<sip:claire@127.0.0.1:5062>", sequence=7, call="same")
            await says(ours, "<sip:claire@127.0.0.1:5062>", sequence=6, call="same", expires=0)
            assert ours.sip.registrar.place_of("d1") is not None

    asyncio.run(play())


def test_guessing_passwords_ends_in_silence() -> None:
    async def play() -> None:
        async with house(trunks=(), devices=[CLAIRE]) as ours:
            _, challenge = await proof(ours)
            said = digest.answer([challenge], "REGISTER", "sip:x", "claire", "guess", cnonce="c") or ""
            answers = [await heard_back(ours.at, register("", authorization=said), ip="127.0.0.3") for _ in range(7)]
            assert [len(answer) for answer in answers] == [1, 1, 1, 1, 1, 0, 0]
            assert all(answer[0].startswith("SIP/2.0 403 ") for answer in answers[:5])
            unknown = digest.answer([challenge], "REGISTER", "sip:x", "nobody", "guess", cnonce="c") or ""
            (same,) = await heard_back(ours.at, register("", authorization=unknown), ip="127.0.0.4")
            assert same.startswith("SIP/2.0 403 ")  # who exists is not told

    asyncio.run(play())
