"""A tree tried by its author: nothing is written, the author says what each lookup brings."""

import json

from entregent.scenarios.simulating import simulate
from entregent.scenarios.tests.trees import SHOP
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.form import Tree, read
from entregent.scenarios.tree.inputs import Answer, Means, Result
from entregent.scenarios.tree.state import Manner


def test_an_author_plays_the_customer_and_the_programs() -> None:
    tree, chat = Tree(read(SHOP)), Manner("chat")
    tried = simulate(tree, chat, None, None, Means())
    for words in ("1", "CMD-12345", "oui"):
        tried = simulate(tree, chat, json.loads(json.dumps(tried.state)), Answer(words), Means())
    assert isinstance(tried.pending, out.Look) and tried.exits == ("found", "missing", "failed")
    brought = Result(tried.pending.serial, "found", {"commande.statut": "expédiée"})
    tried = simulate(tree, chat, tried.state, brought, Means())
    assert isinstance(tried.effects[-1], out.Over) and tried.pending is None
