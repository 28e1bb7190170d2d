"""What stands in the way of publishing a tree, and what is worth a second look. Each finding names its node."""

from entregent.scenarios.tree.checks.finding import Finding, Surroundings
from entregent.scenarios.tree.checks.named import contact, named
from entregent.scenarios.tree.checks.texts import lengths_of, options, texts
from entregent.scenarios.tree.checks.variables import values, variables
from entregent.scenarios.tree.checks.ways import mentions, runs, trees, ways
from entregent.scenarios.tree.form import Form

__all__ = ["Finding", "Surroundings", "check", "publishable", "runs"]

PARTS = (ways, texts, options, variables, named, contact, mentions, values, lengths_of)


def check(form: Form, around: Surroundings, slug: str = "") -> list[Finding]:
    """Everything there is to say of a tree, errors first, in the order of its nodes. ``slug``: the scenario's own name."""
    found = [finding for part in PARTS for finding in part(form, around)]
    found += trees(form, around, slug)
    order = {id: place for place, id in enumerate(form.nodes)}
    return sorted(found, key=lambda one: (not one.stops, order.get(one.node, -1), one.code))


def publishable(findings: list[Finding]) -> bool:
    """Whether nothing stands in the way."""
    return not any(finding.stops for finding in findings)
