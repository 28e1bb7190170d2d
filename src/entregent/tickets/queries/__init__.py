"""Reading tickets, behind the walls of the current transaction."""

from entregent.tickets.queries.chosen import columns_of, own_columns
from entregent.tickets.queries.figures import BrandFigures, OwnFigures, days_of, own_figures
from entregent.tickets.queries.history import facts_of, facts_to_tell
from entregent.tickets.queries.lists import Filters, Page, bounded_count, listing
from entregent.tickets.queries.merges import Merged, merge_of, merges_into, of_other_persons
from entregent.tickets.queries.recognition import Recognition, recognition
from entregent.tickets.queries.search import by_reference, search, search_ids
from entregent.tickets.queries.single import opened, reasons, reference_of, running_promises
from entregent.tickets.queries.tasks import TaskFilters, TaskPage, late_tasks, task_listing
from entregent.tickets.queries.work import Ringing, Work, mentions, ringing, waiting, work_of

__all__ = [
    "BrandFigures",
    "Filters",
    "Merged",
    "OwnFigures",
    "Page",
    "Recognition",
    "Ringing",
    "TaskFilters",
    "TaskPage",
    "Work",
    "bounded_count",
    "by_reference",
    "columns_of",
    "days_of",
    "facts_of",
    "facts_to_tell",
    "late_tasks",
    "listing",
    "mentions",
    "merge_of",
    "merges_into",
    "of_other_persons",
    "opened",
    "own_columns",
    "own_figures",
    "reasons",
    "recognition",
    "reference_of",
    "ringing",
    "running_promises",
    "search",
    "search_ids",
    "task_listing",
    "waiting",
    "work_of",
]
