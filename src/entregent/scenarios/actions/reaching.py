"""Where to answer somebody who was handed over without having left an address: they leave one afterwards."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.kernel.handles import Handle, InvalidHandle, mail_handle, phone_handle
from entregent.scenarios import medium as media
from entregent.scenarios.errors import NoAddress
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Session
from entregent.scenarios.performing import requests
from entregent.scenarios.performing.host import Host
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.effects import Over


@transaction.atomic
def leave_address(session: UUID, address: str, now: datetime) -> Turn:
    """The ticket of a hand-over that nobody could have answered: from now on it waits in its queue, with all that was said.

    ``address``: of mail or of telephone. Twice is once; what was not handed over stays as it is. Raises NoAddress,
    Session.DoesNotExist.
    """
    row = Session.objects.select_for_update(of=["self"]).select_related("brand", "scenario", "ticket").get(id=session)
    turn = media.from_json(row.turn)
    if turn.outcome is None or turn.outcome.kind != "handed" or turn.outcome.ticket is not None:
        return turn
    handle = _handle(address, row.brand.region)
    if handle is None:
        raise NoAddress
    row.transcript.append({"who": "them", "text": handle.value})
    host = Host(row.brand, row, now, "system:scenarios", states.from_json(row.state))
    over = Over("handed", turn.outcome.reason, priority=turn.outcome.priority)
    ticket = requests.hand_over(host, over, turn.outcome.queue, handle)
    if ticket is None:
        return turn
    row.turn["outcome"]["ticket"] = str(ticket)
    row.save(update_fields=["transcript", "turn", "ticket", "person"])
    return media.from_json(row.turn)


def _handle(address: str, region: str) -> Handle | None:
    with suppress(InvalidHandle):
        return mail_handle(address)
    with suppress(InvalidHandle):
        return phone_handle(address, region)
    return None
