"""What the form of a node does not show, or was not sent, stays as it was written."""

from entregent.scenarios.tests.trees import document, end
from entregent.scenarios.tree.form import read
from entregent.scenarios.web.filling import filled


def test_a_condition_of_which_nothing_was_sent_stays_to_the_letter() -> None:
    when = {"all": [{"variable": "montant", "op": "more", "value": "12,50"}]}
    cases = [{"when": when, "next": "fin"}, {"when": when, "next": "fin"}]
    nodes = {"prix": {"kind": "decide", "cases": cases, "otherwise": "fin"}, "fin": end()}
    form = read(document(nodes, variables={"montant": {"type": "amount"}}))
    typed = filled(form, "prix", {"/title": "Le prix", "/cases/1/when/0/op": "less"}, "")["nodes"]["prix"]
    assert typed["title"] == "Le prix"
    assert typed["cases"][0]["when"] == when
    assert typed["cases"][1]["when"] == {"variable": "montant", "op": "less", "value": 12.5}
