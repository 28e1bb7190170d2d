import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from entregent.telephony.media.digits import KEYS, Keys, pressed, sounded
from entregent.telephony.media.tests.peers import pitches

ROWS_AND_COLUMNS = (697, 770, 852, 941, 1209, 1336, 1477, 1633)


@given(st.text(KEYS, min_size=1, max_size=8), st.data())
def test_each_key_is_told_once_whatever_is_lost_or_repeated(keys: str, data: st.DataObject) -> None:
    ear, told, began = Keys(), "", 0xFFFFF000  # the timestamps turn over meanwhile
    packets: list[tuple[int, bytes]] = []
    for press in pressed(keys):
        if press is not None and press.payload is not None:
            began += 1280 if press.first else 0
            packets.append((began & 0xFFFFFFFF, press.payload))
    assert len(packets) == 8 * len(keys)
    for place in range(0, len(packets), 8):  # at least one packet of each key comes; some twice
        for packet in data.draw(st.lists(st.sampled_from(packets[place : place + 8]), min_size=1, max_size=12)):
            told += ear.read(*packet) or ""
    assert told == keys


def test_what_is_not_a_key_is_not_told() -> None:
    ear = Keys()
    assert ear.read(1, b"\x01\x0a") is None  # truncated
    assert ear.read(2, b"\x10\x0a\x00\xa0") is None  # a hook flash
    assert ear.read(3, b"\x05\x0a\xff\xff") == "5"
    assert ear.read(3 + 0xFFFF, b"\x05\x0a\x00\xa0") is None  # still held


def test_a_peer_without_events_hears_two_tones() -> None:
    frames = list(sounded("5"))
    sound = np.concatenate([frame.sound for frame in frames if frame is not None])
    assert pitches(sound, ROWS_AND_COLUMNS) == {770, 1336}
    assert list(pressed("x y")) == []
    assert len(list(pressed(",")) + list(sounded(","))) == 50
