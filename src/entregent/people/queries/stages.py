"""How many persons stand at each stage."""

from collections.abc import Iterable
from uuid import UUID

from entregent.brands.statements import fetch
from entregent.people.models import Stage

MOST_COUNTED = 1000
"""Beyond, "more than so many" is said: counting a million rows would hold the list up."""
MOST_DAYS = 3660

COUNTS = """
    SELECT stage.name, (SELECT count(*) FROM (
        SELECT 1 FROM people_person WHERE brand_id = ANY(%s) AND people_person.stage = stage.name AND merged_into_id IS NULL
        LIMIT %s) AS first_ones)
    FROM unnest(%s::text[]) AS stage(name)
"""


def stage_counts(brands: Iterable[UUID]) -> dict[str, int]:
    """Stage → persons of these brands, ``MOST_COUNTED`` + 1 standing for more than that; one statement."""
    return dict(fetch(COUNTS, [list(brands), MOST_COUNTED + 1, Stage.values]))
