"""TLS on both sides: STARTTLS on our ports when a certificate is set, and towards the relay what the settings ask for."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from django.core.exceptions import ImproperlyConfigured

from entregent.channels.mail.client import Refused, hand_over
from entregent.channels.mail.configuration import relay
from entregent.channels.mail.intake import certificate as certificates
from entregent.channels.mail.intake.certificate import Certificate, CertificateUnusable, certificate_of_settings
from entregent.channels.mail.intake.process import run
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.tests.certificates import self_signed
from entregent.channels.mail.tests.conftest import CONTACT, Door, Doorman, Loop, World, conninfo
from entregent.channels.mail.tests.corpus import mail

MAIL = mail("From: A <a@example.org>\nSubject: Bonjour\nMessage-ID: <1@example.org>\n", "Bonjour\n")


def trusting(file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(file))


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return self_signed(tmp_path)


@pytest.fixture
def sealed(lived: MailAddress, pem: Path) -> Iterator[Door]:
    """Our ports with a certificate."""
    with Doorman(conninfo(), certificate=Certificate(pem, pem)) as opened:
        yield opened


@pytest.mark.parametrize("protocol", [smtplib.SMTP, smtplib.LMTP])
def test_a_mail_comes_in_through_starttls(protocol: type[smtplib.SMTP], sealed: Door, pem: Path) -> None:
    port = sealed.lmtp_port if protocol is smtplib.LMTP else sealed.port
    with protocol("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        assert client.has_extn("starttls")
        client.starttls(context=trusting(pem))
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("a@example.org", [CONTACT], MAIL)
    assert RawMail.objects.get().sender == "a@example.org"


def test_a_server_without_tls_still_brings_its_mails(sealed: Door) -> None:
    sealed.deliver(MAIL)
    assert RawMail.objects.count() == 1


def test_without_a_certificate_tls_is_not_offered(door: Door) -> None:
    with door.client() as client:
        client.ehlo()
        assert not client.has_extn("starttls")


def answer(line: socket.socket) -> bytes:
    """A whole answer of the server, however many pieces it came in."""
    told = b""
    while not (told.endswith(b"\r\n") and told.splitlines()[-1][3:4] == b" "):
        told += line.recv(1000)
    return told


def test_commands_slipped_in_before_the_handshake_are_forgotten(sealed: Door, pem: Path) -> None:
    with socket.create_connection(("127.0.0.1", sealed.port), 10) as line:
        assert answer(line).startswith(b"220")
        line.sendall(b"EHLO x\r\n")
        answer(line)
        line.sendall(b"STARTTLS\r\nEHLO x\r\nMAIL FROM:<voleur@example.org>\r\n")
        assert answer(line).startswith(b"220")
        with trusting(pem).wrap_socket(line, server_hostname="127.0.0.1") as secret:
            told = secret.makefile("rb")
            secret.sendall(b"EHLO x\r\nRCPT TO:<" + CONTACT.encode() + b">\r\n")
            assert next(line for line in told if line[3:4] == b" ").startswith(b"250")
            assert told.readline().startswith(b"503")


def test_a_client_that_breaks_the_handshake_stops_nobody(sealed: Door, pem: Path) -> None:
    with socket.create_connection(("127.0.0.1", sealed.port), 10) as line:
        answer(line)
        line.sendall(b"EHLO x\r\n")
        answer(line)
        line.sendall(b"STARTTLS\r\n")
        answer(line)
        line.sendall(b"\x00" * 5000)
    with sealed.client() as client:
        client.starttls(context=trusting(pem))
        client.sendmail("a@example.org", [CONTACT], MAIL)
    assert RawMail.objects.count() == 1


def test_a_renewed_certificate_is_used_by_the_next_connection_a_broken_one_is_not(
    tmp_path: Path, pem: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(certificates, "LOOK_EVERY", 0)
    held = Certificate(pem, pem)
    first = held.context()
    assert held.context() is first
    pem.write_text("cassé")
    assert held.context() is first
    assert "the renewed certificate is not used" in caplog.text
    self_signed(tmp_path)
    assert held.context() is not first


def test_a_certificate_that_cannot_be_used_is_told_and_the_port_stays_shut(
    tmp_path: Path, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENTREGENT_MAIL_CERTIFICATE", raising=False)
    assert certificate_of_settings() is None
    monkeypatch.setenv("ENTREGENT_MAIL_CERTIFICATE", str(pem))
    assert certificate_of_settings() is not None
    monkeypatch.setenv("ENTREGENT_MAIL_KEY", str(self_signed(tmp_path, "other")))
    with pytest.raises(CertificateUnusable, match="ENTREGENT_MAIL_KEY"):
        certificate_of_settings()
    monkeypatch.setenv("ENTREGENT_MAIL_CERTIFICATE", str(tmp_path / "absent.pem"))
    with pytest.raises(SystemExit, match="ENTREGENT_MAIL_CERTIFICATE"):
        run("", "127.0.0.1", 0)


class Carrier:
    """The company's relay, a real SMTP server that may ask for TLS and for a password."""

    def __init__(self, pem: Path, manner: str, *, password: str = "") -> None:
        self.outside, self._loop = World(), Loop()
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(pem)
        self._manner, self._password = manner, password

    def _protocol(self) -> SMTP:
        def signs_in(server, session, envelope, mechanism, given) -> AuthResult:
            right = isinstance(given, LoginPassword) and (given.login, given.password) == (
                b"entregent",
                self._password.encode(),
            )
            return AuthResult(success=right, handled=False)

        return SMTP(
            self.outside, tls_context=self._context if self._manner == "starttls" else None,
            require_starttls=self._manner == "starttls", authenticator=signs_in, auth_required=bool(self._password),
            auth_require_tls=self._manner == "starttls",
        )  # fmt: skip

    def __enter__(self) -> "Carrier":
        async def opened() -> asyncio.Server:
            wrapped = self._context if self._manner == "tls" else None
            return await asyncio.get_running_loop().create_server(self._protocol, "127.0.0.1", 0, ssl=wrapped)

        self._server = self._loop.__enter__().run(opened())
        self.outside.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        async def closed() -> None:
            self._server.close()

        self._loop.run(closed())
        self._loop.__exit__()


