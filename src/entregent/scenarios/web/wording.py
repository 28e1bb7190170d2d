"""The words of the screens for what a tree names in code: kinds, ways, media, fields, conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.scenarios.tree.checks import Finding
from entregent.scenarios.tree.comparisons import denied
from entregent.scenarios.tree.conditions import All, Compare, Condition, Not
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import AnyNode, Choice, Decide
from entregent.scenarios.tree.texts import short
from entregent.scenarios.tree.variables import GIVEN, Type
from entregent.scenarios.wording import MESSAGES, told


@dataclass(frozen=True)
class Kind:
    """How a kind of node is named and drawn. ``group`` gives its colour; ``about`` says what it is for."""

    label: str | Promise
    icon: str
    group: str
    about: str | Promise


KINDS: dict[str, Kind] = {
    "say": Kind(gettext_lazy("Say"), "chat", "says", gettext_lazy("Says something and goes on.")),
    "choice": Kind(gettext_lazy("Choice"), "menu", "asks", gettext_lazy("Asks to choose between several ways.")),
    "collect": Kind(
        gettext_lazy("Ask for information"), "edit", "asks", gettext_lazy("Asks for a number, a date, an address…")
    ),
    "survey": Kind(gettext_lazy("Survey question"), "star", "asks", gettext_lazy("Asks for a mark or an opinion.")),
    "knowledge": Kind(gettext_lazy("Answer from articles"), "book", "asks", gettext_lazy("Looks in the knowledge base.")),
    "lookup": Kind(gettext_lazy("Look up"), "search", "does", gettext_lazy("Finds a record, a ticket, an order…")),
    "ticket": Kind(gettext_lazy("Ticket"), "ticket", "does", gettext_lazy("Opens a ticket or adds to it.")),
    "callback": Kind(gettext_lazy("Offer a callback"), "callback", "does", gettext_lazy("Offers to call back.")),
    "deflect": Kind(gettext_lazy("Offer another channel"), "transfer", "does", gettext_lazy("Offers to go on elsewhere.")),
    "decide": Kind(gettext_lazy("Decide"), "split", "decides", gettext_lazy("Goes one way or another by what is known.")),
    "hours": Kind(gettext_lazy("Opening hours"), "clock", "decides", gettext_lazy("Goes by whether the centre is open.")),
    "wait": Kind(gettext_lazy("Expected wait"), "queue", "decides", gettext_lazy("Goes by how long they would wait.")),
    "run": Kind(gettext_lazy("Another scenario"), "link", "decides", gettext_lazy("Runs another scenario, then goes on.")),
    "hand": Kind(gettext_lazy("Hand over to an adviser"), "user", "ends", gettext_lazy("Hands over to a queue.")),
    "end": Kind(gettext_lazy("Goodbye"), "flag", "ends", gettext_lazy("Says goodbye and ends.")),
}
"""In the order in which they are offered."""

MEDIA = {
    "phone": (gettext_lazy("Telephone"), "phone"),
    "chat": (gettext_lazy("Chat"), "chat"),
    "web": (gettext_lazy("Web page"), "globe"),
    "script": (gettext_lazy("Adviser’s script"), "note"),
}
LANGUAGES = {"fr": gettext_lazy("French"), "en": gettext_lazy("English"), "de": gettext_lazy("German"),
             "it": gettext_lazy("Italian"), "es": gettext_lazy("Spanish"), "nl": gettext_lazy("Dutch")}  # fmt: skip
EXITS = {
    "start": gettext_lazy("start"), "agent": gettext_lazy("an adviser is asked for"), "next": gettext_lazy("then"),
    "lost": gettext_lazy("not understood"), "found": gettext_lazy("found"), "missing": gettext_lazy("not found"),
    "failed": gettext_lazy("it does not work"), "open": gettext_lazy("within the hours"),
    "closed": gettext_lazy("outside the hours"), "short": gettext_lazy("short wait"), "long": gettext_lazy("long wait"),
    "accepted": gettext_lazy("accepted"), "refused": gettext_lazy("refused"), "otherwise": gettext_lazy("otherwise"),
}  # fmt: skip
PLACES = {
    "text": gettext_lazy("Text"), "confirm": gettext_lazy("Read back to check"), "silence": gettext_lazy("When nobody answers"),
    "given": gettext_lazy("Said with the code"), "number": gettext_lazy("Question about the number"),
}  # fmt: skip
TYPES = {
    Type.TEXT: gettext_lazy("text"), Type.NUMBER: gettext_lazy("number"), Type.AMOUNT: gettext_lazy("amount"),
    Type.DATE: gettext_lazy("date"), Type.MOMENT: gettext_lazy("date and time"), Type.PHONE: gettext_lazy("telephone number"),
    Type.MAIL: gettext_lazy("mail address"), Type.BOOLEAN: gettext_lazy("yes or no"),
}  # fmt: skip
ASKED = {
    "text": gettext_lazy("free text"), "number": gettext_lazy("a number"), "amount": gettext_lazy("an amount"),
    "date": gettext_lazy("a date"), "phone": gettext_lazy("a telephone number"), "mail": gettext_lazy("a mail address"),
    "order": gettext_lazy("an order number"), "contract": gettext_lazy("a contract number"),
    "postcode": gettext_lazy("a postcode"),
}  # fmt: skip
KNOWN = {
    "brand.name": gettext_lazy("Name of the brand"), "person.known": gettext_lazy("Person recognised"),
    "person.given_name": gettext_lazy("Given name"), "person.family_name": gettext_lazy("Family name"),
    "person.phone": gettext_lazy("Telephone number of the person"), "person.mail": gettext_lazy("Mail address of the person"),
    "ticket.number": gettext_lazy("Number of the ticket"), "ticket.status": gettext_lazy("State of the ticket"),
    "carry.code": gettext_lazy("Code to go on elsewhere"), "hours.opening": gettext_lazy("Next opening"),
    "queue.wait": gettext_lazy("Expected wait, in minutes"),
    "callback.at": gettext_lazy("When they are called back"),
}  # fmt: skip
OPERATIONS = {
    "is": gettext_lazy("is"), "is_not": gettext_lazy("is not"), "less": gettext_lazy("is less than"),
    "at_most": gettext_lazy("is at most"), "at_least": gettext_lazy("is at least"), "more": gettext_lazy("is more than"),
    "in": gettext_lazy("is one of"), "not_in": gettext_lazy("is none of"), "contains": gettext_lazy("contains"),
    "not_contains": gettext_lazy("does not contain"), "known": gettext_lazy("is known"),
    "not_known": gettext_lazy("is not known"),
}  # fmt: skip
REFUSALS = {
    "gone": gettext_lazy("This step is not there any more: someone removed it. The page now shows the scenario as it is."),
    "last": gettext_lazy("One has to stay."),
    "start": gettext_lazy("The scenario begins here: make it begin elsewhere first."),
    "way": gettext_lazy("This step cannot be put there."),
    "keys": gettext_lazy("All ten keys are taken."),
    "variable": gettext_lazy("Give the information a name."),
    "objection": gettext_lazy("Say what the objection is."),
}


def named(form: Form, id: str) -> str:
    """How a node is called: its title, else its id made readable."""
    node = form.nodes.get(id)
    if node is not None and node.title:
        return node.title
    if node is not None and id.rpartition("_")[0] == node.kind:
        return f"{KINDS[node.kind].label} {id.rpartition('_')[2]}"
    return id.replace("_", " ").capitalize()


def exit_named(form: Form, owner: str, exit: str) -> str:
    """What stands on a way: the key and label of an option, the condition of a case, a word otherwise."""
    node = form.nodes.get(owner)
    if isinstance(node, Choice):
        option = next((one for one in node.options if one.key == exit), None)
        if option is not None:
            return f"{exit} · {short(option.label, form.languages[0]) or '…'}"
    if isinstance(node, Decide) and exit.startswith("cases/"):
        return condition_named(form, node.cases[int(exit.partition("/")[2])].when)
    return str(EXITS.get(exit, exit))


def variable_named(form: Form, name: str) -> str:
    """What a variable is: as its author said, else its name."""
    declared = form.variables.get(name)
    if declared is not None and declared.about:
        return declared.about
    return str(KNOWN[name]) if name in GIVEN else name.replace("_", " ").replace(".", " › ")


def condition_named(form: Form, condition: Condition) -> str:
    """A condition as a sentence."""
    if isinstance(condition, Compare):
        return _comparison_named(form, condition.op, condition)
    if isinstance(condition, Not):
        if isinstance(condition.not_, Compare) and (op := denied(condition.not_)):
            return _comparison_named(form, op, condition.not_)
        return _("not (%(condition)s)") % {"condition": condition_named(form, condition.not_)}
    parts = condition.all if isinstance(condition, All) else condition.any
    between = _(" and ") if isinstance(condition, All) else _(" or ")
    return between.join(condition_named(form, one) for one in parts)


def _comparison_named(form: Form, op: str, one: Compare) -> str:
    what, how = variable_named(form, one.variable), OPERATIONS[op]
    if one.op == "known":
        return f"{what} {how}"
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return f"{what} {how} {', '.join(map(value_named, values))}"


def value_named(value: object) -> str:
    """A value of a condition."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None else str(value)


