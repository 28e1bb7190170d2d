"""Random trees, random walks: what holds whatever the tree and whatever comes in."""

import json
from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.checks import check, publishable
from entregent.scenarios.tree.form import Form, Tree, exported, imported
from entregent.scenarios.tree.inputs import Answer, Carry, Heard, Input, Leave, Result, Silence
from entregent.scenarios.tree.nodes import ASKED_AGAIN, Say
from entregent.scenarios.tree.state import Manner, State, from_json, to_json
from entregent.scenarios.tree.step import begin, step
from entregent.scenarios.tree.tests.growing import AROUND, EXITS, MANNERS, forms, inputs, result

MOST_SILENCES = 4 * (ASKED_AGAIN + 1)
"""Two questions given up, a mention that is not heard before the end, and one more."""

walks = some.lists(some.tuples(inputs(), some.sampled_from(EXITS)), max_size=25)
manners = some.sampled_from(MANNERS)
Trace = list[tuple[State, Input | None, tuple[out.Effect, ...], State]]


def settle(tree: Tree, state: State, effects: tuple[out.Effect, ...], exit: str, trace: Trace) -> State:
    """Bring what the host is asked for, until somebody has to answer."""
    while (found := result(effects, exit)) is not None:
        before = state
        state, effects = step(tree, state, found)
        trace.append((before, found, effects, state))
    return state


def walk(form: Form, manner: Manner, steps: list[tuple[Input, str]]) -> Trace:
    """Every state of a walk, with what came in and out."""
    tree, trace = Tree(form), Trace()
    state, effects = begin(tree, manner)
    trace.append((state, None, effects, state))
    state = settle(tree, state, effects, steps[0][1] if steps else "found", trace)
    for input, exit in steps:
        before = state
        state, effects = step(tree, state, input)
        trace.append((before, input, effects, state))
        state = settle(tree, state, effects, exit, trace)
    return trace


@settings(max_examples=60)
@given(forms())
def test_what_is_grown_may_be_published_and_survives_its_file(form: Form) -> None:
    findings = check(form, AROUND)
    assert publishable(findings), findings
    assert imported(exported(form)) == form and exported(imported(exported(form))) == exported(form)


@settings(max_examples=120)
@given(forms(), manners, walks)
def test_a_step_is_pure_and_its_state_survives_json(form: Form, manner: Manner, steps: list[tuple[Input, str]]) -> None:
    tree = Tree(form)
    for before, input, effects, after in walk(form, manner, steps):
        if input is None:
            assert begin(tree, manner) == begin(tree, manner)
            continue
        kept = json.dumps(to_json(before))
        again = step(tree, from_json(json.loads(kept)), input)
        assert again == (after, effects)
        assert json.dumps(to_json(before)) == kept
        if before.over:
            assert after is before and effects == ()


@settings(max_examples=120)
@given(forms(), manners, walks, some.sampled_from(EXITS))
def test_whoever_falls_silent_reaches_an_end_from_everywhere(
    form: Form, manner: Manner, steps: list[tuple[Input, str]], exit: str
) -> None:
    tree = Tree(form)
    for *_rest, state in walk(form, manner, steps):
        effects: tuple[out.Effect, ...] = ()
        if state.waits == "result":
            state, effects = step(tree, state, Result(state.serial, exit))
        state = settle(tree, state, effects, exit, Trace())
        for _ in range(MOST_SILENCES):
            if state.over or state.waits == "carry":
                break
            state, effects = step(tree, state, Silence())
            state = settle(tree, state, effects, exit, Trace())
        assert state.over or state.waits == "carry", state


@settings(max_examples=150)
@given(forms(), manners, walks)
def test_no_question_is_asked_back_more_than_twice_and_no_tree_runs_wild(
    form: Form, manner: Manner, steps: list[tuple[Input, str]]
) -> None:
    offers: Counter[str] = Counter()
    for before, _input, effects, after in walk(form, manner, steps):
        offers.update(effect.to for effect in effects if isinstance(effect, out.Offered))
        offers.subtract(effect.to for effect in effects if isinstance(effect, out.Settled))
        assert min(offers.values(), default=0) >= 0, effects  # answered once, whatever became of its times
        assert after.missed <= ASKED_AGAIN
        assert not any(isinstance(effect, out.Over) and effect.detail == "fault" for effect in effects), (before, effects)
        waiting = [effect for effect in effects if isinstance(effect, (out.Asks, out.Over, *out.PERFORMED))]
        assert len(waiting) == (1 if effects else 0), effects
        assert not effects or effects[-1] is waiting[0]
        assert not effects or after.waits


@settings(max_examples=200)
@given(forms(), manners, walks)
def test_no_mention_is_passed_over(form: Form, manner: Manner, steps: list[tuple[Input, str]]) -> None:
    for before, input, effects, after in walk(form, manner, steps):
        for effect, following in pairwise([*effects, None]):
            if isinstance(effect, out.Entered) and isinstance(node := form.nodes[effect.node], Say) and node.mandatory:
                assert isinstance(following, out.Said) and following.mandatory
            if isinstance(effect, out.Over) and effect.detail != "unheard":
                assert set(form.mentions) <= set(after.heard)
        passed = before.waits == "mention" and bool(effects) and (after.node, after.waits) != (before.node, "mention")
        if passed:
            agreed = isinstance(input, Heard) or (
                isinstance(input, Answer) and (input.key == "1" or input.text in ("oui", "1"))
            )
            said_again = isinstance(input, Carry) and isinstance(effects[1], out.Said) and effects[1].mandatory
            unheard = isinstance(effects[-1], out.Over) and effects[-1].detail == "unheard"
            assert agreed or said_again or unheard, (before, input, effects)
        for id in set(after.heard) - set(before.heard):
            said = any(isinstance(effect, out.Entered) and effect.node == id for effect in effects)
            assert said or (passed and before.node == id)
    assert step(Tree(form), after, Leave())[0].over or after.waits == "carry"
