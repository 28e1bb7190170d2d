"""The facts that pages publish; what people do on them are facts of ``scenarios``."""

from entregent.journal.kinds import kind

page_opened = kind("page.opened", "Anybody may go through a scenario as a page from now on.", scenario="which")
page_closed = kind("page.closed", "A scenario is no page any more; visits under way finish.", scenario="which")
