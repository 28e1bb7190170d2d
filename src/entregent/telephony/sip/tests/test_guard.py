"""Floods and scanners cost little, and cannot make those who are known unheard."""

from hypothesis import given
from hypothesis import strategies as st

from entregent.telephony.sip import guard
from entregent.telephony.sip.guard import FIRST_BAN, LONGEST_BAN, REMEMBERED, STRANGER, STRIKES, TELEPHONE, TRUNK, Guard


def test_a_stranger_has_a_rate_and_the_known_have_theirs() -> None:
    one = Guard()
    one.know({"192.0.2.1": TRUNK, "192.0.2.2": TELEPHONE}, 0.0)
    assert sum(one.admits("198.51.100.1", 0.0) for _ in range(5000)) == STRANGER.burst
    assert sum(one.admits("192.0.2.2", 0.0) for _ in range(5000)) == TELEPHONE.burst
    assert sum(one.admits("192.0.2.1", 0.0) for _ in range(5000)) == TRUNK.burst
    assert sum(one.admits("198.51.100.1", 2.0) for _ in range(5000)) == 2 * STRANGER.each


def test_those_of_a_wide_network_are_known_once_they_call_as_long_as_there_is_room() -> None:
    one = Guard()
    for i in range(2 * REMEMBERED):
        one.welcome(str(i), TRUNK, 0.0)
    assert one.knows("0") and not one.knows(str(REMEMBERED))
    assert sum(one.admits("0", 0.0) for _ in range(5000)) == TRUNK.burst


def test_who_offends_is_not_heard_for_longer_each_time_save_the_known() -> None:
    one = Guard()
    now = 0.0
    for lasts in (FIRST_BAN, 2 * FIRST_BAN, 4 * FIRST_BAN):
        for _ in range(STRIKES - 1):
            one.blame("198.51.100.1", now)
        assert one.admits("198.51.100.1", now)
        one.blame("198.51.100.1", now)
        assert not one.admits("198.51.100.1", now + lasts - 1)
        now += lasts
        assert one.admits("198.51.100.1", now)
    one.know({"192.0.2.1": TRUNK}, now)
    for _ in range(100):
        one.blame("192.0.2.1", now)
    assert one.admits("192.0.2.1", now)


def test_few_offences_over_a_long_time_and_those_before_a_proof_are_forgiven() -> None:
    one = Guard()
    for i in range(100):
        one.blame("198.51.100.1", i * guard.FORGIVEN)
    for _ in range(100):
        one.blame("198.51.100.2", 0.0)
        one.pardon("198.51.100.2")
    assert one.admits("198.51.100.1", 100 * guard.FORGIVEN) and one.admits("198.51.100.2", 0.0)


def test_a_flood_of_made_up_addresses_costs_bounded_memory_and_work_and_trunks_are_heard_through_it() -> None:
    one = Guard()
    one.know({"192.0.2.1": TRUNK}, 0.0)
    admitted = 0
    for i in range(20_000):
        address = f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}"
        admitted += one.admits(address, i / 10_000)
        for _ in range(STRIKES):
            one.blame(address, i / 10_000)
        assert one.admits("192.0.2.1", i / 10_000) or i > TRUNK.burst
    assert admitted <= guard.STRANGERS.burst + 2 * guard.STRANGERS.each + 1
    assert max(len(one._buckets), len(one._bans), len(one._strikes)) <= REMEMBERED


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-10, LONGEST_BAN * 2), st.sampled_from(["admits", "blame", "know"])))
)
def test_whatever_the_clock_does_no_ban_is_longer_than_the_longest_and_levels_hold(steps: list[tuple[str, float, str]]) -> None:
    one = Guard()
    for address, now, what in steps:
        if what == "know":
            one.know({address: TRUNK}, now)
            assert address not in one._bans
        elif what == "blame":
            one.blame(address, now)
        else:
            one.admits(address, now)
        assert all(ban.lasts <= LONGEST_BAN for ban in one._bans.values())
        assert all(0 <= bucket.level <= STRANGER.burst for bucket in one._buckets.values())