def place_named(node: AnyNode | None, place: str, language: str) -> str:
    """Where a text stands in a node."""
    kind, _slash, rest = place.partition("/")
    if kind == "retries":
        return _("Asked again (%(number)s)") % {"number": int(rest) + 1}
    if kind == "options" and isinstance(node, Choice):
        return _("Label of the option %(key)s") % {"key": rest.partition("/")[0]}
    return str(PLACES.get(kind, kind))


def finding_named(form: Form, finding: Finding) -> str:
    """The sentence of a finding, with the names that stand on the screen in the place of those of the code."""
    if finding.code == "nowhere" and finding.node:
        return _("The way “%(exit)s” leads nowhere yet: choose what comes next.") % {
            "exit": exit_named(form, finding.node, str(finding.detail["exit"]))
        }
    return str(MESSAGES[finding.code]() % _worded(form, finding)) if finding.detail else told(finding)


def _worded(form: Form, finding: Finding) -> dict[str, Any]:
    detail: Mapping[str, Any] = finding.detail
    node = form.nodes.get(finding.node)
    said: dict[str, Any] = {}
    for name, value in detail.items():
        if name == "nodes":
            said[name] = ", ".join(named(form, one) for one in value)
        elif name == "to":
            said[name] = named(form, value)
        elif name == "exit":
            said[name] = exit_named(form, finding.node, value)
        elif name == "place":
            said[name] = place_named(node, value, "")
        elif name == "language":
            said[name] = LANGUAGES.get(value, value)
        elif name == "variable":
            said[name] = variable_named(form, value)
        elif name == "op":
            said[name] = OPERATIONS.get(value, value)
        elif name == "type":
            said[name] = TYPES[Type(value)]
        elif name == "what":
            said[name] = ASKED.get(value, value)
        elif name == "medium":
            said[name] = MEDIA[value][0] if value in MEDIA else value
        else:
            said[name] = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return said