@pytest.fixture
def towards(monkeypatch: pytest.MonkeyPatch, pem: Path) -> Callable[..., None]:
    """Set the relay by its variables, as an installation does."""

    def set_up(carrier: Carrier, security: str, *, trusted: bool = True, **more: str) -> None:
        settings = {"HOST": "127.0.0.1", "PORT": str(carrier.outside.port), "TLS": security} | more
        for name, value in settings.items():
            monkeypatch.setenv(f"ENTREGENT_SMTP_{name}", value)
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    return set_up


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server does not know that its line is TLS from the start
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_what_leaves_goes_by_the_tls_that_is_set_and_signs_in(security: str, pem: Path, towards: Callable[..., None]) -> None:
    with Carrier(pem, security, password="sesame-1") as carrier:
        towards(carrier, security, USER="entregent", PASSWORD="sesame-1")
        hand_over(relay(), CONTACT, ["a@example.org"], MAIL)
    [(sender, recipients, _)] = carrier.outside.mails
    assert (sender, recipients) == (CONTACT, ["a@example.org"])


@pytest.mark.parametrize(
    ("manner", "set_to", "trusted"),
    [("starttls", "starttls", False), ("tls", "tls", False), ("none", "starttls", True), ("none", "tls", True)],
    ids=["unknown certificate", "unknown certificate of TLS", "no STARTTLS offered", "no TLS at all"],
)
def test_nothing_leaves_in_clear_or_to_a_stranger_it_is_tried_again(
    manner: str, set_to: str, trusted: bool, pem: Path, towards: Callable[..., None]
) -> None:
    with Carrier(pem, manner) as carrier:
        towards(carrier, set_to, trusted=trusted)
        with pytest.raises(OSError, match=r"."):
            hand_over(relay(), CONTACT, ["a@example.org"], MAIL)
    assert carrier.outside.mails == []


def test_a_wrong_password_is_tried_again_not_told_to_the_agent_as_a_refusal(pem: Path, towards: Callable[..., None]) -> None:
    with Carrier(pem, "starttls", password="sesame-1") as carrier:
        towards(carrier, "starttls", USER="entregent", PASSWORD="faux")
        with pytest.raises(smtplib.SMTPAuthenticationError):
            hand_over(relay(), CONTACT, ["a@example.org"], MAIL)
    assert not issubclass(smtplib.SMTPAuthenticationError, Refused)


def test_a_mistyped_setting_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREGENT_SMTP_TLS", "ssl")
    with pytest.raises(ImproperlyConfigured, match="ENTREGENT_SMTP_TLS"):
        relay()
