"""The facts that tickets publish."""

from entregent.journal.kinds import kind

ticket_opened = kind(
    "ticket.opened",
    "A request was given a number.",
    number="the ticket's number",
    channel="how it came",
    queue="where it waits",
    conversation="its conversation",
    parent="the closed or split ticket it follows",
)
ticket_assigned = kind("ticket.assigned", "A ticket changed hands.", staff="who has it now", before="who had it")
ticket_changed = kind("ticket.changed", "Fields of a ticket changed.", changes="field → [before, after], ids and codes only")
ticket_answered = kind(
    "ticket.answered",
    "A human answered.",
    staff="who answered",
    message="the answer; none when they talked",
    first="whether it is the first answer",
    wall_seconds="since the customer began to wait",
    business_seconds="the same on the business hours of the promise, else of the queue, else of the brand",
    late_seconds="business seconds past the promise of an answer, when it was broken",
)
ticket_resolved = kind(
    "ticket.resolved",
    "The request is settled.",
    staff="by whom",
    wall_seconds="since it was opened",
    transfers="changes of hands",
)
ticket_reopened = kind("ticket.reopened", "A settled request is open again.", before="the status it had")
ticket_closed = kind("ticket.closed", "The ticket is closed: a later message opens another one.")
ticket_merged = kind(
    "ticket.merged",
    "A ticket was merged into another; told of both.",
    into="the ticket kept",
    absorbed="the other one, told of the ticket kept",
    messages="how many moved",
)
ticket_unmerged = kind(
    "ticket.unmerged",
    "A merge was undone; told of both tickets.",
    into="the ticket that was kept",
    absorbed="the other one, told of the ticket kept",
    messages="how many went back",
)
ticket_split = kind(
    "ticket.split", "Messages were moved to a ticket of their own.", new="the new ticket", messages="how many moved"
)
ticket_person_chosen = kind(
    "ticket.person_chosen",
    "An agent said who wrote, of the persons who share an address: the ticket is theirs.",
    before="whose ticket it was",
    after="whose it is",
    handle_kind="mail, phone or social",
    fitting="how many persons fit",
)
ticket_person_proven = kind(
    "ticket.person_proven",
    "The brand's own site says who the customer is: the ticket is theirs.",
    before="whose ticket it was",
    after="whose it is",
)
ticket_choice_undone = kind(
    "ticket.choice_undone",
    "What an agent said of who wrote is undone.",
    before="whose ticket it was",
    after="whose it is again",
)

promise_activated = kind(
    "promise.activated",
    "A promise began to run.",
    ticket="its ticket",
    promise="its kind",
    due="when it breaks",
    target="seconds",
)
promise_paused = kind(
    "promise.paused", "A promise waits for the customer.", ticket="its ticket", promise="its kind", left="seconds"
)
promise_resumed = kind(
    "promise.resumed", "A promise runs again.", ticket="its ticket", promise="its kind", due="when it breaks"
)
promise_rescheduled = kind(
    "promise.rescheduled",
    "A promise falls due at another moment: its ticket took over a nearer one in a merge, or gave it back.",
    ticket="its ticket",
    promise="its kind",
    due="when it breaks, nothing while paused",
)
promise_warned = kind(
    "promise.warned",
    "A promise will soon break.",
    ticket="its ticket",
    promise="its kind",
    due="when it breaks",
    staff="the assignee",
)
promise_fulfilled = kind(
    "promise.fulfilled",
    "A promise was kept.",
    ticket="its ticket",
    promise="its kind",
    used="business seconds used",
    target="seconds",
)
promise_breached = kind(
    "promise.breached",
    "A promise was broken.",
    ticket="its ticket",
    promise="its kind",
    due="when it broke",
    staff="the assignee",
)
promise_cancelled = kind("promise.cancelled", "A promise has no more object.", ticket="its ticket", promise="its kind")

task_created = kind(
    "task.created", "Work was left for the back office.", ticket="its ticket", queue="where it waits", due="by when"
)
task_overdue = kind(
    "task.overdue",
    "A back-office task was not done in time.",
    ticket="its ticket",
    queue="where it waits",
    due="by when it was to be done",
    staff="the assignee",
)
task_done = kind("task.done", "A back-office task was done.", ticket="its ticket", staff="by whom")
task_changed = kind(
    "task.changed",
    "A back-office task was changed.",
    ticket="its ticket",
    changes="field → [before, after], ids and dates only",
)
task_reopened = kind("task.reopened", "A back-office task was not done after all.", ticket="its ticket")
