"""What stands in the way of publishing a tree, and what is worth a second look. Each finding names its node."""

from collections.abc import Mapping

from entregent.scenarios.tree.checks.finding import Finding, Surroundings
from entregent.scenarios.tree.checks.named import contact, named
from entregent.scenarios.tree.checks.texts import heard_in, options, texts, too_long
from entregent.scenarios.tree.checks.variables import values, variables
from entregent.scenarios.tree.checks.ways import mentions, runs, trees, ways
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.spoken import Lengths

__all__ = ["Finding", "Surroundings", "check", "heard_in", "publishable", "runs"]

PARTS = (ways, texts, options, variables, named, contact, mentions, values)


def check(form: Form, around: Surroundings, slug: str = "", heard: Mapping[str, Lengths] | None = None) -> list[Finding]:
    """Everything there is to say of a tree, errors first, in the order of its nodes. ``slug``: the scenario's own name;
    ``heard``: what ``heard_in`` gives, for who has it already."""
    found = [finding for part in PARTS for finding in part(form, around)]
    found += too_long(heard_in(form, around) if heard is None else heard)
    found += trees(form, around, slug)
    order = {id: place for place, id in enumerate(form.nodes)}
    return sorted(found, key=lambda one: (not one.stops, order.get(one.node, -1), one.code))


def publishable(findings: list[Finding]) -> bool:
    """Whether nothing stands in the way."""
    return not any(finding.stops for finding in findings)
