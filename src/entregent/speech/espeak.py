"""The floor: espeak-ng, which every Debian has, as a program beside us. It sounds like a machine and never fails to speak."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.sound import read_wav

SECONDS = 20
"""Longest time that a text may take: a page takes a fifth of a second."""
WORDS_A_MINUTE = 150
"""At speed 1: what is announced on the telephone is said slower than read."""
_LANGUAGES = {"fr": "fr", "en": "en", "de": "de", "it": "it", "es": "es"}
"""Short names alone: it silently drops a variant after « fr-fr »."""
_VOICES = ("f2", "f5", "m3", "m7")
"""Its variants that stay clear at 8 kHz, two women and two men."""


class Espeak:
    """espeak-ng as ``port.Voice``."""

    name = "espeak"
    outside = False

    @property
    def version(self) -> str:
        """The program's."""
        return _version()

    def missing(self) -> str:
        """The program is not installed."""
        return "" if shutil.which("espeak-ng") else "espeak-ng is not installed"

    def voices(self, language: str) -> Sequence[str]:
        """Those of each language that it is asked for."""
        return _VOICES if language in _LANGUAGES else ()

    def speak(self, text: str, language: str, voice: str, speed: float) -> Sound:
        """The text goes in by a pipe: the list of programs that run shows nothing of it. Raises SpeechFailed."""
        command = ["espeak-ng", "-v", f"{_LANGUAGES[language]}+{voice}", "-s", str(round(WORDS_A_MINUTE * speed)),
                   "-b", "1", "--stdin", "--stdout"]  # fmt: skip
        return read_wav(_run(command, text))


def phonemes(text: str, language: str) -> str:
    """The sounds of a text in the international alphabet: what other voices are given. Raises SpeechFailed."""
    command = ["espeak-ng", "-v", _LANGUAGES[language], "-b", "1", "-q", "--ipa=3", "--stdin"]
    return _run(command, text).decode()


def _run(command: Sequence[str], text: str) -> bytes:
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:  # its message holds the command, not the text
        raise SpeechFailed(f"espeak-ng: {type(error).__name__}") from error
    return done.stdout


@cache
def _version() -> str:
    try:
        told = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, timeout=SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.split("Data at")[0].rsplit(":", 1)[-1].strip()
