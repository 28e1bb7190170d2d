"""What a tree says of its own accord, where its author wrote nothing: in French and in English."""

OWN_LANGUAGES = ("fr", "en")

_PHRASES: dict[str, dict[str, str]] = {
    "fr": {
        "again": "Je n’ai pas bien compris.",
        "between": "Voulez-vous dire\u202f:",
        "doubt": "J’ai compris\u202f: {words}. Est-ce bien cela\u202f?",
        "silence": "Je ne vous entends pas.",
        "handing": "Je vous mets en relation avec un conseiller.",
        "yes": "Oui",
        "no": "Non",
        "read": "J’ai bien pris connaissance",
        "number": "À quel numéro pouvons-nous vous rappeler\u202f?",
        "option": "Pour {label}, tapez {key}.",
        "when": "Quand pouvons-nous vous rappeler\u202f?",
        "soon": "Dès que possible",
        "no_time": "Aucun de ces horaires",
        "taken": "Cet horaire vient d’être pris.",
        "code": "Votre code est {code}.",
    },
    "en": {
        "again": "Sorry, I did not quite get that.",
        "between": "Do you mean:",
        "doubt": "I heard: {words}. Is that right?",
        "silence": "I cannot hear you.",
        "handing": "I am putting you through to an adviser.",
        "yes": "Yes",
        "no": "No",
        "read": "I have read and understood",
        "number": "On which number may we call you back?",
        "option": "For {label}, press {key}.",
        "when": "When may we call you back?",
        "soon": "As soon as possible",
        "no_time": "None of these times",
        "taken": "This time has just been taken.",
        "code": "Your code is {code}.",
    },
}

YES = {
    "fr": (
        "oui",
        "ouais",
        "d'accord",
        "c'est ça",
        "exact",
        "tout à fait",
        "volontiers",
        "absolument",
        "ok",
        "bien sûr",
        "parfait",
    ),
    "en": ("yes", "yeah", "yep", "right", "correct", "sure", "ok", "okay", "please", "that's right"),
}
NO = {
    "fr": ("non", "non merci", "pas du tout", "faux", "c'est faux", "pas ça", "jamais"),
    "en": ("no", "no thanks", "no thank you", "nope", "wrong", "not at all"),
}

INTERRUPTS: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "agent": ("conseiller", "conseillère", "un conseiller", "agent", "humain", "opérateur", "parler à un conseiller",
                  "parler à quelqu'un", "une vraie personne", "être mis en relation"),
        "repeat": ("répéter", "répétez", "répète", "pardon", "comment", "vous pouvez répéter"),
        "back": ("retour", "revenir", "précédent", "revenir en arrière", "question précédente"),
    },
    "en": {
        "agent": ("adviser", "advisor", "agent", "human", "operator", "speak to someone", "talk to someone",
                  "speak to an adviser", "a real person"),
        "repeat": ("repeat", "again", "pardon", "say that again", "can you repeat"),
        "back": ("back", "go back", "previous", "previous question"),
    },
}  # fmt: skip

AGENT_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset({"conseiller", "conseillere", "operateur", "operatrice", "humain"}),
    "en": frozenset({"adviser", "advisor", "operator", "human"}),
}
"""Any of these in a sentence that answers nothing else asks for an agent."""

DIGITS: dict[str, dict[str, str]] = {
    "fr": {"zero": "0", "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7",
           "huit": "8", "neuf": "9", "dix": "10"},
    "en": {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
           "nine": "9", "ten": "10"},
}  # fmt: skip


def own(language: str) -> str:
    """Which of our languages stands for this one."""
    plain = language.partition("-")[0]
    return plain if plain in OWN_LANGUAGES else "en"


def constant(language: str) -> list[str]:
    """All that never changes of it: what can be made ready beforehand."""
    return [words for words in _PHRASES[own(language)].values() if "{" not in words]


def phrase(name: str, language: str) -> str:
    """What is said of its own accord."""
    return _PHRASES[own(language)][name]
