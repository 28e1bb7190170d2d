"""What stands in the way of publishing a tree, and what is worth a second look. Each finding names its node."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from entregent.scenarios.tree import graph, numbers
from entregent.scenarios.tree.conditions import ORDERABLE, ORDERED, Compare, comparisons
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.matching import names_of
from entregent.scenarios.tree.nodes import (
    AnyNode,
    Asked,
    Callback,
    Choice,
    Collect,
    Decide,
    Hand,
    Hours,
    Knowledge,
    Lookup,
    Option,
    Run,
    Say,
    Survey,
    Ticket,
)
from entregent.scenarios.tree.phrases import OWN_LANGUAGES
from entregent.scenarios.tree.spoken import Lengths, lengths, unspeakable
from entregent.scenarios.tree.texts import Text, names_in, variants, written
from entregent.scenarios.tree.variables import GIVEN, Type, type_of

SPEAKING = frozenset({"phone", "script"})
"""Media on which a text is heard, said by a voice or read out by an agent."""
LONGEST_BUTTON = 40
LONGEST_WAY = 240.0
LONGEST_QUESTION = 30.0
"""Seconds. Limits of ours, beyond which people are lost: they warn, they do not stop."""


@dataclass(frozen=True)
class Surroundings:
    """What the brand has that a tree may name. ``trees``: its published scenarios."""

    languages: tuple[str, ...] = ("fr",)
    media: frozenset[str] = frozenset({"chat", "web", "script", "phone"})
    region: str = "FR"
    queues: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    lookups: frozenset[str] = frozenset({"person", "ticket", "connector"})
    knowledge: bool = True
    trees: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Finding:
    """Something found. ``severity``: error (it cannot be published) or warning. ``code`` and ``detail`` make its sentence."""

    severity: str
    node: str
    code: str
    detail: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def stops(self) -> bool:
        """Whether it stands in the way of publishing."""
        return self.severity == "error"


Findings = Iterator[Finding]


def check(form: Form, around: Surroundings, slug: str = "") -> list[Finding]:
    """Everything there is to say of a tree, errors first, in the order of its nodes. ``slug``: the scenario's own name."""
    found = [
        finding for part in (_ways, _texts, _options, _variables, _named, _mentions, _values) for finding in part(form, around)
    ]
    found += _trees(form, around, slug)
    found += _lengths(form, around)
    order = {id: place for place, id in enumerate(form.nodes)}
    return sorted(found, key=lambda one: (not one.stops, order.get(one.node, -1), one.code))


def publishable(findings: list[Finding]) -> bool:
    """Whether nothing stands in the way."""
    return not any(finding.stops for finding in findings)


def _error(node: str, code: str, **detail: Any) -> Finding:
    return Finding("error", node, code, detail)


def _warning(node: str, code: str, **detail: Any) -> Finding:
    return Finding("warning", node, code, detail)


def _ways(form: Form, around: Surroundings) -> Findings:
    """Exits that lead nowhere, nodes that nobody reaches, dead ends, loops."""
    for place in ("start", "agent"):
        target = getattr(form, place)
        if target is not None and target not in form.nodes:
            yield _error("", "nowhere", exit=place, to=target)
    for id, node in form.nodes.items():
        for exit, to in node.exits():
            if to not in form.nodes:
                yield _error(id, "nowhere", exit=exit, to=to)
    edges = graph.links(form)
    reached = graph.reached(edges, [form.start, *([form.agent] if form.agent else [])])
    ending = graph.ending(form)
    for id in form.nodes:
        if id not in reached:
            yield _error(id, "unreachable")
        elif id not in ending:
            yield _error(id, "dead_end")
    for group in graph.loops(graph.automatic(form)):
        yield _error(min(group), "loop", nodes=sorted(group))


def _texts(form: Form, around: Surroundings) -> Findings:
    for language in around.languages:
        if language not in form.languages:
            yield _error("", "brand_language", language=language)
    for language in form.languages:
        if language.partition("-")[0] not in OWN_LANGUAGES:
            yield _warning("", "our_language", language=language)
    for medium in form.media:
        if medium not in around.media:
            yield _error("", "medium", medium=medium)
    heard = not SPEAKING.isdisjoint(form.media)
    for id, node in form.nodes.items():
        for place, text in node.texts():
            yield from _text(form, id, place, text, heard, around.region)


