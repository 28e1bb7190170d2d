"""The facts that rights over personal data publish. Their subject is the request of the right."""

from entregent.journal.kinds import kind

_RIGHT = "access, rectification, erasure, portability or objection"
_TICKET = "the request that is answered"

asked = kind(
    "right.asked", "Somebody exercises a right over their data.",
    right=_RIGHT, ticket=_TICKET, regime="the law of the brand", due="the last day to answer by law",
    identity="what makes sure who asks: link, password or passkey",
)  # fmt: skip
extended = kind(
    "right.extended", "Its author was told that it takes longer, within the law’s first time.",
    right=_RIGHT, ticket=_TICKET, before="the last day before", due="the last day now",
)  # fmt: skip
due_soon = kind("right.due_soon", "Few days are left to answer it.", right=_RIGHT, ticket=_TICKET, due="the last day")
overdue = kind(
    "right.overdue", "The law’s time is over and nothing was answered.", right=_RIGHT, ticket=_TICKET, due="the last day"
)
answered = kind(
    "right.answered", "It is answered: its request is settled.",
    right=_RIGHT, ticket=_TICKET, due="the last day", late="whether the law’s time was over",
)  # fmt: skip
reopened = kind("right.reopened", "It was not answered after all: its request is open again.", right=_RIGHT, ticket=_TICKET)
