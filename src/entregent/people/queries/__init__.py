"""Reading persons, behind the walls of the current transaction."""

from entregent.people.queries.duplicates import alike, duplicates_of, open_duplicates, profiles
from entregent.people.queries.search import Found, search, search_ids

__all__ = ["Found", "alike", "duplicates_of", "open_duplicates", "profiles", "search", "search_ids"]
