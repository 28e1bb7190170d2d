"""How a brand speaks, and the files that a call plays for it. The caller opens the brand."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from entregent.files import queries as files
from entregent.files.models import StoredFile
from entregent.speech import prompts
from entregent.speech.models import Music, Prompt, Pronunciation, Recording, Speaking
from entregent.speech.music import default_music
from entregent.speech.prompts import Style, digest


@dataclass(frozen=True)
class Progress:
    """Of a brand's texts in a language: how many there are, how many are made by the voice they should have, how many no
    voice could say, and by which engines they are said."""

    total: int
    made: int
    failed: int
    engines: tuple[tuple[str, int], ...]

    @property
    def under_way(self) -> bool:
        """Whether some wait to be made."""
        return self.made + self.failed < self.total


def style_of(brand: UUID, language: str) -> Style:
    """The brand's voice, speed and words; two queries."""
    speaking = Speaking.objects.filter(brand=brand, language=language).first()
    lexicon = tuple(words_of(brand, language).values_list("written", "said"))
    return Style(speaking.voice, speaking.speed, lexicon) if speaking else Style(lexicon=lexicon)


def prompt(brand: UUID, language: str, text: str) -> Path | None:
    """The file of a text: what somebody recorded, else the best that was made; None when nothing is there yet."""
    recorded = Recording.objects.filter(brand=brand, language=language, digest=digest(text, language), removed_at=None)
    found = recorded.select_related("sound").first()
    return played(found.sound) if found else prompts.cached(text, language, style_of(brand, language))


def music_of(brand: UUID) -> list[Path]:
    """What plays while somebody waits: the brand's own, else what this machine has; never empty."""
    own = [played(one.sound) for one in musics_of(brand).select_related("sound")]
    return own or default_music()


def played(sound: StoredFile) -> Path:
    """A stored sound as a file of this machine's: the storage may be elsewhere."""
    found = prompts.stored("file", sound.sha256)
    return found or prompts.keep(files.read(sound), "file", sound.sha256)


def words_of(brand: UUID, language: str) -> QuerySet[Pronunciation]:
    """The brand's own words, in their order."""
    return Pronunciation.objects.filter(brand=brand, language=language, removed_at=None)


def recordings_of(brand: UUID, language: str) -> QuerySet[Recording]:
    """What was recorded, by text."""
    return Recording.objects.filter(brand=brand, language=language, removed_at=None).select_related("by", "sound")


def musics_of(brand: UUID) -> QuerySet[Music]:
    """The brand's own music."""
    return Music.objects.filter(brand=brand, removed_at=None)


def prompts_of(brand: UUID, language: str) -> QuerySet[Prompt]:
    """The texts that the brand says."""
    return Prompt.objects.filter(brand=brand, language=language, tried=False)


def progress(brand: UUID, language: str) -> Progress:
    """How far the preparation of the brand's texts is; one query."""
    counts = prompts_of(brand, language).order_by().values("engine").annotate(
        total=Count("id"), made=Count("id", Q(stale=False)), broken=Count("id", Q(stale=True, failed=True))
    )  # fmt: skip
    lines = list(counts)
    by_engine = sorted((line["engine"], line["total"]) for line in lines if line["engine"])
    return Progress(
        sum(line["total"] for line in lines), sum(line["made"] for line in lines), sum(line["broken"] for line in lines),
        tuple(by_engine),
    )  # fmt: skip
