"""Offers and answers: what real telephones write is read, what they cannot mean is refused, and nothing else is ever raised."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entregent.telephony import sdp

PHONE = """v=0\r
o=alice 53 7 IN IP4 192.0.2.9\r
s=call\r
c=IN IP4 192.0.2.9\r
t=0 0\r
m=audio 49170 RTP/AVP 96 0 8 97\r
a=rtpmap:96 opus/48000/2\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:8 PCMA/8000/1\r
a=rtpmap:97 telephone-event/8000\r
a=fmtp:97 0-16\r
a=sendonly\r
m=video 51372 RTP/AVP 31\r
c=IN IP4 198.51.100.4\r
a=inactive\r
"""


def test_what_a_telephone_offers() -> None:
    assert sdp.read(PHONE) == sdp.Sound("192.0.2.9", 49170, ("PCMU", "PCMA"), 97, "sendonly", (), ("m=video 0 RTP/AVP 31",))


def test_an_answer_takes_their_first_codec_and_number_of_events_mirrors_and_refuses_the_rest_in_its_place() -> None:
    video_first = PHONE.replace("m=audio", "m=video 4 RTP/AVP 99\r\nm=audio")
    said = sdp.answer(sdp.read(video_first), "192.0.2.1", 4000, session=5, version=2)
    assert [line for line in said.splitlines() if line.startswith("m=")] == [
        "m=video 0 RTP/AVP 99",
        "m=audio 4000 RTP/AVP 0 97",
        "m=video 0 RTP/AVP 31",
    ]
    assert "o=- 5 2 IN IP4 192.0.2.1\r\n" in said and "a=recvonly\r\n" in said
    assert sdp.read(said).direction == "recvonly"


def test_our_offer_reads_as_it_was_meant() -> None:
    assert sdp.read(sdp.offer("192.0.2.1", 4000, session=1, direction="inactive")) == sdp.Sound(
        "192.0.2.1", 4000, ("PCMA", "PCMU"), 101, "inactive"
    )


def test_the_address_of_nobody_is_the_old_hold() -> None:
    old = PHONE.replace("192.0.2.9", "0.0.0.0").replace("a=sendonly\r\n", "")
    assert sdp.read(old).direction == "sendonly"


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ("v=0", "v=1"),
        ("49170", "0"),
        ("49170", "70000"),
        ("49170", "٤"),
        ("m=audio", "m=image"),
        ("RTP/AVP 96", "RTP/SAVP 96"),
        ("96 0 8 97", "96 97"),
        ("96 0 8 97", ""),
        ("a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000/1", "a=rtpmap:0 G723/8000\r\na=rtpmap:8 L16/44100"),
        ("c=IN IP4 192.0.2.9", "c=IN IP4 999.0.2.9"),
        ("c=IN IP4 192.0.2.9", "c=IN IP4 224.2.1.1"),
        ("c=IN IP4 192.0.2.9", "c=ATM x y"),
        ("c=IN IP4 192.0.2.9\r\n", ""),
    ],
)
def test_what_no_conversation_can_be_made_of_is_refused(given: str, instead: str) -> None:
    assert given in PHONE
    with pytest.raises(sdp.Unusable):
        sdp.read(PHONE.replace(given, instead))


_LINES = st.lists(
    st.sampled_from([*PHONE.splitlines(), "m=audio", "m=", "a=rtpmap:", "c=", "a=rtpmap:999999 X/8000"]) | st.text(max_size=40)
)


@given(_LINES.map("\r\n".join) | st.text())
@example("v=0\r\nm=audio 1 RTP/AVP ²")
def test_only_unusable_is_ever_raised_and_what_is_read_can_be_answered(body: str) -> None:
    try:
        sound = sdp.read(body)
    except sdp.Unusable:
        return
    back = sdp.read(sdp.answer(sound, "192.0.2.1", 4000, session=1))
    assert back.codecs == sound.codecs[:1] and back.events == sound.events and back.direction == sdp.MIRROR[sound.direction]
