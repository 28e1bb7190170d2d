"""Reading what arrived in the letterbox, and writing as a customer."""

import mailbox
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from entregent.channels.mail.parse import ParsedMail, Unparseable, parse_mail
from entregent.demo.letterbox.sink import PUT_ASIDE

SHOWN = 60


@dataclass(frozen=True)
class Letter:
    """A mail that we sent to a customer."""

    key: str
    at: datetime
    to: str
    mail: ParsedMail


def letters(folder: Path) -> list[Letter]:
    """The latest letters, newest first; one that cannot be read is left out."""
    if not folder.exists():
        return []
    box = mailbox.Maildir(folder, create=False)
    keys = sorted(box.keys(), key=lambda key: float(key.split(".")[0]) if key.split(".")[0].isdigit() else 0.0)
    found = (letter(folder, key) for key in reversed(keys[-SHOWN:]))
    return [one for one in found if one is not None]


def letter(folder: Path, key: str) -> Letter | None:
    """One letter; None when there is none of that name."""
    try:
        raw = mailbox.Maildir(folder, create=False).get_bytes(key)
        mail = parse_mail(raw)
    except (KeyError, FileNotFoundError, Unparseable):
        return None
    moment = key.split(".")[0]
    at = datetime.fromtimestamp(int(moment), UTC) if moment.isdigit() else datetime.now(UTC)
    return Letter(key, mail.date or at, mail.header(PUT_ASIDE.lower()), mail)


def write(*, sender: str, to: str, subject: str, text: str, answering: Letter | None, port: int) -> None:
    """Send a mail as a customer would, to our own intake on this machine. Raises OSError or smtplib.SMTPException."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="example.org")
    if answering is not None and answering.mail.message_id:
        message["In-Reply-To"] = f"<{answering.mail.message_id.strip('<>')}>"
        message["References"] = message["In-Reply-To"]
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(message)
