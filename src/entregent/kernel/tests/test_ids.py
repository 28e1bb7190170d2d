"""UUID version 7: layout, order, and the moment it carries."""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.kernel import ids
from entregent.kernel.ids import moment, uuid7


@given(st.integers(0, 2**48 - 1))
def test_layout_is_that_of_the_rfc(ms: int) -> None:
    made = uuid7(ms)
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == ms


@given(st.integers(0, 253_402_300_799_999))
def test_moment_gives_back_the_millisecond(ms: int) -> None:
    made = moment(uuid7(ms))
    assert made.tzinfo is UTC
    assert (made - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1) == ms


def test_the_clock_gives_growing_identifiers() -> None:
    ids._start_afresh()  # another test may have lived in the future: identifiers never go back
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    made = [uuid7() for _ in range(20_000)]
    assert all(a < b for a, b in pairwise(made))
    assert before <= moment(made[0]) <= moment(made[-1]) <= datetime.now(UTC) + timedelta(seconds=1)


def test_one_given_millisecond_gives_growing_identifiers() -> None:
    made = [uuid7(1_700_000_000_000) for _ in range(20_000)]
    assert all(a < b for a, b in pairwise(made))
    assert {moment(one) for one in made} == {datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)}


def test_given_moments_do_not_disturb_the_clock() -> None:
    first = uuid7()
    uuid7(2**48 - 1)
    uuid7(0)
    assert first < uuid7() < uuid.UUID(int=(first.int >> 80) + 60_000 << 80)


def test_threads_share_one_order() -> None:
    with ThreadPoolExecutor(8) as pool:
        lots = list(pool.map(lambda _: [uuid7() for _ in range(2_000)], range(8)))
    assert len({one for lot in lots for one in lot}) == 16_000
    assert all(a < b for lot in lots for a, b in pairwise(lot))


def test_a_forked_child_does_not_repeat_its_parent() -> None:
    uuid7(5)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"".join(uuid7(5).bytes for _ in range(50)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        theirs = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    made = {theirs[i : i + 16] for i in range(0, len(theirs), 16)} | {uuid7(5).bytes for _ in range(50)}
    assert len(made) == 100


@pytest.mark.parametrize("ms", [-1, 2**48])
def test_a_millisecond_that_does_not_fit_is_refused(ms: int) -> None:
    with pytest.raises(ValueError, match="milliseconds"):
        uuid7(ms)


def test_moment_refuses_what_carries_none() -> None:
    with pytest.raises(ValueError, match="version 7"):
        moment(uuid.uuid4())
    with pytest.raises(ValueError, match="9999"):
        moment(uuid7(2**48 - 1))
