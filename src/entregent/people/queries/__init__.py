"""Reading persons, behind the walls of the current transaction."""

from entregent.people.queries.candidates import Candidate, candidates
from entregent.people.queries.duplicates import alike, duplicates_of, open_duplicates, profiles
from entregent.people.queries.exports import Words, csv_pieces, vcard, vcard_pieces
from entregent.people.queries.organisations import organisation_of, organisations_page, with_end_customers
from entregent.people.queries.permissions import Permission, kind_of, permissions
from entregent.people.queries.persons import (
    Page,
    custom_fields,
    history,
    identities,
    page,
    person_with_all,
    read_cursor,
    search_organisations,
    undoable_merges,
    write_cursor,
)
from entregent.people.queries.preferences import preferences
from entregent.people.queries.search import Found, search, search_ids
from entregent.people.queries.stages import MOST_COUNTED, MOST_DAYS, stage_counts
from entregent.people.queries.standings import thresholds_of
from entregent.people.queries.tags import TagUse, tag_changes, tag_tones, tags_of
from entregent.people.queries.timeline import add_source, read_place, timeline
from entregent.people.queries.views import chosen_columns, views_of

__all__ = [
    "MOST_COUNTED",
    "MOST_DAYS",
    "Candidate",
    "Found",
    "Page",
    "Permission",
    "TagUse",
    "Words",
    "add_source",
    "alike",
    "candidates",
    "chosen_columns",
    "csv_pieces",
    "custom_fields",
    "duplicates_of",
    "history",
    "identities",
    "kind_of",
    "open_duplicates",
    "organisation_of",
    "organisations_page",
    "page",
    "permissions",
    "person_with_all",
    "preferences",
    "profiles",
    "read_cursor",
    "read_place",
    "search",
    "search_ids",
    "search_organisations",
    "stage_counts",
    "tag_changes",
    "tag_tones",
    "tags_of",
    "thresholds_of",
    "timeline",
    "undoable_merges",
    "vcard",
    "vcard_pieces",
    "views_of",
    "with_end_customers",
    "write_cursor",
]
