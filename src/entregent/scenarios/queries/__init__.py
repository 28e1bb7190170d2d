"""Reading scenarios, behind the walls of the current transaction."""

from entregent.scenarios.queries.drop_off import DropOff, NodeFigures, drop_off
from entregent.scenarios.queries.sessions import transcript, turn
from entregent.scenarios.queries.trees import (
    checked,
    compared,
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
    "NodeFigures",
    "checked",
    "compared",
    "drop_off",
    "listed",
    "others",
    "performed",
    "performed_version",
    "scenarios",
    "transcript",
    "turn",
    "version",
    "versions",
]
