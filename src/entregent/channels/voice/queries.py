"""Reading calls, behind the walls of the current transaction."""

from uuid import UUID

from django.db.models import QuerySet

from entregent.channels.voice.models import Call, Node, Party

WITH = ("conversation__person", "brand", "ticket", "number", "node", "staff")


def mine(staff: UUID) -> list[Party]:
    """As what an agent takes part in calls now, the oldest first. One statement."""
    rows = Party.objects.filter(staff=staff, left_at=None, call__ended_at=None)
    return list(rows.select_related(*(f"call__{name}" for name in WITH)).order_by("joined_at"))


def my_part(staff: UUID, call: UUID) -> Party | None:
    """As what an agent takes part in a call now."""
    return Party.objects.select_related("call__node").filter(call=call, call__ended_at=None, staff=staff, left_at=None).first()


def of_ticket(ticket: UUID) -> QuerySet[Call]:
    """The calls of a request, the latest first."""
    return Call.objects.select_related(*WITH).filter(ticket=ticket).order_by("-begun_at")


def node_for(staff: UUID) -> Node | None:
    """Where an agent's telephone is to be: with the call that they are in, else with the process that began last."""
    part = next((one for one in mine(staff) if one.call.node_id), None)
    if part is not None:
        return part.call.node
    return Node.objects.filter(stopped_at=None).order_by("-started_at").first()
