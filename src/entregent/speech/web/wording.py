"""Engines and refusals in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entregent.speech import engines
from entregent.speech.decoding import LARGEST
from entregent.speech.errors import SpeechRefused

ENGINES = {
    "provider": gettext_lazy("Provider"),
    "kokoro": "Kokoro",
    "espeak": "espeak-ng",
    "whisper": "Whisper",
}
_ABOUT = {
    "provider": gettext_lazy("outside the house, set by the administrator of the server"),
    "kokoro": gettext_lazy("a neural voice, on this machine"),
    "espeak": gettext_lazy("speaks at once, sounds like a machine"),
    "whisper": gettext_lazy("writes what is said, on this machine"),
}
_VOICES = {
    "ff_siwis": gettext_lazy("Siwis, a woman"),
    "bf_emma": gettext_lazy("Emma, a woman"),
    "f2": gettext_lazy("low woman’s voice"),
    "f5": gettext_lazy("clear woman’s voice"),
    "m3": gettext_lazy("man’s voice"),
    "m7": gettext_lazy("low man’s voice"),
}
REFUSALS = {
    "voice": gettext_lazy("This voice is no longer here. Choose another one."),
    "speed": gettext_lazy("This speed is too slow or too fast to be understood."),
    "word": gettext_lazy("Write the word, and how it is said."),
    "there": gettext_lazy("It was replaced meanwhile."),
    "text": gettext_lazy("Write a text that can be read aloud."),
    "sound": gettext_lazy(
        "This file could not be taken: give a WAV, MP3, Ogg or FLAC recording that is not silent nor too long."
    ),
    "many": gettext_lazy("There are enough pieces already: take one away first."),
}


@dataclass(frozen=True)
class Engine:
    """An engine on the page: its state in words."""

    name: str
    about: str
    present: bool
    why: str
    in_use: bool


def refusal(error: ValueError) -> str:
    """What is said of a refusal."""
    if isinstance(error, SpeechRefused):
        return str(REFUSALS.get(error.code, error))
    return str(error)


def speaking_engines(language: str, wanted: str) -> list[Engine]:
    """What speaks, what would, and which one is in use."""
    known = list(engines.by_preference(language, wanted))
    first = next((one for one in known if not one.missing()), None)
    return [_engine(one.name, one.missing(), one is first) for one in known]


def hearing_engines() -> list[Engine]:
    """The same of what hears."""
    known = engines.ears()
    first = next((one for one in known if not one.missing()), None)
    return [_engine(one.name, one.missing(), one is first) for one in known]


def voice_choices(language: str) -> list[tuple[str, str]]:
    """What the form offers."""
    return [("", _("The best there is")), *((choice, voice_name(choice)) for choice in engines.choices(language))]


def voice_name(choice: str) -> str:
    """« Kokoro: Siwis, a woman »."""
    engine, _slash, voice = choice.partition("/")
    return _("%(engine)s: %(voice)s") % {"engine": ENGINES.get(engine, engine), "voice": _VOICES.get(voice, voice)}


def largest() -> int:
    """Megabytes of a file."""
    return LARGEST // 1024**2


def _engine(name: str, missing: str, in_use: bool) -> Engine:
    why = ""
    if missing:
        why = (
            _("Its models are not put together: run “entregent speech” on the server.")
            if "entregent speech" in missing
            else (_("Not installed on this server."))
        )
    return Engine(str(ENGINES[name]), str(_ABOUT[name]), not missing, why, in_use)
