"""The certificate of our incoming ports: two files, read again when they are renewed."""

import logging
import os
import ssl
import time
from pathlib import Path

log = logging.getLogger(__name__)
LOOK_EVERY = 30.0  # seconds


class CertificateUnusable(ValueError):
    """The files of the certificate cannot be used; the message says which setting to look at."""


class Certificate:
    """What STARTTLS needs. Raises CertificateUnusable when the files are missing or do not belong together."""

    def __init__(self, chain: Path, key: Path) -> None:
        self._chain, self._key = chain, key
        self._looked_at = time.monotonic()
        self._stamp = self._stamps()
        self._context = self._load()

    def context(self) -> ssl.SSLContext:
        """For the next connection. While renewed files cannot be used, the certificate that could be stays."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            try:
                if self._stamp != (stamp := self._stamps()):
                    self._context, self._stamp = self._load(), stamp
            except CertificateUnusable as error:
                log.error("the renewed certificate is not used: %s", error)
        return self._context

    def _stamps(self) -> tuple[int, int]:
        try:
            return self._chain.stat().st_mtime_ns, self._key.stat().st_mtime_ns
        except OSError as error:
            raise CertificateUnusable(f"ENTREGENT_MAIL_CERTIFICATE or ENTREGENT_MAIL_KEY: {error}") from error

    def _load(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self._chain, self._key)
        except (OSError, ssl.SSLError) as error:
            raise CertificateUnusable(f"ENTREGENT_MAIL_CERTIFICATE and ENTREGENT_MAIL_KEY: {error}") from error
        return context


def certificate_of_settings() -> Certificate | None:
    """That of ``ENTREGENT_MAIL_CERTIFICATE`` (PEM, the chain) and ``ENTREGENT_MAIL_KEY`` (default: in the same file).

    None without the first: mails then come in clear, as from a mail server on the same machine.
    Raises CertificateUnusable.
    """
    chain = os.environ.get("ENTREGENT_MAIL_CERTIFICATE", "")
    return Certificate(Path(chain), Path(os.environ.get("ENTREGENT_MAIL_KEY") or chain)) if chain else None
