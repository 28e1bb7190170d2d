"""Messages that no honest program sends: nothing falls, nothing is printed, and the next call is answered."""

import asyncio
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.telephony.sip.tests.house import House, answering, heard_back, house, invite
from entregent.telephony.sip.tests.test_within import OFFERED
from entregent.telephony.tests.peers import Scenario, sipp

CALL = invite("h", body=OFFERED)


def changed(given: str, instead: str) -> str:
    assert given in CALL
    return CALL.replace(given, instead, 1)


def header(line: str) -> str:
    return changed("Max-Forwards: 70\r\n", f"Max-Forwards: 70\r\n{line}\r\n")


VIA = "SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKh"
HOSTILE: dict[str, str | bytes] = {
    "nothing but ends of lines": "\r\n" * 40,
    "zeros": b"\0" * 400,
    "every byte": bytes(range(256)) * 4,
    "not the alphabet it says": CALL.encode().replace(b"0639980009", b"\xff\xfe\xc3\x28"),
    "cut in the start line": CALL[:40],
    "cut in the headers": CALL[:200],
    "cut in the body": CALL[:-60],
    "a giant": CALL + "a" * 60_000,
    "a giant header": header("X: " + "a" * 15_000),
    "a thousand headers": header("\r\n".join(f"X-{i}: y" for i in range(1000))),
    "two hundred ways": header("\r\n".join(f"Via: {VIA}{i}" for i in range(200))),
    "a way with a port beyond": changed(VIA, VIA.replace(":5060", ":99999")),
    "a way with a port that is none": changed(VIA, VIA.replace(":5060", ":sip")),
    "a way below zero": changed(VIA, VIA.replace(":5060", ":-1")),
    "a way by carrier pigeon": changed("SIP/2.0/UDP", "SIP/2.0/PIGEON"),
    "a way without words": changed(f"Via: {VIA}", "Via: "),
    "no way": changed(f"Via: {VIA}\r\n", ""),
    "no branch": changed(";branch=z9hG4bKh", ""),
    "a return to nowhere": changed(VIA, VIA + ";rport=abc;received=999.1.1.1"),
    "no caller": changed("From: <sip:0639980009@example.org>;tag=aone\r\n", ""),
    "a caller without tag": changed(";tag=aone", ""),
    "two callers": header("From: <sip:other@example.org>;tag=b"),
    "no called": changed("To: <sip:0199000001@127.0.0.1>\r\n", ""),
    "a called without brackets that close": changed("To: <sip:0199000001@127.0.0.1>", "To: <sip:0199000001@127.0.0.1"),
    "quotes that do not close": changed("From: <sip", 'From: "Ana <sip'),
    "no identity": changed("Call-ID: one@example.org\r\n", ""),
    "two identities": header("Call-ID: two"),
    "no sequence": changed("CSeq: 1 INVITE\r\n", ""),
    "a sequence of another": changed("CSeq: 1 INVITE", "CSeq: 1 OPTIONS"),
    "a sequence beyond": changed("CSeq: 1 INVITE", "CSeq: 99999999999999999999 INVITE"),
    "a sequence below": changed("CSeq: 1 INVITE", "CSeq: -1 INVITE"),
    "a sequence in words": changed("CSeq: 1 INVITE", "CSeq: one INVITE"),
    "a length beyond": changed(f"Content-Length: {len(OFFERED)}", "Content-Length: 99999"),
    "a length below": changed(f"Content-Length: {len(OFFERED)}", "Content-Length: -1"),
    "a length in words": changed(f"Content-Length: {len(OFFERED)}", "Content-Length: long"),
    "another version": changed(" SIP/2.0\r\nVia", " SIP/7.0\r\nVia"),
    "no version": changed(" SIP/2.0\r\nVia", "\r\nVia"),
    "words too many": changed("INVITE sip:0199000001@127.0.0.1 ", "INVITE sip:0199000001@127.0.0.1 again "),
    "another scheme": changed("INVITE sip:", "INVITE mailto:"),
    "a target without host": changed("INVITE sip:0199000001@127.0.0.1", "INVITE sip:"),
    "a target with a port beyond": changed("INVITE sip:0199000001@127.0.0.1", "INVITE sip:0199000001@127.0.0.1:99999999"),
    "escapes that are none": changed("INVITE sip:0199000001", "INVITE sip:%zz%00%0d%0a"),
    "a contact that is none": changed("Contact: <sip:x@192.0.2.4>", "Contact: <<>>;;,,=?"),
    "a contact of nobody": changed("Contact: <sip:x@192.0.2.4>", "Contact: *"),
    "a contact that leads nowhere": changed("Contact: <sip:x@192.0.2.4>", "Contact: <sip:x@999.999.999.999:0>"),
    "a route that is none": header("Record-Route: <nowhere"),
    "an unknown demand": header("Require: 100rel, nothing-we-know"),
    "hops in words": changed("Max-Forwards: 70", "Max-Forwards: many"),
    "an end long ago": header("Expires: -5"),
    "an end in words": header("Expires: soon"),
    "lines folded for ever": header("X: a\r\n" + " b\r\n" * 250 + "Y: c"),
    "a line within a name": header('P-Asserted-Identity: "A\x85Via: x" <sip:1@2>'),
    "an identity that is none": header("P-Asserted-Identity: <<<sip:>"),
    "a replacement of nothing": header("Replaces: ;;;to-tag=;from-tag="),
    "a session below": header("Supported: timer\r\nSession-Expires: -9;refresher=uas"),
    "a body of another kind": changed("application/sdp", "text/plain"),
    "a body in parts without parts": changed("application/sdp", "multipart/mixed"),
    "a body in parts that never end": changed("application/sdp", "multipart/mixed;boundary=v"),
    "no sound": changed("m=audio", "m=image"),
    "a codec of nobody": changed("RTP/AVP 8 0 101", "RTP/AVP 18 3 18"),
    "an acknowledgement of nothing": CALL.replace("INVITE", "ACK"),
    "a withdrawal of nothing": CALL.replace("INVITE", "CANCEL"),
    "an end of nothing": CALL.replace("INVITE", "BYE"),
    "an end of nothing with a tag": CALL.replace("INVITE", "BYE").replace("127.0.0.1>\r\n", "127.0.0.1>;tag=x\r\n"),
    "a method of nobody": CALL.replace("INVITE", "FROBNICATE"),
    "an answer to nobody": CALL.replace("INVITE sip:0199000001@127.0.0.1 SIP/2.0", "SIP/2.0 200 OK"),
    "an answer with a status beyond": CALL.replace("INVITE sip:0199000001@127.0.0.1 SIP/2.0", "SIP/2.0 99999 OK"),
    "an answer with a status in words": CALL.replace("INVITE sip:0199000001@127.0.0.1 SIP/2.0", "SIP/2.0 fine OK"),
    "a registration of everything": CALL.replace("INVITE", "REGISTER"),
}


