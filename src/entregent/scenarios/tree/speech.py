"""How long a text takes to say.

Rates of reading aloud in syllables a second: French 7.18, English 6.19 (F. Pellegrino, C. Coupé, E. Marsico, "Across-language
perspective on speech information rate", Language 87(3), 2011, table 1). Announcements are read slower than texts to a
friend: we take four fifths of it, and half a second at the end of a sentence, a quarter at a comma (ours). Syllables are
counted as groups of vowels; a digit counts as one and a half. Another language is reckoned as English.
"""

import re

from entregent.kernel.text import fold
from entregent.scenarios.tree.phrases import own

SYLLABLES_A_SECOND = {"fr": 7.18, "en": 6.19}
PACE = 0.8
SENTENCE_END = 0.5
COMMA = 0.25

_VOWELS = re.compile(r"[aeiouy]+")
_MUTE = re.compile(r"(?<=[^aeiouy\W])(?:e|es|ent)\b")
_PLACE = re.compile(r"\{[a-z][a-z0-9_.]*(?:\|[^{}]*)?\}")
_VALUE = "quatre mots et demi"
"""What a variable is taken for: its value is not known beforehand."""


def seconds(words: str, language: str) -> float:
    """How long a voice takes to say this."""
    plain = fold(_PLACE.sub(_VALUE, words))
    language = own(language)
    if language == "fr":
        plain = _MUTE.sub("", plain)
    syllables = len(_VOWELS.findall(plain)) + 1.5 * sum(letter.isdigit() for letter in plain)
    pauses = SENTENCE_END * len(re.findall(r"[.!?…]+", plain)) + COMMA * len(re.findall(r"[,;:]", plain))
    return syllables / (SYLLABLES_A_SECOND[language] * PACE) + pauses
