"""Random trees that may be published, and random walks through them.

Nodes that nobody answers lead forward only, and every node has one exit that does: so no loop is without an exit and no end
is dead. Questions lead anywhere.
"""

from typing import Any

from hypothesis import strategies as some

from entregent.scenarios.tests.trees import both, document
from entregent.scenarios.tree.checks import Surroundings
from entregent.scenarios.tree.effects import PERFORMED, Effect
from entregent.scenarios.tree.form import Form, read
from entregent.scenarios.tree.graph import links, reached
from entregent.scenarios.tree.inputs import (
    Answer,
    Carry,
    Heard,
    Input,
    Interrupt,
    Result,
    Silence,
    Speak,
)
from entregent.scenarios.tree.state import Manner

AROUND = Surroundings(lookups=frozenset({"person", "ticket", "connector", "order"}), connectors=frozenset({"commandes"}))
VARIABLES = {
    "mot": {},
    "nombre": {"type": "number"},
    "jour": {"type": "date"},
    "somme": {"type": "amount"},
    "tel": {"type": "phone"},
}
KINDS = ["say", "say", "choice", "choice", "collect", "lookup", "decide", "hours", "wait", "knowledge", "deflect", "callback",
         "ticket", "survey"]  # fmt: skip
HELD = {"text": "mot", "number": "nombre", "date": "jour", "amount": "somme", "phone": "tel", "order": "mot"}
WORDS = ["oui", "non", "1", "2", "trois", "bonjour", "un conseiller", "répéter", "retour", "12/11/2026", "06 39 98 01 02", "8",
         "10", "CMD-1234", "zzz", "", "le premier", "12,50 €"]  # fmt: skip

MANNERS = [
    Manner("chat"), Manner("web"), Manner("script", speaks=True, confirms=True), Manner("phone", speaks=True, confirms=True)
]  # fmt: skip


@some.composite
def forms(draw: Any, most: int = 14) -> Form:
    """A tree of at most so many nodes, free of errors."""
    count = draw(some.integers(1, most))
    ids = [f"n{place}" for place in range(count)]
    nodes = {}
    for place, id in enumerate(ids):
        if place >= count - 1 or draw(some.integers(0, 9)) == 0:
            nodes[id] = _final(draw)
        else:
            nodes[id] = _node(draw, ids, place)
    made = read(document(nodes, variables=VARIABLES, agent=draw(some.sampled_from([None, *ids]))))
    kept = reached(links(made), [made.start, *([made.agent] if made.agent else [])])
    return read(
        document(
            {id: node for id, node in nodes.items() if id in kept}, variables=VARIABLES, agent=made.agent
        )
    )  # fmt: skip


def _final(draw: Any) -> dict[str, Any]:
    if draw(some.booleans()):
        return {"kind": "hand", "text": both("Un conseiller."), "reason": "tree"}
    return {"kind": "end", "outcome": "done"}


