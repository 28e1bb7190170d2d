"""Entering and leaving: whichever way somebody proves who they are, they get a new session with a key of its own."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.models import Handle
from entregent.portal import events
from entregent.portal.actions.links import take
from entregent.portal.errors import NotKnown, NotToldApart, WrongPassword
from entregent.portal.models import Account, Link, Portal, Session
from entregent.portal.queries.persons import known, opened_by
from entregent.portal.queries.visits import digest_of
from entregent.portal.rules.persons import Opens, told_apart

LONGEST = timedelta(days=60)
"""However much it is used, a session is over then."""


@dataclass(frozen=True)
class Entered:
    """A session just begun: ``key`` goes into the cookie and is kept nowhere else."""

    session: Session
    key: str
    following: str = ""


@transaction.atomic
def enter_by_link(portal: Portal, secret: str, *, device: str, now: datetime) -> Entered:
    """The address is proved: let its person in, or make one where the brand receives whoever comes.

    An address that several persons share opens an account of its own, which shows only what was written with it.
    Raises LinkOver, NotKnown.
    """
    link = take(portal.brand_id, secret, Link.Purpose.ENTER, now)
    address = mail_handle(link.mail)
    opened = opened_by(portal.brand_id, address.value)
    if opened.opens is Opens.SHARED:
        account = _account(portal.brand_id, address, None, now)
    elif opened.person is not None:
        account = _account(portal.brand_id, address, opened.person, now)
        _prove(account, address, now)
    elif portal.registration == Portal.Registration.ANYONE:
        made = people.identify(portal.brand_id, address, source="portal", now=now)
        append(made.facts)
        account = _account(portal.brand_id, address, made.person_id, now)
        _prove(account, address, now)
    else:
        raise NotKnown()
    return _begin(account, Session.Method.LINK, device, now, following=link.following)


@transaction.atomic
def enter_by_password(portal: Portal, mail: str, password: str, *, device: str, now: datetime) -> Entered:
    """Of the accounts of an address, the one with this password. Raises WrongPassword, after as long for an unknown address."""
    chosen = list(Account.objects.filter(brand=portal.brand_id, mail=mail).exclude(password="").order_by("id"))
    found = next((account for account in chosen if check_password(password, account.password)), None)
    if not chosen:
        make_password(password)
    if found is None:
        raise WrongPassword()
    return _begin(found, Session.Method.PASSWORD, device, now)


@transaction.atomic
def begin_session(account: Account, method: str, *, device: str, now: datetime) -> Entered:
    """A session for whoever proved otherwise that the account is theirs."""
    return _begin(account, method, device, now)


@transaction.atomic
def tell_apart(
    session: Session, *, reference: str = "", family_name: str = "", born: object = None, device: str, now: datetime
) -> Entered:
    """Of those who share the address, who is there: from now on the session is theirs alone, under a new key.

    Raises NotToldApart when what was said fits nobody, or several.
    """
    account = session.account
    candidates = known(opened_by(account.brand_id, account.mail).persons)
    person = told_apart(candidates, reference=reference, family_name=family_name, born=born)
    if person is None:
        raise NotToldApart()
    mine = _account(account.brand_id, mail_handle(account.mail), person, now)
    leave(session)
    return _begin(mine, session.method, device, now)


def leave(session: Session) -> None:
    """The session is over, if it is not already."""
    Session.objects.filter(id=session.id).delete()


@transaction.atomic
def end_sessions(account: Account, *, but: Session | None = None, only: UUID | None = None, actor: str, now: datetime) -> int:
    """End the sessions of an account: all, all but one, or only one; return how many."""
    ending = account.sessions.exclude(id=but.id) if but else account.sessions.all()
    ending = ending.filter(id=only) if only else ending
    count = ending.delete()[0]
    if count:
        append([_fact(events.sessions_ended, account, now, actor, count=count)])
    return count


def touch(session: Session, now: datetime) -> None:
    """The session is in use; written once in five minutes."""
    if now - session.seen_at > timedelta(minutes=5):
        Session.objects.filter(id=session.id).update(seen_at=now)


def _account(brand: UUID, address: Address, person: UUID | None, now: datetime) -> Account:
    account, made = Account.objects.get_or_create(
        brand_id=brand, mail=address.value, person_id=people.hold(person) if person else None,
        defaults={"created_at": now, "entered_at": now},
    )  # fmt: skip
    if made:
        append([_fact(events.account_opened, account, now, _actor(account))])
    return account


def _prove(account: Account, address: Address, now: datetime) -> None:
    handle = Handle.objects.filter(person=account.person_id, kind=address.kind.value, value=address.value).first()
    if handle is not None and handle.verified_at is None:
        people.verify_handle(handle, now=now)
        append([_fact(events.address_proved, account, now, _actor(account), handle=handle.id)])


def _begin(account: Account, method: str, device: str, now: datetime, following: str = "") -> Entered:
    key = secrets.token_urlsafe(32)
    session = Session.objects.create(
        brand_id=account.brand_id, account=account, digest=digest_of(key), method=method, device=device[:200],
        entered_at=now, seen_at=now, ends_at=now + LONGEST,
    )  # fmt: skip
    Account.objects.filter(id=account.id).update(entered_at=now)
    append([_fact(events.entered, account, now, _actor(account), method=str(method))])
    return Entered(session, key, following)


def _actor(account: Account) -> str:
    return f"person:{account.person_id}" if account.person_id else "system:portal"


def _fact(kind, account: Account, now: datetime, actor: str, **data: object) -> Fact:
    return kind(brand=account.brand_id, at=now, subject=account.id, actor=actor, person=account.person_id, **data)
