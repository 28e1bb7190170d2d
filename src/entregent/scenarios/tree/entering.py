"""What happens when a node is entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import nodes
from entregent.scenarios.tree.conditions import holds
from entregent.scenarios.tree.state import Frame
from entregent.scenarios.tree.texts import fill

if TYPE_CHECKING:
    from entregent.scenarios.tree.run import Run

DEEPEST = 8
"""How many trees may wait for one another."""
MOST_MOVES = 500
"""Nodes that a step may go through without anybody answering; a checked tree never comes near."""


def advance(run: Run) -> None:
    """Go on from node to node until something is waited for."""
    moves = 0
    while run.goal:
        moves += 1
        node = run.tree.of(run.scenario).nodes.get(run.goal)
        if node is None or moves > MOST_MOVES:
            run.goal = ""
            run.hand_over("fault")
            return
        final = isinstance(node, nodes.Hand) or (isinstance(node, nodes.End) and not run.frames)
        if final and run.mention_first(f"{run.scenario}:{run.goal}"):
            continue
        run.node, run.goal, run.waits, run.missed = run.goal, "", "", 0
        run.emit(out.Entered(run.scenario, run.node))
        ENTER[node.kind](run, node)


def _say(run: Run, node: nodes.Say) -> None:
    if not node.mandatory:
        run.say(run.words(node.text))
        run.go(node.next)
    elif node.acknowledge or run.manner.confirms:
        run.waits = "mention"
        run.ask()
    else:
        run.say(run.words(node.text), mandatory=True)
        run.after_mention()


def _choice(run: Run, node: nodes.Choice) -> None:
    if run.offered(node):
        run.ask()
    else:
        run.give_up(node.lost, "fault")


def _question(run: Run, node: nodes.Collect | nodes.Survey) -> None:
    run.ask()


def _callback(run: Run, node: nodes.Callback) -> None:
    run.perform(out.FindTimes(run.serial, node.queue))  # what cannot be had is not offered


def _deflect(run: Run, node: nodes.Deflect) -> None:
    if node.to == run.manner.medium:
        run.go(node.refused)  # they are there already
    else:
        run.emit(out.Offered(node.to))
        run.ask()


def _lookup(run: Run, node: nodes.Lookup) -> None:
    if node.text is not None:
        run.say(run.words(node.text))
    by = tuple((name, plain(run, words)) for name, words in node.by.items())
    run.perform(out.Look(run.serial, node.what, node.name, by, tuple(node.saves.items())))


def _decide(run: Run, node: nodes.Decide) -> None:
    run.go(next((case.next for case in node.cases if holds(case.when, run.variables)), node.otherwise))


def _hours(run: Run, node: nodes.Hours) -> None:
    run.perform(out.Opening(run.serial, node.calendar))


def _wait(run: Run, node: nodes.Wait) -> None:
    run.perform(out.Expect(run.serial, node.queue, node.minutes))


def _knowledge(run: Run, node: nodes.Knowledge) -> None:
    known = run.variables.get(node.question)
    if known:
        search(run, str(known))
    else:
        run.ask()


def _ticket(run: Run, node: nodes.Ticket) -> None:
    run.trail = ()  # what is done is not done twice by going back
    run.perform(
        out.MakeTicket(
            run.serial, node.does, fill(node.subject, run.value)[:250], fill(node.body, run.value), node.type, node.priority,
            node.reason, node.queue, node.tags,
        )
    )  # fmt: skip


def _run(run: Run, node: nodes.Run) -> None:
    if node.scenario not in run.tree.others or len(run.frames) >= DEEPEST:
        run.hand_over("fault")
        return
    run.frames = (*run.frames, Frame(run.scenario, node.next))
    run.scenario = node.scenario
    run.go(run.tree.of(node.scenario).start)


def _hand(run: Run, node: nodes.Hand) -> None:
    run.say(run.words(node.text))
    run.close(out.Over("handed", node.reason, node.queue, node.priority, run.scenario, run.node))


def _end(run: Run, node: nodes.End) -> None:
    if node.text is not None:
        run.say(run.words(node.text))
    if run.frames:
        frame, run.frames = run.frames[-1], run.frames[:-1]
        run.scenario = frame.scenario
        run.go(frame.next)
    else:
        run.close(out.Over("ended", node.outcome, scenario=run.scenario, node=run.node))


def plain(run: Run, words: str) -> str:
    """A template for a program: values as variables keep them."""
    return fill(words, lambda name: _bare(run.variables.get(name)))


def search(run: Run, words: str) -> None:
    """Have the host look in the knowledge base."""
    run.perform(out.Search(run.serial, words, run.language))


def _bare(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


ENTER: dict[str, Callable[[Run, Any], None]] = {
    "say": _say, "choice": _choice, "collect": _question, "survey": _question, "callback": _callback, "deflect": _deflect,
    "lookup": _lookup, "decide": _decide, "hours": _hours, "wait": _wait, "knowledge": _knowledge, "ticket": _ticket,
    "run": _run, "hand": _hand, "end": _end,
}  # fmt: skip
