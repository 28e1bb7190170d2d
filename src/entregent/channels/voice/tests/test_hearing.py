"""Who hears whom, whatever happens in a call."""

from hypothesis import given
from hypothesis import strategies as st

from entregent.channels.voice.exchange.hearing import Part, Voice, recorded, routing

OTHERS = [part for part in Part if part is not Part.CUSTOMER]
rooms = st.lists(st.tuples(st.sampled_from(OTHERS), st.booleans()), max_size=6).map(
    lambda parts: [
        Voice("caller", Part.CUSTOMER),
        *(Voice(f"{part}{place}", part, muted) for place, (part, muted) in enumerate(parts)),
    ]
)


def by_leg(voices: list[Voice]) -> dict[str, Voice]:
    return {voice.leg: voice for voice in voices}


@given(rooms, st.booleans())
def test_the_customer_hears_nobody_whom_they_are_not_to_hear(voices: list[Voice], held: bool) -> None:
    known = by_leg(voices)
    for leg in routing(voices, held)["caller"]:
        assert known[leg].part in (Part.AGENT, Part.JOINED, Part.OUTSIDE) and not known[leg].muted and not held


@given(rooms, st.booleans())
def test_nobody_hears_themselves_nor_the_muted_nor_a_listener(voices: list[Voice], held: bool) -> None:
    known = by_leg(voices)
    for ear, legs in routing(voices, held).items():
        for leg in legs:
            assert leg != ear and not known[leg].muted and known[leg].part is not Part.LISTENER


@given(rooms, st.booleans())
def test_who_whispers_is_heard_by_agents_alone_and_who_is_consulted_by_the_house(voices: list[Voice], held: bool) -> None:
    known = by_leg(voices)
    for ear, legs in routing(voices, held).items():
        parts = {known[leg].part for leg in legs}
        assert Part.WHISPERER not in parts or known[ear].part in (Part.AGENT, Part.JOINED)
        assert Part.CONSULTED not in parts or known[ear].part not in (Part.CUSTOMER, Part.OUTSIDE)
        assert not (known[ear].part is Part.CONSULTED and "caller" in legs)


@given(rooms)
def test_on_hold_the_customer_is_alone(voices: list[Voice]) -> None:
    routed = routing(voices, True)
    assert routed["caller"] == () and all("caller" not in legs for legs in routed.values())
    assert recorded(voices, True) == ((), ())


@given(rooms, st.booleans())
def test_those_who_talk_hear_each_other(voices: list[Voice], held: bool) -> None:
    talking = [one for one in voices if one.part in (Part.AGENT, Part.JOINED, Part.OUTSIDE)]
    routed = routing(voices, held)
    for one in talking:
        for other in talking:
            assert one is other or other.muted or other.leg in routed[one.leg]


@given(rooms)
def test_a_recording_holds_what_the_customer_says_and_hears(voices: list[Voice]) -> None:
    left, right = recorded(voices, False)
    assert left == ("caller",) and right == routing(voices, False)["caller"]
