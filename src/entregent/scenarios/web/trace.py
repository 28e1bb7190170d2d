"""What happened in a step of the simulator, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.form import Form, Tree
from entregent.scenarios.tree.state import State
from entregent.scenarios.tree.variables import shown, type_of
from entregent.scenarios.web.wording import named, variable_named


def told_effects(tree: Tree, effects: Iterable[out.Effect]) -> list[str]:
    """A line for each thing that happened, what was said and asked apart."""
    lines = []
    for one in effects:
        match one:
            case out.Entered():
                lines.append("→ " + named(tree.of(one.scenario), one.node))
            case out.Missed():
                lines.append(_("The answer was not understood."))
            case out.Noted():
                lines.append(_("Survey: %(question)s = %(value)s") % {"question": one.question, "value": one.value})
            case out.Over(kind="ended"):
                lines.append(_("Ended: %(how)s") % {"how": one.detail})
            case out.Over(kind="handed"):
                queue = one.queue or _("the usual queue")
                lines.append(_("Handed over to an adviser, %(queue)s (%(why)s)") % {"queue": queue, "why": one.detail})
            case out.Over():
                lines.append(_("They left."))
            case out.Look():
                by = ", ".join(f"{name} = {value or '…'}" for name, value in one.by)
                lines.append(_("Would look up: %(what)s (%(by)s)") % {"what": one.name or one.what, "by": by})
            case out.Opening():
                lines.append(_("Would look at the opening hours"))
            case out.Expect():
                lines.append(_("Would look at the wait of the queue"))
            case out.Search():
                lines.append(_("Would search the articles for “%(words)s”") % {"words": one.words})
            case out.MakeTicket():
                lines.append(_("Would open a ticket: %(subject)s") % {"subject": one.subject or one.body})
            case out.FindTimes():
                lines.append(_("Would look for times to call back"))
            case out.CallBack():
                lines.append(_("Would call back %(number)s") % {"number": one.phone})
            case out.GiveCode():
                lines.append(_("Would give a code to go on elsewhere"))
            case _other:
                pass
    return lines


def brought_fields(form: Form, pending: out.Performed | None) -> list[tuple[str, str]]:
    """(variable, its name) of what a lookup would bring: whoever tries says it."""
    if not isinstance(pending, out.Look):
        return []
    return [(name, variable_named(form, name)) for name, _field in pending.saves]


def variables_now(tree: Tree, state: State) -> list[tuple[str, str]]:
    """(name, value) of what is known."""
    found = []
    for name, value in sorted(state.variables.items()):
        declared = tree.variable(name)
        type = declared.type if declared is not None else type_of(name, {})
        if value is not None and type is not None:
            found.append((variable_named(tree.form, name), shown(value, type, state.language)))
    return found