def _text(form: Form, id: str, place: str, text: Text, heard: bool, region: str) -> Findings:
    for language in form.languages:
        if language not in text:
            yield _error(id, "text_missing", place=place, language=language)
        elif heard and (what := unspeakable(text, language)):
            yield _error(id, "unspeakable", place=place, language=language, what=what)
    for language in text:
        if language not in form.languages:
            yield _warning(id, "text_unused", place=place, language=language)
    for number in sorted({found for _language, words in variants(text) for found in numbers.premium(words, region)}):
        yield _error(id, "premium", place=place, number=number)


def _options(form: Form, around: Surroundings) -> Findings:
    for id, node in form.nodes.items():
        if not isinstance(node, Choice):
            continue
        keys = [option.key for option in node.options]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield _error(id, "key_twice", key=key)
        for key in keys if "phone" in form.media else ():
            if len(key) > 1:
                yield _error(id, "key_long", key=key)
        for language in form.languages:
            yield from _names(id, node.options, language)
        if all(option.when is not None for option in node.options) and node.lost is None:
            yield _warning(id, "no_option", options=len(keys))


def _names(id: str, options: tuple[Option, ...], language: str) -> Findings:
    seen: dict[str, str] = {}
    for option in options:
        label = written(option.label, language)
        if len(label) > LONGEST_BUTTON and not _has_short(option.label, language):
            yield _warning(id, "label_long", key=option.key, language=language)
        for name in names_of(option, language):
            if seen.setdefault(name, option.key) != option.key:
                yield _warning(id, "name_twice", name=name, keys=[seen[name], option.key], language=language)


def _has_short(text: Text, language: str) -> bool:
    found = text.get(language)
    return found is not None and not isinstance(found, str) and found.short is not None


def _variables(form: Form, around: Surroundings) -> Findings:
    filled = {name for node in form.nodes.values() for name in node.fills()}
    used: set[str] = set()
    for id, node in form.nodes.items():
        shown = {name for _place, text in node.texts() for _language, words in variants(text) for name in names_in(words)}
        shown |= {name for _place, words in node.templates() for name in names_in(words)}
        asked = _conditions(node)
        needed = shown | {one.variable for one in asked} | set(node.fills())
        used |= needed
        for name in sorted(needed):
            if type_of(name, form.variables) is None:
                yield _error(id, "undeclared", variable=name)
        for one in asked:
            if not _comparable(one, type_of(one.variable, form.variables)):
                yield _error(id, "comparison", variable=one.variable, op=one.op)
        if isinstance(node, Collect):
            type = type_of(node.saves, form.variables)
            if type is not None and type not in HOLDS[node.what]:
                yield _error(id, "wrong_type", variable=node.saves, type=type.value, what=node.what.value)
    for name in form.variables:
        if name in GIVEN:
            yield _error("", "given", variable=name)
        elif name not in used:
            yield _warning("", "unused", variable=name)
        elif name not in filled:
            yield _warning("", "never_set", variable=name)


HOLDS: dict[Asked, set[Type]] = {
    Asked.TEXT: {Type.TEXT}, Asked.NUMBER: {Type.NUMBER, Type.TEXT}, Asked.AMOUNT: {Type.AMOUNT}, Asked.DATE: {Type.DATE},
    Asked.PHONE: {Type.PHONE, Type.TEXT}, Asked.MAIL: {Type.MAIL, Type.TEXT}, Asked.ORDER: {Type.TEXT},
    Asked.CONTRACT: {Type.TEXT}, Asked.POSTCODE: {Type.TEXT},
}  # fmt: skip
"""What is collected → the types of variables that hold it."""


def _conditions(node: AnyNode) -> list[Compare]:
    if isinstance(node, Decide):
        return [one for case in node.cases for one in comparisons(case.when)]
    if isinstance(node, Choice):
        return [one for option in node.options if option.when is not None for one in comparisons(option.when)]
    return []


def _comparable(one: Compare, type: Type | None) -> bool:
    if type is None or one.op == "known":
        return True
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if one.op in ORDERED and type not in ORDERABLE:
        return False
    if (one.op == "in") != isinstance(one.value, tuple):
        return False
    if type is Type.BOOLEAN:
        return all(isinstance(value, bool) for value in values)
    if type in (Type.NUMBER, Type.AMOUNT):
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return all(isinstance(value, str) for value in values)


