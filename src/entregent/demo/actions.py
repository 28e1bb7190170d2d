"""Loading the demonstration."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db.models import Model

from entregent.access.models import Membership, Site, Skill, Staff, StaffSkill, Team, WorkingWeek
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.callbacks.models import Offering
from entregent.channels.mail.models import MailAddress
from entregent.channels.visual_ivr.models import Page
from entregent.conversations.models import CannedReply, Conversation, Message
from entregent.demo.errors import NotEmpty
from entregent.demo.rows import write
from entregent.demo.world import SEED, World, make
from entregent.people.models import Consent, CustomField, Duplicate, Handle, Organisation, Person, Position
from entregent.portal.models import Portal, PublicReason
from entregent.routing.models import Offer, PauseReason, Presence, Queue, QueueMember, QueueSkill, WorkItem
from entregent.scenarios.models import Connector, Scenario, Session, Version, Visit
from entregent.tickets.models import Promise, PromisePolicy, Reason, Ticket

ORDER: list[type[Model]] = [
    Brand, Site, Team, Staff, Membership, Skill, StaffSkill, Calendar, Queue, QueueSkill, MailAddress, QueueMember, PauseReason,
    CustomField, CannedReply, Reason, PromisePolicy, Organisation, Person, Handle, Position, Consent, Duplicate, Conversation,
    Message, Ticket, Promise, WorkItem, Offer, Presence, Portal, PublicReason,
    Connector, Scenario, Version, Session, Visit, Page,
    Offering, WorkingWeek,
]  # fmt: skip
"""What is referred to comes before what refers to it; presences after what is in hand, so that the database counts it once."""


def load(
    address: str, now: datetime, *, followers: Iterable[str] = (), seed: int = SEED, size: str = "full",
    progress: Callable[[str], None] = lambda _: None,
) -> World:  # fmt: skip
    """Make the world and write it, whole or not at all, through the owner's ``address`` (libpq form).

    ``followers`` of the journal start after it: nobody must be written to about the past. Raises NotEmpty when there is a
    brand already.
    """
    with psycopg.connect(address) as connection:
        if _brands(connection):
            raise NotEmpty
        world = make(now, seed=seed, size=size, progress=progress)
        first = now - timedelta(days=120)
        connection.execute("SELECT journal_open_months(%s::date, %s::date)", [first, now + timedelta(days=62)])
        write(world.rows, ORDER, connection, progress)
        _go_on_counting(world, connection)
        for name in followers:
            connection.execute(
                """INSERT INTO journal_cursor (follower, xid, event, attempts, moved_at)
                   SELECT %s, journal_xid(), coalesce(max(id), 0), 0, %s FROM journal_event
                   ON CONFLICT (follower) DO UPDATE SET xid = excluded.xid, event = excluded.event""",
                [name, now],
            )
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return world


def is_empty(address: str) -> bool:
    """Whether no brand exists yet."""
    with psycopg.connect(address) as connection:
        return not _brands(connection)


def _brands(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT count(*) FROM brands_brand").fetchone()
    return int(row[0]) if row else 0


def _go_on_counting(world: World, connection: psycopg.Connection[Any]) -> None:
    """Ticket numbers and the ids of sites and teams continue after those of the demonstration."""
    for house in world.houses.values():
        last = max((row["number"] for row in world.rows.of(Ticket) if row["brand_id"] == house.id), default=0)
        connection.execute("SELECT tickets_next_number(%s)", [house.id])
        connection.execute("SELECT setval(%s, %s)", [f"tickets_number_{house.id.hex}", max(last, 1)])
    for model in (Site, Team):
        table = model._meta.db_table
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def is_loaded(address: str) -> bool:
    """Whether what is there is the demonstration."""
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT 1 FROM access_staff WHERE email = 'claire@altiphone.example'").fetchone() is not None
