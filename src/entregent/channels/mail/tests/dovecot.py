"""A real Dovecot on loopback, for as long as a test needs it."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from entregent.kernel.tests.ports import free_port

PASSWORD = "mot-de-passe"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
{idle}
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_uid = {user}
mail_gid = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


WITHOUT_IDLE = "imap_capability = IMAP4rev1 UIDPLUS"


@dataclass
class Dovecot:
    """Its ports, 0 for none, and what a customer or an administrator does with its mailboxes."""

    port: int
    tls_port: int = 0

    def client(self, user: str = "contact") -> IMAPClient:
        """Someone's mailboxes, in clear."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login(user, PASSWORD)
        return client

    def put(self, *mails: bytes, user: str = "contact") -> None:
        """Mails arrive in someone's mailbox."""
        client = self.client(user)
        for mail in mails:
            client.append("INBOX", mail)
        client.logout()

    def read(self, user: str) -> list[bytes]:
        """All that is in someone's mailbox."""
        client = self.client(user)
        client.select_folder("INBOX", readonly=True)
        found = client.fetch(client.search(), [b"BODY.PEEK[]"]) if client.search() else {}
        client.logout()
        return [found[uid][b"BODY[]"] for uid in sorted(found)]


@contextmanager
def running(pem: Path | None = None, *, idle: bool = True) -> Iterator[Dovecot]:
    """A server of its own: with TLS when it has a certificate, without IDLE when asked. Raises RuntimeError."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    server = Dovecot(free_port(), free_port() if pem else 0)
    if pem:
        (folder / "server.pem").write_bytes(pem.read_bytes())
    configuration = CONFIGURATION.format(
        password=PASSWORD, folder=folder, port=server.port, tls_port=server.tls_port, user=account.pw_name,
        group=grp.getgrgid(account.pw_gid).gr_name, idle="" if idle else WITHOUT_IDLE,
        tls=f"ssl = yes\nssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.pem" if pem else "ssl = no",
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(configuration)
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder / name, account.pw_name)
    process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")])
    try:
        _wait(server, folder / "log")
        yield server
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Dovecot, log: Path) -> None:
    for _ in range(100):
        try:
            server.client().logout()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text() if log.exists() else "dovecot did not start")
