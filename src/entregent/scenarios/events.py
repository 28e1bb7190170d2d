"""The facts that scenarios publish. What people answered stays in their sessions."""

from entregent.journal.kinds import kind

scenario_created = kind("scenario.created", "A scenario was begun.")
scenario_published = kind(
    "scenario.published", "A version of a scenario is performed from now on.", version_id="its id", number="its number",
    before="the number of the version before", back="whether it is an older version that came back",
)  # fmt: skip
scenario_withdrawn = kind("scenario.withdrawn", "A scenario is not performed any more.", number="of its version")
scenario_archived = kind("scenario.archived", "A scenario was put aside, or taken back.", back="whether it was taken back")
session_begun = kind(
    "session.begun", "Somebody entered a scenario.", scenario="which", version_id="its version", medium="how it is performed",
    conversation="its conversation, if any",
)  # fmt: skip
session_carried = kind("session.carried", "A session goes on elsewhere.", scenario="which", before="medium", medium="medium")
session_ended = kind(
    "session.ended", "A scenario came to its end.", scenario="which", version_id="its version", medium="how it was performed",
    outcome="how, as its author named it", seconds="since it began",
)  # fmt: skip
session_left = kind(
    "session.left", "Somebody left a scenario before its end.", scenario="which", version_id="its version",
    medium="how it was performed", node="where", seconds="since it began",
)  # fmt: skip
session_handed = kind(
    "session.handed", "A scenario hands over to an agent.", scenario="which", version_id="its version",
    medium="how it was performed", queue="to which queue", reason="why", ticket="the ticket in which they wait, if any",
    seconds="since it began",
)  # fmt: skip
session_mentioned = kind(
    "session.mentioned", "A mandatory mention was said to its end, or read, and somebody said so.",
    scenario="which", version_id="its version", medium="how it is performed", node="which mention",
)  # fmt: skip
session_objected = kind(
    "session.objected", "An objection was answered.",
    scenario="which", version_id="its version", medium="how it is performed", objection="which", node="where they stood",
)  # fmt: skip
session_stuck = kind(
    "session.stuck", "A program outside did not answer a scenario.", scenario="which", connector="its id", why="what went wrong"
)
connector_changed = kind(
    "connector.changed", "A program that scenarios may ask was set up, changed or removed.", what="which of these"
)
