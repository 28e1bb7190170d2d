"""Where a tree leads: exits that lead nowhere, dead ends, loops, mentions that some ways go round, trees that are run."""

from collections.abc import Mapping

from entregent.scenarios.tree import graph
from entregent.scenarios.tree.checks.finding import Findings, Surroundings, error, warning
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import (
    Run,
)


def ways(form: Form, around: Surroundings) -> Findings:
    """Exits that lead nowhere, nodes that nobody reaches, dead ends, loops."""
    for place in ("start", "agent"):
        target = getattr(form, place)
        if target is not None and target not in form.nodes:
            yield error("", "nowhere", exit=place, to=target)
    answered = [one.next for one in form.objections.values() if one.next is not None]
    for to in answered:
        if to not in form.nodes:
            yield error("", "nowhere", exit="objections", to=to)
    for id, node in form.nodes.items():
        for exit, to in node.exits():
            if to not in form.nodes:
                yield error(id, "nowhere", exit=exit, to=to)
    edges = graph.links(form)
    reached = graph.reached(edges, [form.start, *([form.agent] if form.agent else []), *answered])
    ending = graph.ending(form)
    for id in form.nodes:
        if id not in reached:
            yield error(id, "unreachable")
        elif id not in ending:
            yield error(id, "dead_end")
    for group in graph.loops(graph.automatic(form)):
        yield error(min(group), "loop", nodes=sorted(group))


def mentions(form: Form, around: Surroundings) -> Findings:
    """Mentions that some ways go round: they will be said just before the end."""
    for mention in form.mentions:
        edges = graph.links(form)
        edges[mention] = []
        around_it = graph.reached(edges, [form.start]) - {mention}
        ends = [id for id in around_it if not form.nodes[id].waits and not any(True for _ in form.nodes[id].exits())]
        if ends and form.start != mention:
            yield warning(mention, "mention_late", nodes=sorted(ends))


def trees(form: Form, around: Surroundings, slug: str) -> Findings:
    """Trees that are run: that they are there, do not run this one, and mean the same by the same variable."""
    for id, node in form.nodes.items():
        if not isinstance(node, Run):
            continue
        if node.scenario == slug:
            yield error(id, "runs_itself", scenario=slug)
            continue
        if node.scenario not in around.trees:
            yield error(id, "no_scenario", scenario=node.scenario)
            continue
        for below in sorted(runs(node.scenario, around.trees)):
            if below == slug:
                yield error(id, "runs_itself", scenario=node.scenario)
                continue
            if below not in around.trees:
                yield error(id, "no_scenario", scenario=below)
                continue
            for name, variable in sorted(around.trees[below].variables.items()):
                mine = form.variables.get(name)
                if mine is not None and mine.type is not variable.type:
                    yield error(id, "other_type", variable=name, scenario=below)
            for language in form.languages:
                if language not in around.trees[below].languages:
                    yield warning(id, "tree_language", scenario=below, language=language)


def runs(scenario: str, trees: Mapping[str, Form]) -> set[str]:
    """A scenario and all those that it runs, however deep, those that are not there included."""
    found: set[str] = set()
    ahead = [scenario]
    while ahead:
        one = ahead.pop()
        if one in found:
            continue
        found.add(one)
        if one not in trees:
            continue
        ahead += [node.scenario for node in trees[one].nodes.values() if isinstance(node, Run)]
    return found
