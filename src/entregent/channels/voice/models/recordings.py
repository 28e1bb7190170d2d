"""What is kept of calls, and who said how much."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.channels.voice.models.calls import Call
from entregent.channels.voice.models.listening import ListeningPeriod
from entregent.channels.voice.rules import LONGEST_KEPT, SHARE_WITHOUT_REASON
from entregent.channels.voice.sealing import RECORDING_SEAL


class RecordingPolicy(Branded):
    """What a brand keeps of its calls, and for how long. A brand without one keeps nothing."""

    share = models.PositiveSmallIntegerField(
        _("Share of calls recorded"), default=10, validators=[MaxValueValidator(100)],
        help_text=_("In %, drawn by lot. Of the others nothing is kept, and nothing is said."),
    )  # fmt: skip
    share_reason = models.TextField(_("Why so many"), blank=True)
    objection_key = models.CharField(
        _("Key to refuse"), max_length=1, default="8", validators=[RegexValidator(r"^[0-9*#]\Z")],
        help_text=_("Pressed while it is said, while waiting, or during the call."),
    )  # fmt: skip
    notice_fr = models.TextField(_("Said before, in French"), blank=True, max_length=600)
    notice_en = models.TextField(_("Said before, in English"), blank=True, max_length=600)
    objected_fr = models.TextField(_("Said to whoever refuses, in French"), blank=True, max_length=300)
    objected_en = models.TextField(_("Said to whoever refuses, in English"), blank=True, max_length=300)
    days = models.PositiveSmallIntegerField(
        _("Kept for"), default=LONGEST_KEPT, validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Days after the call. Then the sound is gone for good."),
    )  # fmt: skip
    days_reason = models.TextField(_("Why so long"), blank=True)
    by_hand = models.BooleanField(
        _("Agents may begin a recording"), default=False, help_text=_("What is to be said is said first, then it begins.")
    )
    outgoing = models.BooleanField(
        _("Calls that we place too"), default=False,
        help_text=_("The same share of them: whoever is called is told when they answer, and may refuse by the same key."),
    )  # fmt: skip
    agents_hear = models.BooleanField(
        _("Agents may hear their own calls"),
        default=False,
        help_text=_("On the page of the call; written down as any listening."),
    )
    transcribe = models.BooleanField(
        _("Recordings are written down"), default=False,
        help_text=_("By a machine of this house, after the call, without card numbers; the words go with the sound."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], name="voice_one_policy_a_brand"),
            models.CheckConstraint(
                condition=Q(share__lte=SHARE_WITHOUT_REASON) | ~Q(share_reason=""), name="voice_many_recorded_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(days__lte=LONGEST_KEPT) | ~Q(days_reason=""), name="voice_kept_for_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.brand)


class Recording(Branded):
    """What is kept of a call. The file is sealed with a key that stands here, itself sealed: without it nobody hears it."""

    sealed = {"key": RECORDING_SEAL}

    class Why(models.TextChoices):
        DRAWN = "drawn", _("Drawn by lot")
        BY_HAND = "by_hand", _("Begun by the agent")

    class Gone(models.TextChoices):
        OBJECTED = "objected", _("Refused")
        EXPIRED = "expired", _("Kept its time")
        ERASED = "erased", _("Erased")

    call = models.OneToOneField(Call, models.CASCADE, related_name="recording")
    why = models.CharField(max_length=8, choices=Why)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", help_text="Who began it, by hand.")
    file = models.CharField(max_length=120, help_text="Under the folder of recordings.")
    key = models.TextField(editable=False, blank=True, help_text="Of its file; nothing once it is deleted.")
    seconds = models.FloatField(default=0)
    gaps = models.JSONField(default=list, help_text="[start, seconds, why], in seconds; why is a word of ``silences.WHY``.")
    shape = models.BinaryField(null=True, editable=False, help_text="How loud both sides are, step by step (``shape.py``).")
    paused_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    gone = models.CharField(max_length=8, choices=Gone, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="voice_recording_expires", condition=Q(deleted_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None, gone="") | Q(deleted_at__isnull=False, key="") & ~Q(gone=""),
                name="voice_deleted_without_key",
            )
        ]

    def __str__(self) -> str:
        return self.file


class Hearing(Branded):
    """A recording that somebody listens to, and by what right. What they heard of it is in the journal."""

    class Right(models.TextChoices):
        OWN = "own", _("Their own call")
        ANNOUNCED = "announced", _("Announced listening")
        REASON = "reason", _("For a written reason")

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="hearings")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    right = models.CharField(max_length=9, choices=Right)
    period = models.ForeignKey(ListeningPeriod, models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(_("Reason"), max_length=200, blank=True, help_text=_("Written down in the register."))
    begun_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["recording", "staff", "-begun_at"], name="voice_hearing_latest")]
        constraints = [models.CheckConstraint(condition=~Q(right="reason", reason=""), name="voice_heard_for_a_reason")]

    def __str__(self) -> str:
        return self.right
