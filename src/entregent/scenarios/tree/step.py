"""The one door: a tree, where a session stands and what comes in give where it then stands and what comes out.

Pure and deterministic. What the host has to perform (``effects.PERFORMED``) comes last; its ``Result`` is the next input.
"""

from collections.abc import Mapping

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.answering import take
from entregent.scenarios.tree.entering import advance
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import (
    Answer,
    Carry,
    Heard,
    Input,
    Interrupt,
    Leave,
    Means,
    Objected,
    Result,
    Silence,
    Speak,
)
from entregent.scenarios.tree.interrupting import interrupt
from entregent.scenarios.tree.nodes import Callback, Deflect, Knowledge
from entregent.scenarios.tree.run import Run
from entregent.scenarios.tree.state import Manner, State
from entregent.scenarios.tree.variables import Value

Stepped = tuple[State, tuple[out.Effect, ...]]
PLAIN = Means()


def begin(
    tree: Tree, manner: Manner, *, language: str = "", variables: Mapping[str, Value] | None = None, means: Means = PLAIN
) -> Stepped:
    """Enter a tree. Variables of a wrong type are not kept; a language that it does not speak is its first."""
    languages = tree.form.languages
    spoken = language if language in languages else next((one for one in languages if one == language[:2]), languages[0])
    run = Run(tree, State(manner, spoken), means)
    for name, value in (variables or {}).items():
        run.put(name, value)
    run.go(tree.form.start)
    advance(run)
    return run.state(), tuple(run.effects)


def step(tree: Tree, state: State, input: Input, means: Means = PLAIN) -> Stepped:
    """Take one input. What comes at a moment where it means nothing changes nothing: the same state, no effects."""
    if state.over or not _counts(tree, state, input):
        return state, ()
    run = Run(tree, state, means)
    run.serial += 1
    _take(run, input)
    advance(run)
    return run.state(), tuple(run.effects)


def _counts(tree: Tree, state: State, input: Input) -> bool:
    if isinstance(input, Objected):
        return state.waits not in ("result", "carry") and input.which in tree.form.objections
    if isinstance(input, Leave):
        return state.waits != "carry"  # the code still leads here
    if isinstance(input, Result):
        return state.waits == "result" and input.serial == state.serial
    if isinstance(input, Heard):
        return state.waits == "mention"
    if state.waits == "result":
        return isinstance(input, Carry) or (isinstance(input, Interrupt) and input.what == "agent")
    return True


def _take(run: Run, input: Input) -> None:
    match input:
        case Answer():
            take(run, input)
        case Silence():
            if run.waits == "carry":
                run.ask()
            else:
                run.miss(silent=True)
        case Heard():
            run.after_mention()
        case Interrupt():
            interrupt(run, input.what)
        case Objected():
            _objected(run, input.which)
        case Speak():
            if input.language in run.tree.form.languages:
                run.language = input.language
            run.ask()
        case Carry():
            _carried(run, input.manner)
        case Leave():
            run.close(out.Over("left", scenario=run.scenario, node=run.node))
        case Result():
            _performed(run, input)


def _objected(run: Run, which: str) -> None:
    """It is answered; then it is asked again, or it goes where the objection leads. Nothing passes over a mention."""
    objection = run.tree.form.objections[which]
    run.emit(out.Objected(which))
    run.say(run.words(objection.answer))
    if objection.next is None or run.waits == "mention":
        run.ask()
        return
    run.understood()
    run.scenario, run.frames = "", ()
    run.go(objection.next)


def _carried(run: Run, manner: Manner) -> None:
    run.manner = manner
    node = run.current()
    if run.waits == "carry" and isinstance(node, Deflect):
        run.go(node.accepted)
    elif run.waits == "mention" and not manner.confirms and not getattr(node, "acknowledge", False):
        run.waits = ""
        run.go(run.node)  # said again, where saying it is enough
    else:
        run.ask()


def _performed(run: Run, result: Result) -> None:
    node = run.current()
    for name, value in result.values.items():
        run.put(name, value)
    if isinstance(node, Deflect):
        if result.exit == "given":
            run.waits = "carry"
            run.ask()
        else:
            run.go(node.refused)
        return
    if isinstance(node, Callback) and result.exit == "offered":
        _offered(run, node, result.slots)
        return
    if isinstance(node, Callback) and result.exit == "taken":
        run.say(run.own("taken"))
        run.perform(out.FindTimes(run.serial, node.queue))
        return
    if isinstance(node, Callback) and run.slots:
        run.emit(out.Settled("callback", result.exit == "accepted"))
    if isinstance(node, Knowledge):
        told: list[tuple[str, list[out.Link]]] = []
        for title, words, url in result.said:
            link = [out.Link(title, url)] if url else []
            if words or not told:
                told.append((words, link))
            else:  # another source of the same answer
                told[-1][1].extend(link)
        for words, links in told:
            run.say(words, links=tuple(links))
        if result.said:
            run.emit(out.Offered("article"))
            run.emit(out.Settled("article", True))
    exits = dict(node.exits())
    to = exits.get(result.exit) or exits.get("failed")
    if to is None:
        run.hand_over("fault")
    else:
        run.go(to)


def _offered(run: Run, node: Callback, slots: tuple[str, ...]) -> None:
    """Times are there: the offer is made, or, where they had said yes and their time was gone, they choose again."""
    chosen = bool(run.slots)
    run.slots = slots
    if not slots:
        run.go(node.failed)
    else:
        if not chosen:
            run.emit(out.Offered("callback"))
        run.waits = "slot" if chosen else "answer"
        run.ask()