def _node(draw: Any, ids: list[str], place: int) -> dict[str, Any]:
    ahead = some.sampled_from(ids[place + 1 :])
    anywhere = some.sampled_from(ids)
    kind = draw(some.sampled_from(KINDS))
    asks = {"text": both("Dites {mot}.")}
    if draw(some.booleans()):
        asks["lost"] = draw(anywhere)
    if draw(some.booleans()):
        asks["retries"] = [both("Encore ?")]
    match kind:
        case "say":
            mandatory = draw(some.sampled_from(["", "", "here", "always"]))
            said = {"kind": "say", "text": both("Bonjour {mot|vous}"), "mandatory": mandatory, "next": draw(ahead)}
            return said | ({"acknowledge": True} if mandatory and draw(some.booleans()) else {})
        case "choice":
            options = [
                {"key": str(number), "label": both(f"Option {number}"), "next": draw(ahead if number == 1 else anywhere)}
                for number in range(1, draw(some.integers(2, 5)))
            ]
            if len(options) > 1 and draw(some.booleans()):
                options[-1]["when"] = _condition(draw)
            if draw(some.booleans()):
                options[0]["language"] = "en"
            return {"kind": "choice", **asks, "options": options, "saves": "mot"}
        case "collect":
            what = draw(some.sampled_from(sorted(HELD)))
            confirm = {"confirm": both("Bien ?")} if draw(some.booleans()) else {}
            return {"kind": "collect", **asks, "what": what, "saves": HELD[what], "next": draw(ahead), **confirm}
        case "lookup":
            what = draw(some.sampled_from(["person", "ticket", "order", "connector"]))
            name = {"name": "commandes"} if what == "connector" else {}
            exits = {name: draw(ahead) for name in ("found", "missing", "failed")}
            return {"kind": "lookup", "what": what, "by": {"mot": "{mot}"}, "saves": {"nombre": "n"}, **name, **exits}
        case "decide":
            cases = [{"when": _condition(draw), "next": draw(ahead)} for _ in range(draw(some.integers(1, 3)))]
            return {"kind": "decide", "cases": cases, "otherwise": draw(ahead)}
        case "hours":
            return {"kind": "hours", "open": draw(ahead), "closed": draw(ahead)}
        case "wait":
            return {"kind": "wait", "minutes": draw(some.integers(1, 20)), "short": draw(ahead), "long": draw(ahead)}
        case "knowledge":
            return {"kind": "knowledge", "text": both("Votre question ?"), "question": "mot", "found": draw(ahead),
                    "missing": draw(ahead)}  # fmt: skip
        case "deflect":
            return {"kind": "deflect", **asks, "to": draw(some.sampled_from(["chat", "web", "phone"])),
                    "given": both("Code {carry.code}"), "accepted": draw(anywhere), "refused": draw(ahead)}  # fmt: skip
        case "callback":
            return {"kind": "callback", **asks, "reason": "Rappel {mot}", "phone": "tel", "number": both("Quel numéro ?"),
                    "accepted": draw(ahead), "refused": draw(anywhere), "failed": draw(ahead)}  # fmt: skip
        case "ticket":
            return {"kind": "ticket", "does": "open", "subject": "Demande", "body": "{mot}", "next": draw(ahead),
                    "failed": draw(ahead)}  # fmt: skip
        case _:
            scale = {"minimum": 0, "maximum": 10} if draw(some.booleans()) else {}
            return {"kind": "survey", **asks, "question": "nps", **scale, "next": draw(ahead)}


def _condition(draw: Any) -> dict[str, Any]:
    simple = some.sampled_from(
        [
            {"variable": "nombre", "op": "at_least", "value": 3}, {"variable": "mot", "op": "is", "value": "1"},
            {"variable": "mot", "op": "known"}, {"variable": "jour", "op": "less", "value": "2026-11-20"},
            {"variable": "mot", "op": "in", "value": ["oui", "bonjour"]},
        ]
    )  # fmt: skip
    return draw(some.one_of(simple, simple.map(lambda one: {"not": one}), simple.map(lambda one: {"any": [one, one]})))


def inputs() -> some.SearchStrategy[Input]:
    """Anything that may come in, results apart."""
    return some.one_of(
        some.builds(Answer, some.sampled_from(WORDS)),
        some.builds(Answer, some.just(""), some.sampled_from(["1", "2", "3", "4", "0", "*", "#", "12"])),
        some.just(Silence()), some.just(Heard()), some.builds(Interrupt, some.sampled_from(["agent", "repeat", "back"])),
        some.builds(Speak, some.sampled_from(["fr", "en", "de"])), some.builds(Carry, some.sampled_from(MANNERS)),
    )  # fmt: skip


EXITS = ["found", "missing", "failed", "open", "closed", "short", "long", "next", "given", "accepted", "refused", "taken"]


def result(effects: tuple[Effect, ...], exit: str) -> Result | None:
    """What the host would bring, if it was asked for something."""
    if not effects or not isinstance(effects[-1], PERFORMED):
        return None
    effect = effects[-1]
    own = {"Look": ("found", "missing", "failed"), "Opening": ("open", "closed"), "Expect": ("short", "long"),
           "Search": ("found", "missing"), "MakeTicket": ("next", "failed"), "FindTimes": ("offered", "failed"),
           "CallBack": ("accepted", "taken", "failed"),
           "GiveCode": ("given",)}  # fmt: skip
    exits = own[type(effect).__name__]
    return Result(
        effect.serial,
        exit if exit in exits else exits[0],
        {"nombre": 4},
        (("Titre", "Réponse", "https://x.example"),),
        ("", "2026-11-23T09:00:00+01:00"),
    )
