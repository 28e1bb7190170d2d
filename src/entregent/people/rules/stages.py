"""A customer's life cycle: which stage follows from what was exchanged, and by which rule (TERMS A8)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Rule(StrEnum):
    """Why a stage was left."""

    FIRST_CONTACT = "first_contact"
    REGULAR = "regular"
    SILENCE = "silence"
    DISAPPOINTED = "disappointed"
    SPOKE_AGAIN = "spoke_again"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a brand sets. Days are calendar days; ``lost_after_days`` counts from the last exchange too."""

    active_after_contacts: int = 3
    risk_after_days: int = 365
    risk_after_disappointments: int = 2
    disappointments_within_days: int = 90
    lost_after_days: int = 730
    hand_days: int = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands, since when, and what is known since: ``contacts`` are their messages at this stage,
    ``disappointments`` the broken promises and complaints of the latest ``disappointments_within_days``.

    ``is_customer``: the brand knows them by a reference of its own. ``by_hand``: staff put them there.
    """

    stage: str
    since: datetime
    known_since: datetime
    contacts: int = 0
    last_contact: datetime | None = None
    disappointments: int = 0
    is_customer: bool = True
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """The stage that follows, and the last rule that led there."""

    after: str
    rule: Rule


def next_stage(standing: Standing, thresholds: Thresholds, now: datetime) -> Move | None:
    """The stage in which the person should be now; None: they are in it.

    Whoever was silent for years goes from active to lost at once. A stage set by hand is left alone for ``hand_days``.
    Deciding again at the same moment from where this led gives None.
    """
    if standing.by_hand and now - standing.since < timedelta(days=thresholds.hand_days):
        return None
    move: Move | None = None
    while (step := _step(standing, thresholds, now)) is not None:
        move = step
        standing = replace(standing, stage=step.after, since=now, contacts=0, by_hand=False)
    return move


def _step(standing: Standing, thresholds: Thresholds, now: datetime) -> Move | None:
    silence = now - (standing.last_contact or standing.known_since)
    silent = silence >= timedelta(days=thresholds.risk_after_days)
    disappointed = standing.disappointments >= thresholds.risk_after_disappointments
    spoke_since = standing.last_contact is not None and standing.last_contact > standing.since
    match standing.stage:
        case "prospect" if standing.contacts and standing.is_customer:
            return Move("new", Rule.FIRST_CONTACT)
        case "new" | "active" | "won_back" if disappointed:
            return Move("at_risk", Rule.DISAPPOINTED)
        case "new" | "active" | "won_back" if silent:
            return Move("at_risk", Rule.SILENCE)
        case "new" | "won_back" if standing.contacts >= thresholds.active_after_contacts:
            return Move("active", Rule.REGULAR)
        case "at_risk" if silence >= timedelta(days=max(thresholds.lost_after_days, thresholds.risk_after_days)):
            return Move("lost", Rule.SILENCE)
        case "at_risk" if spoke_since and not silent and not disappointed:
            return Move("active", Rule.SPOKE_AGAIN)
        case "lost" if spoke_since and not silent:
            return Move("won_back", Rule.CAME_BACK)
    return None
