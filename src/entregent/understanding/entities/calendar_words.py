"""The words of the calendar."""

MONTHS = {
    "fr": {
        **{"janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6},
        **{"juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11},
        **{"nov": 11, "decembre": 12, "dec": 12},
    },
    "en": {
        **{"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6},
        **{"jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10},
        **{"oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12},
    },
}
NUMERALS = {"sept"}
"""Short for a month only after digits: « dix-sept » is a number."""
DAYS = {
    "fr": {"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6},
    "en": {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6},
}
NAMED = {
    "fr": {
        ("apres", "demain"): 2, ("avant", "hier"): -2, ("aujourd", "hui"): 0, ("ce", "matin"): 0, ("ce", "soir"): 0,
        ("cet", "apres", "midi"): 0, ("cette", "nuit"): 0, ("demain",): 1, ("hier",): -1, ("aujourdhui",): 0,
    },
    "en": {
        ("day", "after", "tomorrow"): 2, ("day", "before", "yesterday"): -2, ("this", "morning"): 0, ("this", "evening"): 0,
        ("this", "afternoon"): 0, ("tonight",): 0, ("today",): 0, ("tomorrow",): 1, ("yesterday",): -1,
    },
}  # fmt: skip
"""Words → days from today; the longest come first."""
UNITS = {
    "fr": {"jour": "day", "jours": "day", "semaine": "week", "semaines": "week", "mois": "month", "an": "year", "ans": "year",
           "annee": "year", "annees": "year"},
    "en": {"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year",
           "years": "year", "fortnight": "fortnight"},
}  # fmt: skip
NEXT = {"fr": {"prochain", "prochaine", "suivant"}, "en": {"next", "coming"}}
LAST = {"fr": {"dernier", "derniere", "passe", "passee"}, "en": {"last", "past"}}
BEHIND = {"fr": {"depuis"}, "en": {"since"}}
"""Before a day: it is behind us."""
COLLOQUIAL = {"huit": 7, "quinze": 14}
"""« dans huit jours » is in a week, « dans quinze jours » in two: the first day is counted (as the dictionaries say it)."""
