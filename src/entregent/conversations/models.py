"""One conversation model for every channel."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.files.models import StoredFile
from entregent.people.models import Person


class Conversation(Branded):
    """An exchange with a person. ``channel`` is how it began; each message says how it came or goes."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="conversations")
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=250, blank=True)
    address = models.CharField(max_length=254, blank=True, help_text="Where the customer writes from: replies go there.")
    brand_address = models.CharField(max_length=254, blank=True, help_text="Which of our addresses they wrote to.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-last_message_at"], name="conversations_of_person")]

    def __str__(self) -> str:
        return self.subject


class Message(Branded):
    """One message, either way, or an internal note."""

    class Kind(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("From us")
        NOTE = "note", _("Internal note")

    class Delivery(models.TextChoices):
        RECEIVED = "received", _("Received")
        QUEUED = "queued", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Not delivered")
        NONE = "none", _("Internal")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages", db_index=False)
    kind = models.CharField(max_length=4, choices=Kind)
    channel = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    automatic = models.BooleanField(default=False, help_text="Written by a machine, theirs or ours.")
    sender = models.CharField(max_length=254, blank=True)
    recipients = models.JSONField(default=list)
    text = models.TextField(help_text="What was written, without the quoted text and the signature.")
    html = models.TextField(blank=True, help_text="Cleaned.")
    quoted = models.TextField(blank=True, help_text="Folded: quoted text and signature.")
    extra = models.JSONField(default=dict, help_text="What the channel adds: headers, calendar parts, blocked images.")
    external_id = models.CharField(max_length=250, blank=True, help_text="The channel's own id, such as Message-ID.")
    delivery = models.CharField(max_length=10, choices=Delivery)
    error = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "at"], name="conversations_thread"),
            models.Index(fields=["brand", "external_id"], name="conversations_external", condition=~models.Q(external_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Attachment(Branded):
    """A file of a message; ``content_id`` is set for those shown inside it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_index=False)
    content_id = models.CharField(max_length=250, blank=True)
    inline = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.file_id)


class Mention(Branded):
    """A colleague called in an internal note."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "staff"], name="conversations_one_mention")]

    def __str__(self) -> str:
        return str(self.staff_id)


class Draft(Branded):
    """What a member of staff is writing: kept as they type."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Message.Kind, default=Message.Kind.OUT)
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "staff", "kind"], name="conversations_one_draft")]

    def __str__(self) -> str:
        return str(self.conversation_id)


class CannedReply(Branded):
    """An answer prepared by the brand, with fields such as {{ person.given_name }}."""

    shortcut = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField()
    language = models.CharField(max_length=10, default="fr")

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["brand", "shortcut"], name="conversations_one_shortcut")]

    def __str__(self) -> str:
        return self.title
