"""The facts of calls. Their subject is the call; ``ticket``, the request under which it was taken, is the topic of its page."""

from entregent.journal.kinds import kind

_TICKET = "the request under which it was taken, if any"
_STAFF = "the agent"

call_begun = kind(
    "call.begun", "A call comes in, or is placed.",
    direction="in or out", number="which of our numbers", scenario="what answers first, if any",
    conversation="the exchange it is", ticket=_TICKET, staff="who calls, when we do", known="whether the number was known",
    candidates="how many persons it may be",
)  # fmt: skip
call_queued = kind(
    "call.queued", "The caller begins to wait for an agent.",
    ticket=_TICKET, queue="where", reason="what sent it there", forecast="seconds of waiting that were announced, if any",
)  # fmt: skip
call_answered = kind(
    "call.answered", "An agent and the caller hear each other, or the one whom we call answers.",
    ticket=_TICKET, staff=_STAFF, waited="seconds since it began to wait", again="whether an agent had it before",
)  # fmt: skip
call_held = kind("call.held", "The caller is put on hold, with music.", ticket=_TICKET, staff="who did")
call_resumed = kind("call.resumed", "The caller is taken up again.", ticket=_TICKET, staff="who did", lasted="seconds on hold")
call_muted = kind("call.muted", "Somebody is not heard any more, by their own wish.", ticket=_TICKET, staff="who")
call_unmuted = kind("call.unmuted", "Somebody is heard again.", ticket=_TICKET, staff="who")
call_invited = kind(
    "call.invited", "Somebody of the house is asked into a call: their telephone rings.",
    ticket=_TICKET, staff="who is asked", role="as what", by="who asks",
)  # fmt: skip
call_transferred = kind(
    "call.transferred", "Whoever had the call in hand gives it to somebody else, after they talked or not.",
    ticket=_TICKET, staff="who gives it", to="who gets it, of the house; nobody: somebody outside", how="attended or blind",
)  # fmt: skip
call_joined = kind("call.joined", "Somebody joins the call.", ticket=_TICKET, staff="who, of the house", role="as what")
call_left = kind(
    "call.left", "Somebody leaves the call; it goes on.",
    ticket=_TICKET, staff="who, of the house", role="as what", lasted="seconds",
    why="hung_up, transferred, released, vanished, declined, no_answer or dropped",
)  # fmt: skip
call_ended = kind(
    "call.ended", "The call is over.",
    direction="in or out", ticket=_TICKET, queue="where it waited, if it did", staff="who talked last, if anybody",
    outcome="what became of it: of incoming calls, each has one",
    by="customer, staff, system or lost", lasted="seconds since it began", menu="seconds before it waited, or ended",
    waited="seconds until an agent answered, or it ended", talked="seconds since then, hold left out", held="seconds on hold",
)  # fmt: skip
call_lost = kind(
    "call.lost", "A process that carried calls fell: this one was cut off.", ticket=_TICKET, staff="who talked, if anybody"
)
trunk_saved = kind("trunk.saved", "A trunk was added or changed.")
number_saved = kind("number.saved", "A number was added or changed.")
