"""Numbers in words, French and English, and figures said one by one."""

_UNITS = {
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
}
_FR_UNITS, _EN_UNITS = _UNITS["fr"].split(), _UNITS["en"].split()
_FR_TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"]
_EN_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
LARGEST = 10**12
"""From here on figures are said one by one."""


def cardinal(number: int, language: str, *, feminine: bool = False) -> str:
    """A whole number in words: 1 284 → « mille deux cent quatre-vingt-quatre ». ``feminine``: « vingt et une ».

    Raises ValueError from ``LARGEST`` on.
    """
    if abs(number) >= LARGEST:
        raise ValueError("too large to be said as a number")
    if number < 0:
        return f"{'moins' if language == 'fr' else 'minus'} {cardinal(-number, language, feminine=feminine)}"
    if language != "fr":
        return _english(number)
    words = _french(number)
    ends_with_one = feminine and number % 10 == 1 and number % 100 not in (11, 71, 91)
    return f"{words}e" if ends_with_one else words


def ordinal(number: int, language: str, *, feminine: bool = False) -> str:
    """3 → « troisième »; 1 → « premier », « première »."""
    words = cardinal(number, language)
    if language != "fr":
        head, _, last = words.rpartition(" ")
        stem, dash, unit = last.rpartition("-")
        irregular = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
                     "twelve": "twelfth"}  # fmt: skip
        unit = irregular.get(unit) or (f"{unit[:-1]}ieth" if unit.endswith("y") else f"{unit}th")
        return f"{head} {stem}{dash}{unit}".strip()
    if number == 1:
        return "première" if feminine else "premier"
    if words.endswith("e"):
        words = words[:-1]
    elif words.endswith("cinq"):
        words += "u"
    elif words.endswith("neuf"):
        words = f"{words[:-1]}v"
    elif words.endswith(("vingts", "cents", "millions", "milliards")):
        words = words[:-1]
    return f"{words}ième"


def one_by_one(figures: str, language: str) -> str:
    """« un zéro quatre deux »: each figure by itself."""
    units = _FR_UNITS if language == "fr" else _EN_UNITS
    return " ".join(units[int(figure)] for figure in figures)


def in_pairs(figures: str) -> str:
    """As French telephone numbers are said: two by two, a comma between, « zéro un, quatre-vingt-dix-neuf »."""
    first = len(figures) % 2
    pairs = [figures[:first]] * first + [figures[at : at + 2] for at in range(first, len(figures), 2)]
    return ", ".join(
        f"zéro {_FR_UNITS[int(pair[1])]}" if pair[0] == "0" and len(pair) == 2 else _french(int(pair)) for pair in pairs
    )


def _french(number: int) -> str:
    for scale, singular, plural in ((10**9, "milliard", "milliards"), (10**6, "million", "millions")):
        if number >= scale:
            count, rest = divmod(number, scale)
            head = f"{_french(count)} {plural if count > 1 else singular}"
            return f"{head} {_french(rest)}" if rest else head
    if number >= 1000:
        count, rest = divmod(number, 1000)
        head = "mille" if count == 1 else f"{_before_mille(count)} mille"
        return f"{head} {_french(rest)}" if rest else head
    if number >= 100:
        count, rest = divmod(number, 100)
        head = "cent" if count == 1 else f"{_FR_UNITS[count]} cent"
        return f"{head} {_french(rest)}" if rest else head + ("s" if count > 1 else "")
    return _french_tens(number)


def _french_tens(number: int) -> str:
    if number < 20:
        return _FR_UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    word = _FR_TENS[tens]
    if unit == 0:
        return f"{word}s" if tens == 8 else word
    if unit in (1, 11) and tens < 8:
        return f"{word} et {_FR_UNITS[unit]}"
    return f"{word}-{_FR_UNITS[unit]}"


def _before_mille(count: int) -> str:
    words = _french(count)
    return words[:-1] if words.endswith(("cents", "vingts")) else words  # « deux cent mille », « quatre-vingt mille »


def _english(number: int) -> str:
    for scale, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            count, rest = divmod(number, scale)
            link = " and " if 0 < rest < 100 else " "
            return f"{_english(count)} {word}" + (f"{link}{_english(rest)}" if rest else "")
    if number >= 100:
        count, rest = divmod(number, 100)
        return f"{_EN_UNITS[count]} hundred" + (f" and {_english(rest)}" if rest else "")
    if number < 20:
        return _EN_UNITS[number]
    tens, unit = divmod(number, 10)
    return _EN_TENS[tens] + (f"-{_EN_UNITS[unit]}" if unit else "")
