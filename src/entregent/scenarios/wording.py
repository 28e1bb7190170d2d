"""What the checks find, in plain words."""

from django.utils.translation import gettext as _

from entregent.scenarios.tree.checks import Finding

MESSAGES = {
    "nowhere": lambda: _("The exit “%(exit)s” leads to “%(to)s”, which does not exist."),
    "unreachable": lambda: _("Nothing leads here."),
    "dead_end": lambda: _("From here no end and no adviser can be reached."),
    "loop": lambda: _("This goes round for ever without anybody answering: %(nodes)s."),
    "brand_language": lambda: _("The brand’s language (%(language)s) is missing."),
    "our_language": lambda: _("The product’s own sentences are in English in this language: %(language)s."),
    "medium": lambda: _("The channel “%(medium)s” does not exist here."),
    "text_missing": lambda: _("The text “%(place)s” is missing in %(language)s."),
    "text_unused": lambda: _("The text “%(place)s” is written in %(language)s, which this scenario does not speak."),
    "unspeakable": lambda: _("The text “%(place)s” (%(language)s) cannot be said aloud: write what a voice says instead."),
    "premium": lambda: _("The number %(number)s costs more than a call: it may not be given here (art. L. 121-16)."),
    "key_twice": lambda: _("The key %(key)s is there twice."),
    "key_long": lambda: _("The key %(key)s cannot be pressed at once on a telephone: give one digit."),
    "no_option": lambda: _("Every option has a condition: when none holds, an adviser takes over."),
    "label_long": lambda: _("The label of the option %(key)s (%(language)s) is long for a button: give it a short one."),
    "name_twice": lambda: _("“%(name)s” names two options (%(keys)s): neither will be understood by it."),
    "undeclared": lambda: _("The variable “%(variable)s” is not declared."),
    "comparison": lambda: _("The variable “%(variable)s” cannot be compared like this (%(op)s)."),
    "wrong_type": lambda: _("The variable “%(variable)s” (%(type)s) cannot hold what is asked (%(what)s)."),
    "given": lambda: _("The variable “%(variable)s” is always there: it need not be declared."),
    "unused": lambda: _("The variable “%(variable)s” is not used."),
    "never_set": lambda: _("The variable “%(variable)s” is shown or compared, but nothing here sets it."),
    "no_queue": lambda: _("The brand has no queue “%(name)s”."),
    "no_calendar": lambda: _("The brand has no calendar “%(name)s”."),
    "no_reason": lambda: _("The brand has no reason for contact “%(name)s”."),
    "no_subject": lambda: _("The ticket needs a subject."),
    "no_lookup": lambda: _("Nothing here can look up “%(what)s” yet: use a connector."),
    "no_connector": lambda: _("There is no connector “%(name)s”."),
    "no_contact": lambda: _("Ask for an address or a number before: without it a ticket cannot be opened for someone unknown."),
    "mention_late": lambda: _("Some ways go round this mention: it will be said just before the end (%(nodes)s)."),
    "acknowledged": lambda: _("Only a mandatory mention can be acknowledged."),
    "bounds": lambda: _("The lowest value is above the highest."),
    "pattern": lambda: _("Only order and contract numbers have a pattern, with a digit (#) at least."),
    "scale": lambda: _("A scale has a lowest and a highest note."),
    "runs_itself": lambda: _("The scenario “%(scenario)s” would run this one again: it would never end."),
    "no_scenario": lambda: _("The scenario “%(scenario)s” is not published."),
    "other_type": lambda: _("The scenario “%(scenario)s” has a variable “%(variable)s” of another type."),
    "tree_language": lambda: _("The scenario “%(scenario)s” does not speak %(language)s."),
    "long_way": lambda: _("The longest way takes %(seconds)s seconds to hear (%(language)s)."),
    "long_question": lambda: _("It takes %(seconds)s seconds before one can answer (%(language)s)."),
}


def told(finding: Finding) -> str:
    """The sentence of a finding."""
    detail = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value for name, value in finding.detail.items()
    }
    return MESSAGES[finding.code]() % detail
