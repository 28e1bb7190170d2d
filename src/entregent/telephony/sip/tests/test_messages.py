"""Who calls, what is carried, and where requests go: read from messages as operators write them."""

import pytest
from sippy.SipRequest import SipRequest

from entregent.telephony.sip import messages
from entregent.telephony.sip.path import Path
from entregent.telephony.sip.tests.house import invite


class Source:
    address, transport = ("198.51.100.7", 5080), "udp"


def asked(*lines: str, body: str = "") -> SipRequest:
    text = invite("a", body=body).replace(
        "Max-Forwards: 70\r\n", "".join(f"{line}\r\n" for line in ("Max-Forwards: 70", *lines))
    )
    request = SipRequest(text)
    request.setSource(Source)
    return request


@pytest.mark.parametrize(
    ("lines", "caller"),
    [
        ([], ("0639980009", "")),
        (['P-Asserted-Identity: "Ana" <sip:+33639980001@op.example;user=phone>'], ("+33639980001", "Ana")),
        (["P-Asserted-Identity: <tel:+33639980001;cpc=ordinary>"], ("+33639980001", "")),
        (["P-Asserted-Identity: tel:+33639980001"], ("+33639980001", "")),
        (['Remote-Party-ID: "Ana" <sip:0639980001@op.example>;party=calling;privacy=off'], ("0639980001", "Ana")),
        (["P-Asserted-Identity: <sip:+33639980001@op.example>", "Privacy: id"], ("", "")),
        (["Privacy: none"], ("0639980009", "")),
        (["P-Asserted-Identity: <<<"], ("0639980009", "")),
    ],
)
def test_the_caller_as_a_trunk_tells_it(lines: list[str], caller: tuple[str, str]) -> None:
    assert messages.caller(asked(*lines), trusted=True) == caller


def test_a_telephone_is_not_believed_and_an_anonymous_caller_has_no_number() -> None:
    assert messages.caller(asked("P-Asserted-Identity: <sip:112@x>"), trusted=False) == ("0639980009", "")
    anonymous = SipRequest(invite("a").replace("<sip:0639980009@example.org>", '"Anonymous" <sip:anonymous@anonymous.invalid>'))
    assert messages.caller(anonymous, trusted=True) == ("", "")


def test_a_description_among_other_parts() -> None:
    parts = "--x\r\nContent-Type: application/isup\r\n\r\n\x01\r\n--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x--\r\n"
    request = SipRequest(
        invite("a", body=parts).replace("application/sdp\r\nContent-Length", "multipart/mixed;boundary=x\r\nContent-Length")
    )
    assert messages.description(request) == "v=0\r\n"


def test_credentials_are_not_among_the_headers_that_are_passed_on() -> None:
    told = messages.headers(
        asked("Authorization: Digest a=b", "Diversion: <sip:0199000009@op.example>;reason=unconditional", "X-Any: 1")
    )
    assert told["x-any"] == "1" and "0199000009" in told["diversion"] and "authorization" not in told


@pytest.mark.parametrize(
    ("lines", "keeps", "hop", "route"),
    [
        (["Contact: <sip:x@203.0.113.5:5070>"], False, ("203.0.113.5", 5070), ""),
        (["Contact: <sip:x@203.0.113.5:5070>"], True, ("198.51.100.7", 5080), ""),  # a telephone: where it really is
        (
            ["Contact: <sip:x@203.0.113.5>", "Record-Route: <sip:proxy.example;lr>, <sip:192.0.2.9;lr>"],
            False,
            ("proxy.example", 5060),
            "proxy",
        ),
        (["Contact: <sip:x@gateway.example>"], False, ("gateway.example", 5060), ""),
    ],
)
def test_where_the_requests_of_a_call_go(lines: list[str], keeps: bool, hop: tuple[str, int], route: str) -> None:
    text = invite("a").replace("Contact: <sip:x@192.0.2.4>\r\n", "".join(f"{line}\r\n" for line in lines))
    request = SipRequest(text)
    request.setSource(Source)
    path = Path.of_call_received(request, ("192.0.2.1", 5060), "<sip:us@192.0.2.1>", keeps_source=keeps)
    assert path.hop == hop
    bye = path.compose("BYE")
    assert bye.getTarget()[0] == hop and (route in str(bye.getHFBody("route")) if route else not bye.countHFs("route"))
    assert bye.getHFBody("to").getTag() == "aone" and str(bye.getRURI()).startswith("sip:x@")


@pytest.mark.parametrize("number", ["", "a b", "06\r\nX: y", "a@b", "<sip:x>", "1" * 65, "0199;phone-context=x"])
def test_what_cannot_be_dialled(number: str) -> None:
    with pytest.raises(ValueError, match="dialled"):
        messages.user_part(number)
    assert messages.shown(number) == "anonymous"


def test_what_can_be_dialled() -> None:
    assert [messages.user_part(number) for number in ("+33199000001", "*31#0199000001", "600")] == [
        "+33199000001",
        "*31%230199000001",
        "600",
    ]
    assert messages.named('Ana "la\r\n\\ grande" <x>', "sip:1@x") == "\"Ana 'la grande' <x>\" <sip:1@x>"
