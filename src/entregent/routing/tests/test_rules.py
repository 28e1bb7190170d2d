"""The router's rules, as properties; and the statement that runs them on tables, held equal to them."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Skill, StaffSkill
from entregent.routing import actions
from entregent.routing.models import Capacity, Channel, Presence, Queue, QueueMember, QueueSkill, WorkItem
from entregent.routing.rules import (
    DEFAULT_LIMITS,
    Candidate,
    Limit,
    Need,
    Waiting,
    choose,
    level_needed,
    open_to,
    urgency,
    verdict,
)

NOW = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)
CHANNELS = sorted(DEFAULT_LIMITS)
ids = st.integers(1, 9).map(lambda n: UUID(int=n))
moments = st.integers(0, 7200).map(lambda seconds: NOW - timedelta(seconds=seconds))
needs = st.builds(Need, ids, st.integers(1, 5), st.none() | st.integers(1, 3600))
items = st.builds(
    Waiting,
    id=st.integers(1, 10**6).map(lambda n: UUID(int=n)), queue=ids, channel=st.sampled_from(CHANNELS), enqueued_at=moments,
    priority=st.integers(-2, 5), target_seconds=st.integers(1, 86400), needs=st.lists(needs, max_size=3).map(tuple),
    preferred=st.none() | ids, refused_by=st.frozensets(ids, max_size=2), offered_at=st.none() | moments,
)  # fmt: skip
agents = st.builds(
    Candidate,
    id=st.integers(1, 50).map(lambda n: UUID(int=n)), queues=st.frozensets(ids),
    state=st.sampled_from(["available", "paused", "offline"]),
    idle_since=moments, open_to=st.frozensets(st.sampled_from(CHANNELS)), skills=st.dictionaries(ids, st.integers(1, 5)),
)  # fmt: skip
worlds = st.tuples(
    st.lists(items, max_size=8, unique_by=lambda item: item.id), st.lists(agents, max_size=8, unique_by=lambda agent: agent.id)
)


@given(worlds, st.randoms())
def test_the_same_input_gives_the_same_choice_in_any_order(world, dice):
    waiting, free = world
    shuffled, others = list(waiting), list(free)
    dice.shuffle(shuffled)
    dice.shuffle(others)
    assert choose(waiting, free, NOW) == choose(shuffled, others, NOW)


@given(worlds)
def test_who_is_chosen_may_be(world):
    found = choose(*world, NOW)
    if found is None:
        return
    item, agent = found
    assert item.queue in agent.queues and agent.state == "available" and item.channel in agent.open_to
    assert all(agent.skills.get(need.skill, 0) >= level_needed(need, item.age(NOW)) for need in item.needs)


@given(items, st.integers(1, 7200))
def test_older_is_more_urgent(item, seconds):
    older = Waiting(
        item.id, item.queue, item.channel, item.enqueued_at - timedelta(seconds=seconds), item.priority, item.target_seconds
    )
    assert urgency(older, NOW) < urgency(item, NOW)


@given(needs, st.floats(0, 1e6), st.floats(0, 1e6))
def test_relaxation_only_goes_down(need, age, more):
    assert 0 <= level_needed(need, age + more) <= level_needed(need, age) <= need.level


@given(items, agents, st.integers(0, 10**6))
def test_age_never_takes_away_a_free_agent(item, agent, seconds):
    if verdict(item, agent, NOW) == "free":
        assert verdict(item, agent, NOW + timedelta(seconds=seconds)) == "free"


limits = st.fixed_dictionaries({channel: st.builds(Limit, st.integers(0, 4), st.booleans()) for channel in CHANNELS})
hands = st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 5))


@given(hands, limits, st.sets(st.sampled_from(CHANNELS)))
def test_never_open_above_capacity_nor_without_the_means(held, rules, lacks):
    for channel in open_to(held, rules, lacks):
        assert channel not in lacks
        assert held.get(channel, 0) < rules[channel].limit
        assert not any(rules[other].alone for other, count in held.items() if count and other != channel)


@given(hands, limits, st.sampled_from(CHANNELS))
def test_more_in_hand_is_never_more_room(held, rules, channel):
    more = {**held, channel: held.get(channel, 0) + 1}
    assert open_to(more, rules) <= open_to(held, rules)


def test_the_database_starts_with_the_default_limits(db):
    stored = Capacity.objects.filter(staff=None)
    assert {row.channel: Limit(row.limit, row.alone) for row in stored} == DEFAULT_LIMITS
    assert set(DEFAULT_LIMITS) == set(Channel.values)


@pytest.mark.parametrize("seed", range(12))
def test_the_database_counts_room_by_the_same_rule(brand, queue, claire, now, seed):
    dice = Random(seed)
    staff = claire
    rules = dict(DEFAULT_LIMITS)
    for channel in dice.sample(CHANNELS, 3):
        rules[channel] = Limit(dice.randint(0, 3), dice.random() < 0.4)
        Capacity.objects.create(staff=staff, channel=channel, limit=rules[channel].limit, alone=rules[channel].alone)
    actions.set_presence(staff.id, "available", now, "system:test")
    lacks = set() if seed % 3 else {"call"}
    actions.equip(staff.id, "call", not lacks, now)
    held = {}
    for channel in dice.choices(CHANNELS, k=dice.randint(0, 4)):
        held[channel] = held.get(channel, 0) + 1
        item, _ = actions.enqueue(
            brand.id, queue.id, channel, UUID(int=dice.getrandbits(128)), None, now=now, actor="system:test"
        )
        actions.take(item.id, staff.id, now)
    presence = Presence.objects.get(staff=staff)
    assert presence.held == held and frozenset(presence.open_to) == open_to(held, rules, lacks)


@pytest.mark.parametrize("seed", range(25))
def test_the_statement_chooses_as_the_rules_do(brand, hire, now, seed):
    """A random centre, played by the real router until nothing fits; each of its choices is the one of ``rules.choose``."""
    dice = Random(seed)
    skills = [Skill.objects.create(brand=brand, name=f"S{n}") for n in range(3)]
    queues = [
        Queue.objects.create(
            brand=brand, name=f"Q{n}", priority=dice.randint(0, 1), target_seconds=dice.choice([300, 3600]),
            relax_extra_seconds=dice.choice([None, 600]), prefers_last_agent=dice.random() < 0.5,
        )
        for n in range(3)
    ]  # fmt: skip
    for queue in queues:
        for skill in dice.sample(skills, dice.randint(0, 2)):
            QueueSkill.objects.create(
                brand=brand, queue=queue, skill=skill, level=dice.randint(1, 4), relax_seconds=dice.choice([None, 900])
            )
    staff = [hire(brand, f"A{n}") for n in range(5)]
    for member in staff:
        for queue in dice.sample(queues, dice.randint(1, 3)):
            QueueMember.objects.create(brand=brand, queue=queue, staff=member)
        for skill in dice.sample(skills, 2):
            StaffSkill.objects.create(brand=brand, staff=member, skill=skill, level=dice.randint(1, 5))
        actions.set_presence(member.id, "available", now - timedelta(seconds=dice.randint(0, 5)), "system:test")
        actions.equip(member.id, "call", dice.random() < 0.8, now)
    for _ in range(14):
        at = now - timedelta(seconds=dice.choice([0, 100, 900, 3000]))
        item, _facts = actions.enqueue(
            brand.id, dice.choice(queues).id, dice.choice(["mail", "chat", "call"]), UUID(int=dice.getrandbits(128)), None,
            priority=dice.randint(0, 1), extra_skills=[skill.id for skill in dice.sample(skills, dice.choice([0, 0, 1]))],
            preferred_agent=dice.choice([None, *(member.id for member in staff)]), now=at, actor="system:test",
        )  # fmt: skip
        if dice.random() < 0.2:
            WorkItem.objects.filter(id=item.id).update(
                refused_by=[dice.choice(staff).id], offered_at=now - timedelta(seconds=60)
            )
    for _ in range(20):
        expected = choose(_items(), _agents(), now)
        made, facts = actions.offer(now)
        if expected is None:
            assert made == 0
            return
        item, agent = expected
        assert (facts[0].data["item"], facts[0].data["staff"]) == (item.id, agent.id)
    pytest.fail("the router never came to rest")


def _items():
    asked = {}
    for row in QueueSkill.objects.all():
        asked.setdefault(row.queue_id, []).append(Need(row.skill_id, row.level, row.relax_seconds))
    return [
        Waiting(
            item.id, item.queue_id, item.channel, item.enqueued_at, item.priority + item.queue.priority,
            item.queue.target_seconds,
            (*asked.get(item.queue_id, ()), *(Need(extra, 1, item.queue.relax_extra_seconds) for extra in item.extra_skills)),
            item.preferred_agent_id if item.queue.prefers_last_agent else None, frozenset(item.refused_by), item.offered_at,
        )
        for item in WorkItem.objects.filter(state="waiting").select_related("queue")
    ]  # fmt: skip


def _agents():
    levels = {}
    for row in StaffSkill.objects.all():
        levels.setdefault(row.staff_id, {})[row.skill_id] = row.level
    places = {}
    for row in QueueMember.objects.all():
        places.setdefault(row.staff_id, set()).add(row.queue_id)
    return [
        Candidate(
            presence.staff_id, frozenset(places.get(presence.staff_id, ())), presence.state, presence.idle_since,
            frozenset(presence.open_to), levels.get(presence.staff_id, {}), presence.held,
        )
        for presence in Presence.objects.all()
    ]  # fmt: skip
