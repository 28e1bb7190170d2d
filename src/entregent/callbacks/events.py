"""The facts that callbacks publish: a promise to call, kept or not."""

from entregent.journal.kinds import kind

_SLOT = "when the slot begins; nothing: as soon as possible"
booked = kind(
    "callback.booked", "Somebody is to be called back.",
    queue="by which queue", slot=_SLOT, due="by when", source="where it was asked for",
)  # fmt: skip
moved = kind("callback.moved", "It was put at another time.", queue="by which queue", before=_SLOT, after=_SLOT)
cancelled = kind("callback.cancelled", "Nobody is to be called any more.", queue="by which queue", slot=_SLOT)
fell_due = kind("callback.fell_due", "It is time to call: a request waits for an agent.", queue="where", ticket="the request")
kept = kind(
    "callback.kept", "They were reached in time; where the house cannot tell, an agent took it up in time.",
    queue="by which queue", ticket="the request", early_seconds="before the end of the slot",
)  # fmt: skip
missed = kind(
    "callback.missed", "Nobody took it up in time.", queue="by which queue", ticket="the request", due="when the promise broke"
)
late = kind(
    "callback.late", "They were reached after the promise broke.",
    queue="by which queue", ticket="the request", late_seconds="since the promise broke",
)  # fmt: skip
tried = kind(
    "callback.tried", "They were called and did not answer: they are called again.",
    queue="by which queue", ticket="the request", tries="calls placed", again="when",
)  # fmt: skip
given_up = kind(
    "callback.given_up", "They never answered: nobody calls any more.",
    queue="by which queue", ticket="the request", tries="calls placed",
)  # fmt: skip
done = kind("callback.done", "The request that it made is settled.", queue="by which queue", ticket="the request")
