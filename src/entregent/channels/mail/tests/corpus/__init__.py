"""Mails as programs write them, by hand: the shapes are real, the people and places are not."""

from entregent.channels.mail.tests.corpus import contents, replies, reports
from entregent.channels.mail.tests.corpus.contents import *  # noqa: F403
from entregent.channels.mail.tests.corpus.replies import *  # noqa: F403
from entregent.channels.mail.tests.corpus.reports import *  # noqa: F403
from entregent.channels.mail.tests.corpus.writing import USUAL, base64_lines, mail

__all__ = ["ALL", "USUAL", "base64_lines", "mail"]

ALL = {name: value for group in (replies, reports, contents) for name, value in vars(group).items() if isinstance(value, bytes)}
