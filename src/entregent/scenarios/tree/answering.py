"""What becomes of an answer, by the kind of question that it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import matching, nodes
from entregent.scenarios.tree.collecting import value_of
from entregent.scenarios.tree.entering import search
from entregent.scenarios.tree.interrupting import interrupt, interruption_by_key
from entregent.scenarios.tree.nodes import Asked
from entregent.scenarios.tree.texts import fill

if TYPE_CHECKING:
    from entregent.scenarios.tree.inputs import Answer
    from entregent.scenarios.tree.run import Run
    from entregent.scenarios.tree.variables import Value

NOTHING_SAID = frozenset({"", "passer", "skip", "je ne sais pas", "sans avis", "non merci", "no thanks", "pass"})
"""Answers to a survey that are none."""
SURE = 0.55
"""How sure an ear must be of words that decide something: below, they are said again to be confirmed."""


def take(run: Run, answer: Answer) -> None:
    """Do what an answer asks for: take the exit that it names, interrupt, or ask again."""
    if run.waits == "mention":
        if answer.key == "1" or matching.agreed(answer.text, "", run.language):
            run.after_mention()
        else:
            run.miss()
        return
    what = interruption_by_key(run, answer.key)
    if what is not None:
        interrupt(run, what)
    elif run.waits == "confirm":
        _confirmed(run, answer)
    elif run.waits == "doubt":
        _doubted(run, answer)
    elif run.waits == "number":
        _number(run, answer)
    elif run.waits == "slot":
        _slot(run, answer)
    elif run.waits == "carry":
        run.ask()
    else:
        node = run.current()
        ANSWERED[node.kind](run, node, answer)


def _choice(run: Run, node: nodes.Choice, answer: Answer) -> None:
    options = run.offered(node)
    option = next((one for one in options if one.key == answer.key), None) if answer.key else None
    if option is None and answer.text:
        option = matching.by_label(answer.text, options, run.language)
        if option is None and (what := matching.interruption(answer.text, run.language)) is not None:
            interrupt(run, what)
            return
        option = option or _meant(run, options, answer)
    if option is None:
        near = [one for name in answer.between if (one := matching.by_intent((name,), options)) is not None]
        if len({one.key for one in near}) > 1:
            run.miss(near=near)
        else:
            _not_understood(run, answer)
        return
    if _doubtful(answer):
        run.waits, run.pending = "doubt", option.key
        run.ask()
        return
    _take_option(run, node, option)


def _take_option(run: Run, node: nodes.Choice, option: nodes.Option) -> None:
    run.understood()
    if option.language is not None and option.language in run.tree.form.languages:
        run.language = option.language
    if node.saves is not None:
        run.put(node.saves, option.key)
    run.go(option.next)


def _meant(run: Run, options: list[nodes.Option], answer: Answer) -> nodes.Option | None:
    digit = matching.digits_of(answer.text, run.language)
    found = next((one for one in options if one.key == digit), None) if digit else None
    found = found or matching.by_intent(answer.intents, options) or matching.by_words(answer.text, options, run.language)
    if found is not None:
        return found
    names = matching.names(options, run.language)
    name = run.means.match(answer.text, tuple(names))
    return names.get(name) if name is not None else None


def _not_understood(run: Run, answer: Answer) -> None:
    if answer.text and matching.wants_agent(answer.text, run.language):
        interrupt(run, "agent")
    else:
        run.miss()


def _collect(run: Run, node: nodes.Collect, answer: Answer) -> None:
    text = answer.text or answer.key
    what = matching.interruption(text, run.language)
    if what is not None and (node.what is not Asked.TEXT or what != "repeat"):
        interrupt(run, what)
        return
    value = value_of(
        node.what, text, language=run.language, region=run.means.region, today=run.means.today, minimum=node.minimum,
        maximum=node.maximum, pattern=node.pattern, entities=answer.entities,
    )  # fmt: skip
    if value is None:
        _not_understood(run, answer)
        return
    run.put(node.saves, value)
    if node.confirm is None and not (_doubtful(answer) and node.what is not Asked.TEXT):
        run.understood()
        run.go(node.next)
    else:
        run.waits, run.pending = "doubt" if node.confirm is None else "confirm", value
        run.ask()


def _doubtful(answer: Answer) -> bool:
    """Whether an ear may have heard something else."""
    return answer.confidence is not None and answer.confidence < SURE


def _doubted(run: Run, answer: Answer) -> None:
    """What was heard is said to be right, or not. Whoever says neither is asked the question anew."""
    node, yes = run.current(), matching.agreed(answer.text, answer.key, run.language)
    kept: Value
    kept, run.pending, run.waits = run.pending, None, "answer"
    if yes and isinstance(node, nodes.Collect):
        run.understood()
        run.go(node.next)
    elif yes and isinstance(node, nodes.Choice):
        option = next((one for one in run.offered(node) if one.key == kept), None)
        _take_option(run, node, option) if option is not None else run.miss()
    elif yes is None and (what := matching.interruption(answer.text, run.language)) is not None:
        interrupt(run, what)
    else:
        if isinstance(node, nodes.Collect):
            run.put(node.saves, None)
        run.miss()


def _confirmed(run: Run, answer: Answer) -> None:
    node = run.current()
    if not isinstance(node, nodes.Collect):
        return
    yes = matching.agreed(answer.text, answer.key, run.language)
    if yes:
        run.understood()
        run.go(node.next)
    elif yes is None:
        what = matching.interruption(answer.text, run.language)
        interrupt(run, what) if what is not None else _not_understood(run, answer)
    else:
        run.put(node.saves, None)
        run.waits, run.pending, run.missed = "answer", None, run.missed + 1
        if run.missed > nodes.ASKED_AGAIN:
            run.give_up(node.lost)
        else:
            run.ask()


def _knowledge(run: Run, node: nodes.Knowledge, answer: Answer) -> None:
    text = answer.text.strip()
    what = matching.interruption(text, run.language)
    if what is not None:
        interrupt(run, what)
    elif not text:
        run.miss()
    else:
        run.understood()
        run.put(node.question, text)
        search(run, text)


def _yes_or_no(run: Run, answer: Answer) -> bool | None:
    """The answer to an offer; None when it was no answer, and was seen to."""
    yes = matching.agreed(answer.text, answer.key, run.language)
    if yes is None:
        what = matching.interruption(answer.text, run.language)
        interrupt(run, what) if what is not None else _not_understood(run, answer)
    return yes


def _deflect(run: Run, node: nodes.Deflect, answer: Answer) -> None:
    yes = _yes_or_no(run, answer)
    if yes is None:
        return
    run.understood()
    run.emit(out.Settled(node.to, yes))
    if yes:
        run.trail = ()
        run.perform(out.GiveCode(run.serial, node.to))
    else:
        run.go(node.refused)


def _callback(run: Run, node: nodes.Callback, answer: Answer) -> None:
    yes = _yes_or_no(run, answer)
    if yes is None:
        return
    run.understood()
    if not yes:
        run.emit(out.Settled("callback", False))
        run.go(node.refused)
    elif run.variables.get(node.phone):
        _choose_time(run, node)
    else:
        run.waits = "number"
        run.ask()


def _number(run: Run, answer: Answer) -> None:
    node = run.current()
    if not isinstance(node, nodes.Callback):
        return
    text = answer.text or answer.key
    found = value_of(
        Asked.PHONE, text, language=run.language, region=run.means.region, today=run.means.today, entities=answer.entities
    )
    if found is None:
        what = matching.interruption(text, run.language)
        interrupt(run, what) if what is not None else _not_understood(run, answer)
        return
    run.understood()
    run.put(node.phone, found)
    _choose_time(run, node)


def _choose_time(run: Run, node: nodes.Callback) -> None:
    if len(run.slots) == 1:
        _call_back(run, node, run.slots[0])
    else:
        run.waits = "slot"
        run.ask()


def _slot(run: Run, answer: Answer) -> None:
    node = run.current()
    if not isinstance(node, nodes.Callback):
        return
    times = run.times()
    key = answer.key or matching.digits_of(answer.text, run.language)
    place = next((number for number, one in enumerate(times) if one.key == key), None)
    if place is None and answer.text:
        what = matching.interruption(answer.text, run.language)
        if what is not None:
            interrupt(run, what)
            return
        labels = [one.label for one in times]
        said = matching.plain(answer.text, labels) or run.means.match(answer.text, labels)
        place = labels.index(said) if said in labels else None
        if place is None and matching.agreed(answer.text, "", run.language) is False:
            place = len(run.slots)
    if place is None:
        _not_understood(run, answer)
    elif place == len(run.slots):
        run.emit(out.Settled("callback", False))
        run.go(node.refused)
    else:
        _call_back(run, node, run.slots[place])


def _call_back(run: Run, node: nodes.Callback, slot: str) -> None:
    run.trail = ()
    phone = str(run.variables.get(node.phone))
    run.perform(out.CallBack(run.serial, phone, node.queue, fill(node.reason, run.value), slot))


def _survey(run: Run, node: nodes.Survey, answer: Answer) -> None:
    text = (answer.text or answer.key).strip()
    if text.casefold() in NOTHING_SAID and text:
        run.understood()
        run.emit(out.Noted(node.question, None, node.maximum))
        run.go(node.next)
        return
    value = _note(run, node, text)
    if value is None:
        _not_understood(run, answer)
        return
    run.trail = ()
    run.missed, run.lost = 0, False
    run.emit(out.Noted(node.question, value, node.maximum))
    if node.saves is not None:
        run.put(node.saves, value)
    run.go(node.next)


def _note(run: Run, node: nodes.Survey, text: str) -> int | str | None:
    if node.maximum is None:
        return text[:2000] or None
    value = value_of(
        Asked.NUMBER, text, language=run.language, region=run.means.region, today=run.means.today,
        minimum=node.minimum or 0, maximum=node.maximum,
    )  # fmt: skip
    return int(value) if isinstance(value, int | float) and value == int(value) else None


ANSWERED: dict[str, Callable[[Run, Any, Answer], None]] = {
    "choice": _choice, "collect": _collect, "knowledge": _knowledge, "deflect": _deflect, "callback": _callback,
    "survey": _survey,
}  # fmt: skip
