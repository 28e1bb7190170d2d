"""The facts of links sent by SMS. Their subject is the link; none tells the number."""

from entregent.journal.kinds import kind

_OF = "in what it was asked for"
link_sent = kind("link.sent", "A link left by SMS.", of=_OF)
link_failed = kind("link.failed", "A link could not be sent by SMS.", of=_OF, why="what the provider answered, if it did")
link_opened = kind("link.opened", "A link was opened, for the first time.", of=_OF, after="seconds since it was asked for")
account_saved = kind("sms_account.saved", "A brand's account for SMS was set up, or changed.")
