"""What whoever waits in a queue hears and may do, where they go when nobody can answer, and the messages that they leave."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.channels.voice.models.calls import Call
from entregent.channels.voice.models.lines import E164
from entregent.channels.voice.sealing import RECORDING_SEAL
from entregent.routing.models import Queue
from entregent.tickets.models import Ticket


class WaitingPolicy(Branded):
    """How calls wait in a queue. One without a policy has the defaults, and nothing that is off by default."""

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="call_waiting")
    word_seconds = models.PositiveSmallIntegerField(
        _("Seconds between two words"), default=30, validators=[MinValueValidator(10), MaxValueValidator(600)],
        help_text=_("Of music, before the place is told again."),
    )  # fmt: skip
    most_waiting = models.PositiveSmallIntegerField(
        _("Most callers waiting"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("One more goes elsewhere. Empty: no limit."),
    )  # fmt: skip
    most_expected_seconds = models.PositiveIntegerField(
        _("Longest expected wait"), null=True, blank=True, validators=[MinValueValidator(10)],
        help_text=_("In seconds: beyond it, whoever calls goes elsewhere at once. Empty: no limit."),
    )  # fmt: skip
    longest_seconds = models.PositiveIntegerField(
        _("Longest wait"), null=True, blank=True, validators=[MinValueValidator(5)],
        help_text=_("In seconds: whoever has waited so long goes elsewhere. Empty: no limit."),
    )  # fmt: skip
    offers_seconds = models.PositiveIntegerField(
        _("Offered from an expected wait of"), default=120, help_text=_("In seconds; also where nobody can tell the wait.")
    )
    offers_callback = models.BooleanField(
        _("Key 1: be called back, without losing one’s place"), default=False,
        help_text=_("They hang up; when it is their turn, an agent’s telephone calls them."),
    )  # fmt: skip
    offers_sms = models.BooleanField(
        _("Key 2: receive a link by SMS"), default=False,
        help_text=_("To go on in writing: offered to who calls from a mobile number, where the brand has an account for SMS."),
    )  # fmt: skip
    offers_message = models.BooleanField(
        _("Key 3: leave a message"), default=False, help_text=_("It becomes a request of this queue, to be listened to.")
    )
    message_seconds = models.PositiveSmallIntegerField(
        _("Longest message"),
        default=180,
        validators=[MinValueValidator(10), MaxValueValidator(900)],
        help_text=_("In seconds."),
    )

    def __str__(self) -> str:
        return str(self.queue)


class Overflow(Branded):
    """Where callers of a queue go who cannot wait there."""

    class When(models.TextChoices):
        FULL = "full", _("Too many wait, or for too long")
        CLOSED = "closed", _("We are closed")
        NOBODY = "nobody", _("Nobody of the queue is at work with a telephone")

    class Does(models.TextChoices):
        QUEUE = "queue", _("Another queue")
        VOICEMAIL = "voicemail", _("They leave a message")
        MESSAGE = "message", _("They are told so, and we hang up")
        NUMBER = "number", _("Another number is called")

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="overflows")
    when = models.CharField(max_length=8, choices=When)
    does = models.CharField(_("Then"), max_length=10, choices=Does)
    to_queue = models.ForeignKey(
        Queue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Which queue"), db_index=False
    )
    number = models.CharField(_("Which number"), max_length=16, blank=True, validators=[E164])
    said_fr = models.TextField(_("What is said, in French"), blank=True, max_length=600)
    said_en = models.TextField(_("What is said, in English"), blank=True, max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "when"], name="voice_one_overflow_a_case"),
            models.CheckConstraint(condition=~Q(does="number") | ~Q(number=""), name="voice_overflow_has_number"),
        ]

    def __str__(self) -> str:
        return f"{self.when} {self.does}"


class Voicemail(Branded):
    """A message that a caller left. Its file is sealed as recordings are; without its key nobody hears it any more."""

    sealed = {"key": RECORDING_SEAL}

    class Text(models.TextChoices):
        AWAITED = "awaited", "To be written down"
        WRITTEN = "written", "Written down"
        UNHEARD = "unheard", "Nothing here can hear"

    call = models.ForeignKey(Call, models.CASCADE, related_name="messages")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="voicemails")
    queue = models.ForeignKey(Queue, models.SET_NULL, null=True, related_name="+", db_index=False)
    key = models.TextField(editable=False, blank=True)
    seconds = models.FloatField(default=0)
    begun_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, help_text="Nothing: they speak still.")
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Text, default=Text.AWAITED)
    words = models.TextField(blank=True, help_text="What was said, as a machine heard it.")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="voice_message_expires", condition=~Q(key=""))]

    def __str__(self) -> str:
        return str(self.id)
