"""How each brand speaks: its voice, its own words, what it recorded, its music; and the texts that it says every day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.files.models import StoredFile
from entregent.speech.text import LONGEST

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class Speaking(Branded):
    """The voice of a brand in a language. ``voice``: ``engine/voice``, empty for the best there is."""

    language = models.CharField(max_length=10, choices=LANGUAGES)
    voice = models.CharField(max_length=80, blank=True)
    speed = models.FloatField(default=1.0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "language"], name="speech_one_voice")]

    def __str__(self) -> str:
        return self.voice


class Pronunciation(Branded):
    """A word of the brand's, and how it is said. One put aside is removed after a while."""

    language = models.CharField(max_length=10, choices=LANGUAGES)
    written = models.CharField(max_length=80)
    said = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "language", "written"], condition=Q(removed_at=None), name="speech_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.written


class Prompt(Branded):
    """A text that a brand says every day, in its language; ``engine``: what made the file that is played, empty before one
    did; ``stale``: it is to be made (anew), because it is new, or because the voice or a word changed; ``tried``: an author
    wants to hear it, and it is forgotten the day after."""

    language = models.CharField(max_length=10, choices=LANGUAGES)
    text = models.TextField(max_length=LONGEST)
    digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20, blank=True)
    stale = models.BooleanField(default=True)
    failed = models.BooleanField(default=False)
    tried = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["brand", "language", "digest"], name="speech_prompt_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Recording(Branded):
    """A text that somebody read aloud for the brand: played before anything that an engine would say."""

    language = models.CharField(max_length=10, choices=LANGUAGES)
    text = models.TextField(max_length=LONGEST)
    digest = models.CharField(max_length=64)
    sound = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    seconds = models.FloatField()
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "language", "digest"], condition=Q(removed_at=None), name="speech_recording_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Music(Branded):
    """What those who wait hear, one after the other in the order of their names."""

    name = models.CharField(max_length=120)
    sound = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    seconds = models.FloatField()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
