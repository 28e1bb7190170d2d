"""Where a session stands, and what was said in it."""

from uuid import UUID

from entregent.scenarios import medium as media
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Session


def turn(session: UUID) -> Turn:
    """What was last said and is asked now, for whoever comes back or waited. Raises Session.DoesNotExist."""
    return media.from_json(Session.objects.values_list("turn", flat=True).get(id=session))


def standing(session: UUID) -> tuple[Turn, list[dict[str, str]]]:
    """The same, with all that was said and answered before: ``who`` (us, them) and ``text``. Raises Session.DoesNotExist."""
    turn, lines = Session.objects.values_list("turn", "transcript").get(id=session)
    return media.from_json(turn), lines


def ticket(session: UUID) -> UUID | None:
    """The request that a session found or opened. Raises Session.DoesNotExist."""
    return Session.objects.values_list("ticket", flat=True).get(id=session)


def transcript(session: UUID) -> list[tuple[str, str]]:
    """(``us`` or ``them``, words) of all that was said and answered, for whoever takes over. Raises Session.DoesNotExist."""
    lines = Session.objects.values_list("transcript", flat=True).get(id=session)
    return [(line["who"], line["text"]) for line in lines]
