"""The facts that conversations publish."""

from entregent.journal.kinds import kind

conversation_started = kind("conversation.started", "A person began an exchange, or we did.", channel="how it began")
message_received = kind(
    "message.received",
    "A message came from the customer.",
    conversation="its conversation",
    channel="how it came",
    automatic="whether a machine wrote it",
    ticket="the ticket it belongs to",
)
message_written = kind(
    "message.written",
    "We wrote to the customer.",
    conversation="its conversation",
    channel="how it leaves",
    automatic="whether a machine wrote it",
    staff="who wrote it",
    ticket="the ticket it belongs to",
)
note_written = kind(
    "note.written",
    "An internal note was written.",
    conversation="its conversation",
    staff="who wrote it",
    mentions="the staff called",
    ticket="the ticket it belongs to",
)
message_sent = kind(
    "message.sent", "The channel took a message of ours.", conversation="its conversation", channel="how it left"
)
message_delivered = kind("message.delivered", "A message of ours arrived.", conversation="its conversation")
message_failed = kind(
    "message.failed",
    "A message of ours could not be delivered.",
    conversation="its conversation",
    reason="hard, soft or refused",
)
