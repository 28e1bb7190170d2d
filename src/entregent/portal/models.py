"""How a brand receives its customers, and how these enter: by proving an address, never as staff."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.people.models import Person
from entregent.routing.models import Queue
from entregent.tickets.models import Reason


class Portal(Branded):
    """How a brand receives its customers. Without a row, or with one that is not open, it has no portal."""

    class Registration(models.TextChoices):
        ANYONE = "anyone", _("Whoever proves an e-mail address")
        KNOWN = "known", _("Only those whose address the brand knows")

    open = models.BooleanField(default=False)
    welcome = models.TextField(blank=True, help_text="Plain text at the entrance; empty: the words of the house.")
    registration = models.CharField(max_length=10, choices=Registration, default=Registration.ANYONE)
    passwords = models.BooleanField(default=True, help_text="They may choose a password.")
    passkeys = models.BooleanField(default=True, help_text="They may add a passkey.")
    callbacks = models.BooleanField(default=True, help_text="They may book a call.")
    help = models.BooleanField(default=True, help_text="The articles are searched and read there.")
    chat = models.BooleanField(default=True, help_text="The brand's widget stands on its pages.")
    rights = models.BooleanField(default=True, help_text="Rights over personal data are asked for there.")
    rights_queue = models.ForeignKey(
        Queue, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Where requests about personal data wait."
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], name="portal_one_a_brand")]

    def __str__(self) -> str:
        return str(self.brand_id)


class PublicReason(Branded):
    """A reason for contact that customers may choose, in words of theirs, and where their requests then wait."""

    reason = models.ForeignKey(Reason, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True, help_text="Empty: the reason's own name.")
    queue = models.ForeignKey(Queue, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reason"], name="portal_one_name_a_reason")]

    def __str__(self) -> str:
        return self.name


class Account(Branded):
    """An address that somebody proved, and whom it opens. Without person: several share it, and it opens only what was
    written with it. Several accounts may be one person's (after a merge), none is staff's."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="portal_accounts")
    mail = models.CharField(max_length=254, help_text="As handles are stored.")
    password = models.CharField(max_length=128, blank=True, help_text="Its digest; empty: none was chosen.")
    created_at = models.DateTimeField()
    entered_at = models.DateTimeField(help_text="The last time.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "mail", "person"], name="portal_one_account", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return str(self.id)


class Passkey(Branded):
    """A key of a device by which an account is entered (WebAuthn): only its public half is here."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    credential = models.BinaryField(help_text="The credential's id.")
    public = models.BinaryField(help_text="Attested credential data.")
    name = models.CharField(max_length=60)
    counter = models.BigIntegerField(default=0, help_text="What the device counted at its last use.")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["brand", "credential"], name="portal_one_passkey")]

    def __str__(self) -> str:
        return self.name


class Session(Branded):
    """Somebody who entered, on one device. Its key is in a cookie of this brand's pages only; here is the digest of it."""

    class Method(models.TextChoices):
        LINK = "link", _("Link by e-mail")
        PASSWORD = "password", _("Password")
        PASSKEY = "passkey", _("Passkey")

    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    method = models.CharField(max_length=10, choices=Method)
    device = models.CharField(max_length=200, blank=True, help_text="What the browser says of itself.")
    entered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Whatever happens, it is over then.")

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="portal_sessions_over")]

    def __str__(self) -> str:
        return str(self.id)


class Link(Branded):
    """A link sent to an address to prove it, good once and for a quarter of an hour. The secret in it is nowhere: it is
    made of this row's id and of the key of the installation."""

    class Purpose(models.TextChoices):
        ENTER = "enter", _("Enter")
        ADD = "add", _("Add an address")

    mail = models.CharField(max_length=254)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ENTER)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+", help_text="Who adds an address.")
    language = models.CharField(max_length=10)
    following = models.CharField(max_length=200, blank=True, help_text="The page that was wanted.")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="portal_links_old"),
            models.Index(fields=["account"], name="portal_links_of", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)
