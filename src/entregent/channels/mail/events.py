"""The facts that the mail room publishes."""

from entregent.journal.kinds import kind

mail_bounced = kind(
    "mail.bounced",
    "A mail of ours came back, or is late. The subject is the message.",
    conversation="its conversation",
    reason="hard, soft or reputation-block",
    status="the enhanced status code, such as 5.1.1",
)
mail_complained = kind(
    "mail.complained",
    "The recipient declared a mail of ours to be unwanted. The subject is the message.",
    conversation="its conversation",
    type="abuse, fraud, virus…",
)
mail_quarantined = kind(
    "mail.quarantined", "A mail could not be taken in and waits for an administrator.", reason="a stable code"
)
address_saved = kind("mail.address_saved", "An address of the brand was added or changed.")
mailbox_saved = kind("mail.mailbox_saved", "A mailbox that we read was added or changed.")
