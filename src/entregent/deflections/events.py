"""The facts of deflection: what was offered instead of waiting, what was answered, what became of it."""

from entregent.journal.kinds import kind

_TO = "the way offered: callback, article, message, or another medium"
offered = kind(
    "deflection.offered", "Somebody who would have waited was offered another way.",
    medium="where they were", to=_TO, waiting="whether they stood in the queue already", queue="which queue",
    wait="seconds that were expected; nothing when nobody could tell",
)  # fmt: skip
answered = kind("deflection.answered", "They took it, or would not.", medium="where they were", to=_TO, accepted="which")
settled = kind(
    "deflection.settled", "What became of it is known.",
    medium="where they were", to=_TO, outcome="resolved (nothing more was heard of them), returned, or unknown (nobody known)",
)  # fmt: skip
