"""The fields of each kind of node, its texts, its options and its ways apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.scenarios.tree.checks import Surroundings
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import AnyNode
from entregent.scenarios.tree.variables import GIVEN
from entregent.scenarios.web.wording import ASKED, MEDIA, variable_named

Choices = list[tuple[str, str | Promise]]

PRIORITIES: Choices = [("-1", gettext_lazy("low")), ("0", gettext_lazy("usual")), ("1", gettext_lazy("high")),
                       ("2", gettext_lazy("urgent"))]  # fmt: skip
TICKETS: Choices = [("question", gettext_lazy("question")), ("incident", gettext_lazy("incident")),
                    ("request", gettext_lazy("request")), ("complaint", gettext_lazy("complaint"))]  # fmt: skip
LOOKUPS: dict[str, str | Promise] = {
    "person": gettext_lazy("the person"), "ticket": gettext_lazy("a ticket"), "order": gettext_lazy("an order"),
    "connector": gettext_lazy("a program outside"),
}  # fmt: skip
SURVEYS: Choices = [("nps", gettext_lazy("NPS: would they recommend us")), ("csat", gettext_lazy("CSAT: are they satisfied")),
                    ("ces", gettext_lazy("CES: was it easy")), ("verbatim", gettext_lazy("in their own words"))]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field: ``kind`` is line, area, number, check, select; pairs (name → words) or kept (variable → name), in ``pairs``."""

    path: str
    label: str | Promise
    kind: str
    value: str
    choices: Choices | None = None
    help: str | Promise = ""
    pairs: list[tuple[int, str, str]] | None = None


def fields_of(form: Form, node: AnyNode, around: Surroundings, trees: Mapping[str, str]) -> Iterator[Field]:
    def some(names: set[str] | frozenset[str], mine: str, empty: str) -> Choices:
        return [("", empty), *((name, name) for name in sorted({*names, mine} - {""}))]

    def get(name: str) -> str:
        value: Any = getattr(node, name, None)
        return "" if value is None else str(value)

    variables = variables_of(form)
    nothing: Choices = [("", _("nothing"))]
    match node.kind:
        case "say":
            ways: Choices = [("", _("no")), ("here", _("yes, here")), ("always", _("yes, whatever the way"))]
            yield Field("/mandatory", _("Cannot be skipped"), "select", get("mandatory"), ways)
            if node.mandatory:
                yield Field("/acknowledge", _("They must say that they have read it"), "check", "1" if node.acknowledge else "")
        case "choice":
            yield Field("/saves", _("Keep the key chosen in"), "select", get("saves"), [*nothing, *variables])
        case "collect":
            yield Field("/what", _("What is asked"), "select", get("what"), list(ASKED.items()))
            yield Field("/saves", _("Keep it in"), "select", get("saves"), variables)
            yield Field("/minimum", _("Lowest"), "number", get("minimum"), help=_bounds(node.what))
            yield Field("/maximum", _("Highest"), "number", get("maximum"), help=_bounds(node.what))
            if node.what in ("order", "contract"):
                yield Field(
                    "/pattern",
                    _("What it looks like"),
                    "line",
                    get("pattern"),
                    help=_("# for a digit, @ for a letter: CMD-#####"),
                )
        case "lookup":
            whats = [(what, LOOKUPS[what]) for what in LOOKUPS if what in around.lookups or what == node.what]
            yield Field("/what", _("What is looked up"), "select", get("what"), whats)
            if node.what == "connector":
                yield Field("/name", _("Program"), "select", get("name"), some(around.connectors, node.name, _("choose…")))
            yield Field("/by", _("Looked up by"), "pairs", "", pairs=_pairs(node.by))
            yield Field("/saves", _("What is kept"), "kept", "", [("", _("choose…")), *variables], pairs=_pairs(node.saves))
        case "hours":
            yield Field(
                "/calendar",
                _("Calendar"),
                "select",
                get("calendar"),
                some(around.calendars, node.calendar, _("the usual one")),
            )
        case "wait":
            yield Field("/queue", _("Queue"), "select", get("queue"), some(around.queues, node.queue, _("the usual one")))
            yield Field("/minutes", _("Long from how many minutes"), "number", get("minutes"))
        case "knowledge":
            yield Field("/question", _("The question is in"), "select", get("question"), variables)
        case "deflect":
            media = [(name, label) for name, (label, _icon) in MEDIA.items() if name in around.media]
            yield Field("/to", _("Where to"), "select", get("to"), media)
        case "callback":
            yield Field("/queue", _("Queue"), "select", get("queue"), some(around.queues, node.queue, _("the usual one")))
            yield Field("/phone", _("The number is in"), "select", get("phone"), variables)
            yield Field("/reason", _("Reason, for the adviser"), "area", get("reason"))
        case "ticket":
            yield Field(
                "/does",
                _("What it does"),
                "select",
                get("does"),
                [("open", _("opens a ticket")), ("update", _("adds to the ticket"))],
            )
            yield Field("/subject", _("Subject, for advisers"), "line", get("subject"))
            yield Field("/body", _("Message, for advisers"), "area", get("body"))
            yield Field("/type", _("Kind"), "select", get("type"), TICKETS)
            yield Field("/priority", _("Priority"), "select", get("priority"), PRIORITIES)
            yield Field(
                "/reason",
                _("Reason for contact"),
                "select",
                get("reason"),
                some(around.reasons, node.reason, _("none")),
            )
            yield Field("/queue", _("Queue"), "select", get("queue"), some(around.queues, node.queue, _("the usual one")))
            yield Field("/tags", _("Tags, with commas between them"), "line", ", ".join(node.tags))
        case "survey":
            known: Choices = list(SURVEYS)
            if node.question not in dict(SURVEYS):
                known.append((node.question, node.question))
            yield Field("/question", _("Measure"), "select", get("question"), known)
            yield Field("/minimum", _("Lowest mark"), "number", get("minimum"))
            yield Field(
                "/maximum", _("Highest mark"), "number", get("maximum"), help=_("None: they answer in their own words.")
            )
            yield Field("/saves", _("Keep it in"), "select", get("saves"), [*nothing, *variables])
        case "run":
            offered = {**trees, **({} if node.scenario in trees else {node.scenario: _("choose…")})}
            yield Field("/scenario", _("Scenario"), "select", get("scenario"), list(offered.items()))
        case "hand":
            yield Field("/queue", _("Queue"), "select", get("queue"), some(around.queues, node.queue, _("the usual one")))
            yield Field("/priority", _("Priority"), "select", get("priority"), PRIORITIES)
            yield Field("/reason", _("Word for the figures"), "line", get("reason"))
        case "end":
            yield Field("/outcome", _("Word for the figures"), "line", get("outcome"))


def _bounds(what: str) -> str:
    if what == "date":
        return _("In days from today.")
    if what == "amount":
        return _("In cents.")
    return _("Of the number.") if what == "number" else _("Number of characters.")


def _pairs(pairs: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Each pair at its place, and an empty one to go on."""
    return [(place, *pair) for place, pair in enumerate([*pairs.items(), ("", "")])]


def variables_of(form: Form) -> Choices:
    """Every variable by its name, those of the tree first."""
    return [(name, variable_named(form, name)) for name in (*form.variables, *GIVEN)]
