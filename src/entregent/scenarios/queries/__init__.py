"""Reading scenarios, behind the walls of the current transaction."""

from entregent.scenarios.queries.sessions import session_of_conversation, transcript, turn
from entregent.scenarios.queries.trees import checked, compared, performed, scenarios, version, versions

__all__ = [
    "checked",
    "compared",
    "performed",
    "scenarios",
    "session_of_conversation",
    "transcript",
    "turn",
    "version",
    "versions",
]
