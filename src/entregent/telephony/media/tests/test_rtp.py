import struct

from hypothesis import example, given
from hypothesis import strategies as st

from entregent.telephony.media import rtp

numbers16, numbers32 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
kinds = st.integers(0, 127).filter(lambda kind: not 64 <= kind < 96)
sounds = st.binary(min_size=1, max_size=rtp.LONGEST)


@given(kinds, st.booleans(), numbers16, numbers32, numbers32, sounds)
def test_what_is_written_is_read(kind: int, marker: bool, number: int, timestamp: int, source: int, sound: bytes) -> None:
    data = rtp.write(kind, marker, number, timestamp, source, sound)
    assert rtp.read(data) == rtp.Packet(kind, marker, number, timestamp, source, sound)


@given(
    sounds, st.integers(0, 15), st.none() | st.binary(max_size=40).filter(lambda data: len(data) % 4 == 0), st.integers(0, 255)
)
def test_the_sound_is_found_among_what_surrounds_it(sound: bytes, sources: int, extension: bytes | None, padding: int) -> None:
    first = 0x80 | sources | (0x10 if extension is not None else 0) | (0x20 if padding else 0)
    data = struct.pack("!BBHII", first, 8, 1, 2, 3) + bytes(4 * sources)
    if extension is not None:
        data += struct.pack("!HH", 0xBEDE, len(extension) // 4) + extension
    data += sound + bytes(max(0, padding - 1)) + bytes([padding] if padding else [])
    read = rtp.read(data)
    assert read is not None
    assert read.payload == sound
    for cut in range(12 + 4 * sources):
        assert rtp.read(data[:cut]) is None


@given(st.binary(max_size=2048))
@example(b"")
@example(b"\x40" + bytes(40))  # version 1
@example(b"\x80\xc8" + bytes(40))  # RTCP
@example(b"\x90\x08" + bytes(10) + b"\xbe\xde\xff\xff" + bytes(20))  # an extension longer than the packet
@example(b"\xa0\x08" + bytes(20) + b"\xff")  # more padding than there is
@example(b"\xa0\x08" + bytes(21))  # no padding where some was said
@example(b"\x80\x08" + bytes(2000))  # more than any telephone sends
def test_nothing_that_comes_breaks_it(data: bytes) -> None:
    read = rtp.read(data)
    assert read is None or 0 < len(read.payload) <= rtp.LONGEST
