"""What a status may become, what a merge makes of it, references and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.tickets.models import Status
from entregent.tickets.rules import (
    AWAKE,
    MOVES,
    UNSETTLED,
    after_answer,
    after_customer_wrote,
    after_merge,
    attention,
    may_move,
    reference,
    tidy_tags,
)

STATUSES = st.sampled_from(Status.values)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("new", {"open", "pending", "on_hold", "resolved", "closed"}),
        ("open", {"pending", "on_hold", "resolved", "closed"}),
        ("pending", {"open", "on_hold", "resolved", "closed"}),
        ("on_hold", {"open", "pending", "resolved", "closed"}),
        ("resolved", {"open", "closed"}),
        ("closed", set()),
    ],
)
def test_every_move_of_the_state_machine(before: str, after: set[str]) -> None:
    assert {status for status in Status.values if may_move(before, status)} == after
    assert set(MOVES) == set(Status.values)


@given(status=STATUSES, automatic=st.booleans())
def test_what_the_customer_writes_opens_and_what_a_machine_writes_changes_nothing(status: str, automatic: bool) -> None:
    after = after_customer_wrote(status, automatic)
    assert after == (status if automatic or status == "new" else "open")


@given(status=STATUSES, wanted=st.none() | STATUSES)
def test_an_answer_leads_where_it_may_or_to_waiting(status: str, wanted: str | None) -> None:
    after = after_answer(status, wanted)
    assert after == "pending" or (after == wanted and (wanted == status or may_move(status, wanted)))


@given(kept=STATUSES, absorbed=st.lists(STATUSES, min_size=1))
def test_a_merge_never_puts_to_sleep_and_wakes_only_for_whom_somebody_waits(kept: str, absorbed: list[str]) -> None:
    after = after_merge(kept, absorbed)
    assert after in (kept, "open")
    if kept in AWAKE or kept == "closed":
        assert after == kept
    else:
        assert (after == "open") == any(status in AWAKE for status in absorbed)
    assert {"pending"} == UNSETTLED - AWAKE


@given(st.lists(st.text(max_size=60)))
def test_tags_are_short_tidy_once_each_and_stay_as_they_are(tags: list[str]) -> None:
    tidied = tidy_tags(tags)
    assert len(tidied) <= 20 and len(set(tidied)) == len(tidied)
    assert all(0 < len(tag) <= 40 for tag in tidied)
    assert tidy_tags(["Colis perdu", "  colis   PERDU ", ""]) == ["colis perdu"]


def test_what_people_read_and_what_a_channel_costs() -> None:
    assert reference("PON", 2026, 4182) == "PON-2026-004182"
    assert (attention("call"), attention("api")) == ("call", "mail")
