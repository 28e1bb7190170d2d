"""The router's reasons, in words."""

from django.utils.translation import gettext_lazy as _

DECISIONS = {
    "only_one": _("The only agent who was free for it."),
    "last_agent": _("Already knows this request: the queue prefers the last agent."),
    "skill_level": _("The best at the skills asked for."),
    "longest_idle": _("Of equal skill, had been waiting for work the longest."),
    "most_room": _("Of equal skill and rest, had the fewest in hand."),
    "order": _("Equal in everything: the order of the house decided."),
}
VERDICTS = {
    "offline": _("Offline"),
    "paused": _("On pause"),
    "busy": _("No room left for this channel"),
    "refused": _("Had just refused it or let it ring"),
    "lacks_skill": _("Lacks a skill asked for"),
}