def _named(form: Form, around: Surroundings) -> Findings:
    """Queues, calendars, connectors and reasons that the brand does not have."""
    for id, node in form.nodes.items():
        if isinstance(node, Hand | Ticket | Callback) and node.queue and node.queue not in around.queues:
            yield _error(id, "no_queue", name=node.queue)
        if isinstance(node, Hours) and node.calendar and node.calendar not in around.calendars:
            yield _error(id, "no_calendar", name=node.calendar)
        if isinstance(node, Ticket) and node.reason and node.reason not in around.reasons:
            yield _error(id, "no_reason", name=node.reason)
        if isinstance(node, Ticket) and node.does == "open" and not node.subject:
            yield _error(id, "no_subject")
        if isinstance(node, Lookup) and node.what not in around.lookups:
            yield _error(id, "no_lookup", what=node.what)
        if isinstance(node, Lookup) and node.what == "connector" and node.name not in around.connectors:
            yield _error(id, "no_connector", name=node.name)
        if isinstance(node, Knowledge) and not around.knowledge:
            yield _error(id, "no_knowledge")


def _mentions(form: Form, around: Surroundings) -> Findings:
    for mention in form.mentions:
        edges = graph.links(form)
        edges[mention] = []
        around_it = graph.reached(edges, [form.start]) - {mention}
        ends = [id for id in around_it if not form.nodes[id].waits and not any(True for _ in form.nodes[id].exits())]
        if ends and form.start != mention:
            yield _warning(mention, "mention_late", nodes=sorted(ends))


def _values(form: Form, around: Surroundings) -> Findings:
    for id, node in form.nodes.items():
        if isinstance(node, Collect):
            if node.minimum is not None and node.maximum is not None and node.minimum > node.maximum:
                yield _error(id, "bounds")
            if node.pattern and node.what not in (Asked.ORDER, Asked.CONTRACT):
                yield _error(id, "pattern", what=node.what.value)
        if isinstance(node, Survey) and node.maximum is None and node.minimum is not None:
            yield _error(id, "scale")
        if isinstance(node, Survey) and node.maximum is not None and (node.minimum or 0) >= node.maximum:
            yield _error(id, "scale")
        if isinstance(node, Say) and node.acknowledge and not node.mandatory:
            yield _error(id, "acknowledged")


def _trees(form: Form, around: Surroundings, slug: str) -> Findings:
    """Trees that are run: that they are there, do not run this one, and mean the same by the same variable."""
    for id, node in form.nodes.items():
        if not isinstance(node, Run):
            continue
        if node.scenario == slug:
            yield _error(id, "runs_itself", scenario=slug)
            continue
        if node.scenario not in around.trees:
            yield _error(id, "no_scenario", scenario=node.scenario)
            continue
        for below in sorted(runs(node.scenario, around.trees)):
            if below == slug:
                yield _error(id, "runs_itself", scenario=node.scenario)
                continue
            for name, variable in sorted(around.trees[below].variables.items()):
                mine = form.variables.get(name)
                if mine is not None and mine.type is not variable.type:
                    yield _error(id, "other_type", variable=name, scenario=below)
            for language in form.languages:
                if language not in around.trees[below].languages:
                    yield _warning(id, "tree_language", scenario=below, language=language)


def runs(scenario: str, trees: Mapping[str, Form]) -> set[str]:
    """A scenario and all those that it runs, however deep, as far as they are known."""
    found: set[str] = set()
    ahead = [scenario]
    while ahead:
        one = ahead.pop()
        if one in found or one not in trees:
            found |= {one} & trees.keys()
            continue
        found.add(one)
        ahead += [node.scenario for node in trees[one].nodes.values() if isinstance(node, Run)]
    return found


def _lengths(form: Form, around: Surroundings) -> Findings:
    if SPEAKING.isdisjoint(form.media):
        return
    for language in form.languages:
        found: Lengths = lengths(form, language, around.trees)
        if found.way > LONGEST_WAY:
            yield _warning("", "long_way", seconds=round(found.way), language=language, nodes=list(found.nodes))
        for id, heard in found.questions.items():
            if heard > LONGEST_QUESTION:
                yield _warning(id, "long_question", seconds=round(heard), language=language)
