"""What was said in recordings, written down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.channels.voice.models.recordings import Recording


class Transcript(Branded):
    """The words of a recording, each side apart, card numbers masked. It goes with the recording."""

    class State(models.TextChoices):
        AWAITED = "awaited", _("Waits to be written down")
        RUNNING = "running", _("Being written down")
        MADE = "made", _("Written down")
        DEAF = "deaf", _("Nothing here understands speech")
        FAILED = "failed", _("Could not be written down")

    recording = models.OneToOneField(Recording, models.CASCADE, related_name="transcript")
    state = models.CharField(max_length=8, choices=State, default=State.AWAITED)
    share = models.FloatField(default=0, help_text="How much of it is written down, 0 to 1.")
    lines = models.JSONField(default=list, help_text="[side (0: caller), start, end, words, confidence], in seconds, in order.")
    words = models.TextField(blank=True, help_text="All of it, to be searched.")
    moved_at = models.DateTimeField(help_text="Since when it is so, or when a part was last written.")

    def __str__(self) -> str:
        return self.state
