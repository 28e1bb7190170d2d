"""Reading scenarios, behind the walls of the current transaction."""

from entregent.scenarios.queries.collected import collected
from entregent.scenarios.queries.drop_off import DropOff, NodeFigures, drop_off
from entregent.scenarios.queries.sessions import (
    Line,
    beside,
    mentions,
    objected,
    objections,
    standing,
    transcript,
    turn,
)
from entregent.scenarios.queries.trees import (
    checked,
    compared,
    constant_texts,
    listed,
    others,
    performed,
    performed_version,
    scenarios,
    version,
    versions,
)

__all__ = [
    "DropOff",
    "Line",
    "NodeFigures",
    "beside",
    "checked",
    "collected",
    "compared",
    "constant_texts",
    "drop_off",
    "listed",
    "mentions",
    "objected",
    "objections",
    "others",
    "performed",
    "performed_version",
    "scenarios",
    "standing",
    "transcript",
    "turn",
    "version",
    "versions",
]
