"""Public holidays of a country and subdivision, from the `holidays` package."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from entregent.kernel.business_time.hours import CalendarError

# The ISO 3166 code that the package lacks among its names of the overseas départements.
_MORE_ALIASES = {"FR": {"GF": "973"}}


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country (ISO 3166 alpha-2), with those of one of its subdivisions if it is named.

    France: "57" or "6AE" for Alsace-Moselle (Good Friday, 26 December); GP, MQ, GF, RE, YT for the abolition days.
    Switzerland: the canton. A subdivision's alias is replaced by its code, so that equal holidays compare equal.
    Raises CalendarError when the package does not know the place. Dates that follow the moon are the package's
    estimates until they are announced: correct them with a calendar's exceptions.
    """

    country: str
    subdivision: str | None = None

    def __post_init__(self) -> None:
        place = _place(self.country)
        if self.subdivision is None:
            return
        code = place.aliases.get(self.subdivision, self.subdivision)
        if code not in place.subdivisions:
            raise CalendarError(f"no public holidays are known for {self.subdivision!r} in {self.country}")
        object.__setattr__(self, "subdivision", code)

    def __contains__(self, day: date) -> bool:
        return day in self.named(day.year)

    def named(self, year: int, language: str = "fr") -> Mapping[date, str]:
        """The holidays of a year with their names, in that language where the package has it, else in its own."""
        return _names(self.country, self.subdivision, year, language)


@dataclass(frozen=True, slots=True)
class _Place:
    subdivisions: frozenset[str]
    aliases: Mapping[str, str]


@lru_cache(maxsize=64)
def _place(country: str) -> _Place:
    try:
        found = holidays.country_holidays(country)
    except NotImplementedError:
        raise CalendarError(f"no public holidays are known for the country {country!r}") from None
    return _Place(frozenset(found.subdivisions), dict(found.subdivisions_aliases) | _MORE_ALIASES.get(country, {}))


@lru_cache(maxsize=1024)
def _names(country: str, subdivision: str | None, year: int, language: str) -> Mapping[date, str]:
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=year, expand=False, language=language, categories=holidays.PUBLIC
    )
    return MappingProxyType(dict(sorted(found.items())))


L3133_1 = PublicHolidays("FR")
"""The national holidays of France, C. trav. L.3133-1: the eleven that telephone canvassing must respect (L.223-1)."""
