"""A password: one more way in, for who wants one."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from entregent.journal.actions import append
from entregent.portal import events
from entregent.portal.actions.addresses import tell_of_change
from entregent.portal.models import Account
from entregent.portal.queries.visits import Visit


@transaction.atomic
def set_password(visit: Visit, password: str) -> None:
    """Choose a password (checked by the caller), or take it away when it is empty; the customer is told by mail."""
    Account.objects.filter(id=visit.account.id).update(password=make_password(password) if password else "")
    append(
        [
            events.password_set(
                brand=visit.brand.id, at=visit.now, subject=visit.account.id, actor=visit.actor, person=visit.person.id,
                removed=not password,
            )
        ]
    )  # fmt: skip
    tell_of_change(visit.account, "password" if password else "no_password")