async def still_answers(ours: House) -> None:
    async with sipp(Scenario(caller="0639980002").calls().hangs_up(), ours.at) as caller:
        await caller.done()


def test_hostile_messages(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    assert len(HOSTILE) >= 40
    caplog.set_level(logging.DEBUG, "entregent")

    async def play() -> None:
        async with house(answering) as ours:
            answers: dict[str, list[str]] = {}
            for i, (what, datagram) in enumerate(HOSTILE.items()):
                mine = datagram
                if isinstance(mine, str):  # a call of its own
                    mine = (
                        mine.replace("=aone", f"=a{i}")
                        .replace("z9hG4bKh", f"z9hG4bKh{i}")
                        .replace("one@example", f"{i}@example")
                    )
                answers[what] = [answer[8:11] for answer in await heard_back(ours.at, mine)]
            for what in ("no sound", "a codec of nobody"):
                assert answers[what] == ["488"]
            assert answers["an unknown demand"] == ["420"] and answers["a body of another kind"] == ["415"]
            assert answers["a sequence in words"] == ["400"] and answers["an answer to nobody"] == []
            assert answers["a length beyond"] == ["400"] and answers["cut in the start line"] == []
            await still_answers(ours)

    asyncio.run(play())
    assert capsys.readouterr() == ("", "")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "0639980009" not in caplog.text


PIECES = st.sampled_from(
    [*CALL.replace("\r\n", "\r\n\0").split("\0"), "\r\n", " ", ";", ",", "<", ">", '"', "sip:", "\0", "é", "%0d", "*"]
)


def test_whatever_a_message_is_made_of(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        async with house(answering) as ours:

            @settings(max_examples=300, deadline=None)
            @given(
                st.one_of(
                    st.binary(max_size=400),
                    st.lists(PIECES, max_size=40).map("".join).map(str.encode),
                    st.tuples(st.integers(0, len(CALL)), st.integers(0, 40), st.text(max_size=12)).map(
                        lambda cut: (CALL[: cut[0]] + cut[2] + CALL[cut[0] + cut[1] :]).encode("utf-8", "replace")
                    ),
                )
            )
            def hear(datagram: bytes) -> None:
                ours.sip.transactions.receive(datagram, ("127.0.0.1", 9))

            hear()
            await asyncio.sleep(0)
            await still_answers(ours)

    asyncio.run(play())
    assert capsys.readouterr() == ("", "")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_flood_of_strangers_does_not_silence_the_trunk() -> None:
    async def play() -> None:
        async with house(answering) as ours:
            for i in range(40):
                flood = [invite(f"{i}.{j}", call=f"{i}.{j}", body=OFFERED) for j in range(50)]
                answers = await heard_back(ours.at, *flood, ip=f"127.0.1.{i % 20}")
                assert len(answers) <= 5 and (i < 20 or not answers)
            assert len(ours.sip.transactions.tserver) <= 100 and ours.calls.all == []
            await still_answers(ours)

    asyncio.run(play())
