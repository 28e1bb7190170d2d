"""Handing mails to the relay that carries them: the only outgoing socket of the room."""

import smtplib
import ssl
from collections.abc import Sequence

from entregent.channels.mail.configuration import Relay

TIMEOUT = 20  # seconds


class Refused(Exception):
    """The relay refuses the mail for good; ``code`` and ``text`` are its answer."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}".strip())
        self.code, self.text = code, text


def hand_over(relay: Relay, envelope_sender: str, recipients: Sequence[str], mail: bytes) -> None:
    """Give a mail to the relay; it is responsible for it afterwards. ``envelope_sender`` is empty for the null sender.

    Raises Refused when the relay says no for good (5xx) to the sender, to the content or to every recipient. Anything
    else it raises (OSError, of which smtplib's errors are) means: try again later; so does a relay that no longer offers
    the TLS or the sign-in that is set, for nothing may leave in clear then.
    """
    with _connected(relay) as server:
        try:
            server.sendmail(envelope_sender, list(recipients), mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = max(error.recipients.values(), key=lambda answer: answer[0] < 500)
            _judge(error, code, text)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            _judge(error, error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(553, str(error)) from error


def _connected(relay: Relay) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if relay.security == "tls":
        server = smtplib.SMTP_SSL(relay.host, relay.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(relay.host, relay.port, timeout=TIMEOUT)
    try:
        if relay.security == "starttls":
            server.starttls(context=context)
        if relay.user:
            server.login(relay.user, relay.password)
    except BaseException:
        server.close()
        raise
    return server


def _judge(error: smtplib.SMTPException, code: int, text: bytes | str) -> None:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if code >= 500:
        raise Refused(code, " ".join(told.split())) from error
    raise error
