"""A customer writes at the moment when somebody merges their two records: the ticket is that of the record that stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from django.core.cache import cache
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.routing.models import Queue
from entregent.tickets.actions import Incoming, receive
from entregent.tickets.models import Ticket

ROUNDS = 6


def test_a_mail_during_a_merge_is_that_of_the_kept_person(committed: str, now: datetime) -> None:
    cache.clear()
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    with visible([brand.id]):
        Queue.objects.create(brand=brand, name="Contrats", is_default=True)
    for number in range(ROUNDS):
        address = mail_handle(f"helene{number}@example.org")
        mail = Incoming(
            brand=brand.id,
            channel="mail",
            handle=address,
            subject="Remboursement",
            content=Content(text="Bonjour"),
            source="mail",
        )
        with visible([brand.id]):
            kept = people.create_person(brand.id, now=now, actor="system:test", source="test", given_name="Hélène")
            first = receive(mail, now).ticket
        start = Barrier(3)
        again = Incoming(**{**mail.__dict__, "conversation": first.conversation_id})

        def write(incoming: Incoming, start: Barrier = start) -> None:
            try:
                with visible([brand.id]):
                    start.wait()
                    receive(incoming, now + timedelta(minutes=5))
            finally:
                connection.close()

        def merge(start: Barrier = start, kept=kept, first: Ticket = first) -> None:
            try:
                with visible([brand.id]):
                    start.wait()
                    people.merge_persons(kept, first.person, by=None, now=now, actor="system:test")
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            for done in [pool.submit(write, mail), pool.submit(write, again), pool.submit(merge)]:
                done.result()
        with visible([brand.id]):
            assert Ticket.objects.filter(person=kept).count() == 2
            assert Conversation.objects.filter(person=kept).count() == 2
            assert not Ticket.objects.filter(person=first.person_id).exists()
