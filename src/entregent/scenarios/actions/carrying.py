"""Taking a session up on another medium, by the code that was said or shown on the first."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios import medium as media
from entregent.scenarios.actions.sessions import advance
from entregent.scenarios.errors import TooManyCodes
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Session
from entregent.scenarios.performing.carrying import digest_of, give_code
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.inputs import Carry
from entregent.scenarios.tree.state import Manner

MOST_WRONG = 5
MOST_WRONG_OF_A_BRAND = 200
WITHIN = 5 * 60
"""Wrong codes of one source, and of all together, in so many seconds: of a million codes, fifteen minutes of guessing meet
one of ten running sessions in one brand out of a hundred and sixty."""


@transaction.atomic
def make_code(session: UUID, now: datetime) -> str:
    """A code for a session under way, where a medium offers by itself to go on elsewhere. Raises Session.DoesNotExist."""
    row = Session.objects.select_for_update().get(id=session, ended_at=None)
    code = give_code(row, now)
    row.save(update_fields=["carry_digest", "carry_until"])
    return code


@transaction.atomic
def take_up(
    brand: UUID, code: str, medium: str, *, source: str, now: datetime, conversation: UUID | None = None
) -> Turn | None:
    """The session of a code goes on here; None when there is none (wrong, used, too old: nobody is told which).

    ``source`` is who tries: an address of the network, a number that calls. Wrong codes are counted, and the count stands if
    the caller's transaction does. Raises TooManyCodes, KeyError for an unknown medium.
    """
    capabilities = media.capabilities_of(medium)
    mine = f"scenarios:codes:{brand}:{sha256(source.encode()).hexdigest()[:32]}"
    counts = (mine, MOST_WRONG), (f"scenarios:codes:{brand}", MOST_WRONG_OF_A_BRAND)
    if any((cache.get(name) or 0) >= most for name, most in counts):
        raise TooManyCodes
    row = (
        Session.objects.select_for_update(of=["self"]).select_related("brand", "scenario", "ticket")
        .filter(brand=brand, carry_digest=digest_of(brand, code), carry_until__gt=now, ended_at=None).first()
    )  # fmt: skip
    if row is None or not code.strip():
        for name, _most in counts:
            cache.add(name, 0, WITHIN)
            cache.incr(name)
        return None
    row.carry_digest, row.carry_until = "", None
    if conversation is not None and row.conversation_id is None:
        row.conversation_id = conversation
        row.save(update_fields=["conversation"])
    before = row.medium
    carry = Carry(Manner(medium, capabilities.speaks, capabilities.confirms))
    turn = advance(row, states.from_json(row.state), carry, now)
    about = {"brand": row.brand_id, "at": now, "subject": row.id, "actor": "system:scenarios", "person": row.person_id}
    append([events.session_carried(**about, scenario=row.scenario_id, before=before, medium=medium)])
    return turn
