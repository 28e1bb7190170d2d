"""The addresses of the brands, the mailboxes that are read, and every mail that came in, as it came."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.channels.mail.sealing import SEAL
from entregent.kernel.ids import uuid7
from entregent.routing.models import Queue


class MailAddress(Branded):
    """An address at which a brand is written to, and from which it answers. It belongs to one brand only."""

    class AutoReply(models.TextChoices):
        OFF = "off", _("Never")
        CLOSED = "closed", _("Outside business hours")
        ALWAYS = "always", _("Always")

    address = models.EmailField(
        _("Address"), max_length=254, help_text=_("In lower case; tags after a plus sign also lead to it.")
    )
    display_name = models.CharField(_("Name shown"), max_length=120, blank=True)
    queue = models.ForeignKey(
        Queue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Queue"),
        help_text=_("Where its requests wait; empty: the brand's default queue."),
    )  # fmt: skip
    signature = models.TextField(_("Signature"), blank=True)
    auto_reply = models.CharField(_("Acknowledge receipt"), max_length=10, choices=AutoReply, default=AutoReply.OFF)
    auto_reply_text = models.TextField(
        _("Text of the acknowledgement"), blank=True,
        help_text=_("{reference} becomes the ticket's reference. Empty: the text of the house."),
    )  # fmt: skip
    dkim_selectors = models.CharField(
        _("DKIM selectors"), max_length=130, blank=True,
        validators=[RegexValidator(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?( [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$")],
        help_text=_(
            "Seal what leaves; the private key is the file selector.domain.pem in the folder of keys, RSA or Ed25519. "
            "One, or two with a space between them: a key of each kind is read by every server."
        ),
    )  # fmt: skip
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering = ["address"]
        constraints = [models.UniqueConstraint(fields=["address"], name="mail_one_brand_an_address")]

    def __str__(self) -> str:
        return self.address


class Mailbox(Branded):
    """An IMAP account that is read for an address."""

    class Security(models.TextChoices):
        TLS = "tls", _("TLS from the start")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("None (same machine only)")

    address = models.ForeignKey(MailAddress, models.CASCADE, related_name="mailboxes", verbose_name=_("Address"))
    host = models.CharField(_("Server"), max_length=253)
    port = models.PositiveIntegerField(_("Port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    security = models.CharField(_("Security"), max_length=10, choices=Security, default=Security.TLS)
    login = models.CharField(_("Login"), max_length=254)
    password = models.TextField(editable=False, help_text="Sealed by ``sealing``, or ``env:NAME``.")
    folder = models.CharField(_("Folder"), max_length=200, default="INBOX")
    move_to = models.CharField(
        _("Move to"), max_length=200, blank=True, help_text=_("Folder for what was read; empty: it is marked as read.")
    )
    poll_seconds = models.PositiveIntegerField(
        _("Look every (seconds)"), default=60, validators=[MinValueValidator(5)],
        help_text=_("Where the server cannot announce new mails by itself."),
    )  # fmt: skip
    takes_old = models.BooleanField(_("Take in what is already there"), default=False)
    uidvalidity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField(max_length=200, blank=True, editable=False)
    active = models.BooleanField(_("Active"), default=True)

    sealed = {"password": SEAL}

    class Meta:
        ordering = ["host", "login"]
        constraints = [models.UniqueConstraint(fields=["host", "login", "folder"], name="mail_one_reader_a_folder")]

    def __str__(self) -> str:
        return f"{self.login} ({self.host})"


class RawMail(models.Model):
    """A mail as it came, kept before anything reads it. Its brand is not known yet: the table stands outside the walls
    and pages reach it only through ``queries.quarantine``."""

    class Via(models.TextChoices):
        SMTP = "smtp", "SMTP"
        LMTP = "lmtp", "LMTP"
        IMAP = "imap", "IMAP"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Taken in")
        IGNORED = "ignored", _("Ignored")
        QUARANTINED = "quarantined", _("Quarantined")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    received_at = models.DateTimeField()
    via = models.CharField(max_length=4, choices=Via)
    sender = models.CharField(
        max_length=320, null=True, help_text="Of the envelope; empty: the null sender; NULL: unknown (IMAP)."
    )
    recipients = ArrayField(models.CharField(max_length=320))
    content = models.BinaryField()
    size = models.IntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    origin = models.CharField(max_length=120, null=True, help_text="imap:<mailbox>:<uidvalidity>:<uid>; NULL for SMTP.")
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=60, blank=True, help_text="A stable code: why it is ignored or quarantined.")
    attempts = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, help_text="After a failure, when to try again.")
    released = models.BooleanField(default=False, help_text="An administrator looked at it: spam and size count no more.")
    message = models.UUIDField(null=True, help_text="What it became.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin"], name="mail_one_row_an_origin", condition=Q(origin__isnull=False))
        ]
        indexes = [
            models.Index(fields=["received_at"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-received_at"], name="mail_quarantine", condition=Q(state="quarantined")),
            models.Index(fields=["received_at"], name="mail_received"),
            models.Index(fields=["digest"], name="mail_imap_digest", condition=Q(via="imap")),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.id}"


class Taken(Branded):
    """What a brand has already taken in: the same mail delivered twice becomes one message."""

    fingerprint = models.CharField(max_length=64)
    raw = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "fingerprint"], name="mail_taken_once")]

    def __str__(self) -> str:
        return str(self.raw)


class Acknowledged(Branded):
    """When an address last got an acknowledgement of a brand: one a day at most."""

    address = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "address"], name="mail_one_acknowledgement")]

    def __str__(self) -> str:
        return str(self.at)
