"""What may be asked for at any question: an agent, the words again, the question before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entregent.scenarios.tree import matching, nodes

if TYPE_CHECKING:
    from entregent.scenarios.tree.run import Run


def interruption_by_key(run: Run, key: str) -> matching.Interruption | None:
    """What a key of the telephone asks for when it answers nothing."""
    if key == "*":
        return "repeat"
    if key == "#":
        return "back"
    if key != "0" or run.waits != "answer":
        return None
    node = run.current()
    if isinstance(node, nodes.Choice):
        return None if any(option.key == "0" for option in run.offered(node)) else "agent"
    return "agent" if isinstance(node, nodes.Deflect | nodes.Callback | nodes.Knowledge) else None


def interrupt(run: Run, what: matching.Interruption) -> None:
    """An agent, what was said again, or the question before. Nothing passes over a mention."""
    if run.waits == "mention" or what == "repeat":
        run.ask()
    elif what == "agent":
        _agent(run)
    elif run.waits in ("confirm", "doubt", "number", "slot"):
        run.waits = "answer"
        run.ask()
    elif run.trail:
        place, run.trail = run.trail[-1], run.trail[:-1]
        run.scenario, run.frames = place.scenario, place.frames
        run.go(place.node)
    else:
        run.ask()


def _agent(run: Run) -> None:
    to = run.tree.form.agent
    if to is None:
        run.hand_over("asked")
        return
    run.scenario, run.frames, run.trail = "", (), ()
    run.go(to)
