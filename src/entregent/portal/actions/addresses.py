"""The addresses of a customer: one is theirs once it is proved, and the old ones stay until then."""

from django.db import transaction

from entregent.jobs.app import later
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.errors import HandleRefused
from entregent.people.models import Handle
from entregent.portal import jobs
from entregent.portal.actions.links import take
from entregent.portal.errors import AddressKept, LinkOver
from entregent.portal.models import Account, Link
from entregent.portal.queries.visits import Visit


@transaction.atomic
def prove_address(visit: Visit, secret: str) -> Handle:
    """The link sent to another address was opened by whoever asked for it: the address is theirs from now on, and what they
    had is told of it. Raises LinkOver, also for somebody else's link."""
    link = take(visit.brand.id, secret, Link.Purpose.ADD, visit.now)
    if link.account is None or visit.person is None or link.account.person_id != visit.account.person_id:
        raise LinkOver()
    address = mail_handle(link.mail)
    handle = Handle.objects.filter(person=visit.person, kind=address.kind.value, value=address.value).first()
    if handle is None:
        handle = people.add_handle(visit.person, address, source="portal", now=visit.now, actor=visit.actor, verified=True)
    else:
        people.verify_handle(handle, now=visit.now)
    tell_of_change(visit.account, "address")
    return handle


def add_phone(visit: Visit, number: Address) -> None:
    """Keep a number as given: nothing proves it until somebody answers it, and it opens nothing. Twice is once."""
    try:
        people.add_handle(visit.person, number, source="portal", now=visit.now, actor=visit.actor)
    except HandleRefused:
        return


@transaction.atomic
def remove_address(visit: Visit, handle: Handle) -> None:
    """An address is the customer's no more; whoever entered by it does not come back.

    Raises AddressKept for the one by which they are in: they must have another first.
    """
    if handle.kind == Handle.Kind.MAIL:
        if handle.value == visit.account.mail:
            raise AddressKept()
        Account.objects.filter(brand=visit.brand, person=visit.person, mail=handle.value).delete()
    people.remove_handle(handle, now=visit.now, actor=visit.actor)


def tell_of_change(account: Account, what: str) -> None:
    """Have the customer told by mail that what they enter by has changed: it may not be them. ``what``: see ``letters``."""
    later(jobs.tell, brand=str(account.brand_id), account=str(account.id), what=what)
