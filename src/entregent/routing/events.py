"""The facts of routing. Their subject is what waits (a ticket, a task: ``WorkItem.subject``), or the agent for a presence."""

from entregent.journal.kinds import kind

_ITEM = "the work item"
_QUEUE = "the queue it waits in, or waited in"
_TICKET = "what waits, once more: the live topic of its page"

item_queued = kind(
    "item.queued", "Something begins to wait for an agent.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, channel="what it takes of an agent's capacity",
    priority="its own priority, to which the queue's is added",
)  # fmt: skip
item_taken = kind(
    "item.taken", "An agent has it in hand.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent",
    how="offer, by_hand (the agent chose it) or assigned (someone gave it)", waited="seconds since it was first queued",
    taken_from="the agent who had it before, if any", forecast="seconds of waiting that the customer was told, if any",
)  # fmt: skip
item_released = kind(
    "item.released", "It goes back to its queue and keeps its age.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent who had it", why="by_hand or vanished",
)  # fmt: skip
item_moved = kind(
    "item.moved", "It waits in another queue.",
    item=_ITEM, queue="the new queue", from_queue="the queue it left", ticket=_TICKET, staff="the agent who had it, if any",
    why="transfer or overflow",
)  # fmt: skip
item_prioritised = kind(
    "item.prioritised", "Its own priority changes.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, priority="the new one", before="the old one",
)  # fmt: skip
item_wrap_up = kind(
    "item.wrap_up", "The exchange is over; the agent finishes the paperwork.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", handled="seconds since it was taken",
)  # fmt: skip
item_prolonged = kind(
    "item.prolonged", "Its agent takes more time for the paperwork.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", added="seconds", left="seconds until it ends by itself",
)  # fmt: skip
item_finished = kind(
    "item.finished", "It leaves the agent's hands, done.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", handled="seconds from taking to the end of the exchange",
    wrapped_up="seconds of wrap-up",
)  # fmt: skip
item_cancelled = kind(
    "item.cancelled", "Nobody has to take it any more.",
    item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent who had it, if any", waited="seconds since it was first queued",
)  # fmt: skip

offer_made = kind(
    "offer.made", "It is proposed to an agent.",
    offer="the offer", item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", expires="when it stops ringing",
    reasons="the candidates compared and what decided",
)  # fmt: skip
offer_accepted = kind(
    "offer.accepted", "The agent takes what was proposed.",
    offer="the offer", item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", rang="seconds of ringing",
)  # fmt: skip
offer_refused = kind(
    "offer.refused", "The agent refuses; it goes to another.",
    offer="the offer", item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", rang="seconds of ringing",
)  # fmt: skip
offer_expired = kind(
    "offer.expired", "The agent did not answer in time; it goes to another.",
    offer="the offer", item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", rang="seconds of ringing",
)  # fmt: skip
offer_withdrawn = kind(
    "offer.withdrawn", "The offer stops ringing before an answer.",
    offer="the offer", item=_ITEM, queue=_QUEUE, ticket=_TICKET, staff="the agent", rang="seconds of ringing",
    why="agent_left, vanished, cancelled, moved, taken or by_hand",
)  # fmt: skip

presence_changed = kind(
    "presence.changed", "An agent's state changes; told to each brand that the agent serves.",
    staff="the agent", state="offline, available or paused", before="the state left", reason="the pause's reason",
    lasted="seconds in the state left", why="by_hand, supervisor, no_answer, missed_call or vanished",
)  # fmt: skip
