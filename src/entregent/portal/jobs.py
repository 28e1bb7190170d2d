"""Mails that the portal sends, and what it forgets."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from entregent.brands.scope import every_brand, visible
from entregent.channels.mail.notices import Unsendable, prepare
from entregent.jobs.app import job
from entregent.portal.actions import forgetting
from entregent.portal.letters import changed, to_add, to_enter
from entregent.portal.models import Account, Link, Portal
from entregent.portal.queries.persons import opened_by
from entregent.portal.rules.persons import Opens

log = logging.getLogger(__name__)


@job(queue="mail", attempts=4)
def send_link(brand: str, link: str) -> None:
    """Send a link, if the brand lets in whoever has this address. Sent twice it is the same mail.

    No transaction is open while the mail server answers.
    """
    with visible([UUID(brand)]):
        asked = Link.objects.select_related("brand", "account__person").filter(id=link, used_at=None).first()
        if asked is None or asked.ends_at < datetime.now(UTC) or not _wanted(asked):
            return
        letter = to_add(asked) if asked.purpose == Link.Purpose.ADD else to_enter(asked)
        try:
            carry = prepare(asked.brand, letter, at=asked.created_at)
        except Unsendable as refusal:
            log.error("no link can be sent for the brand %s: %s", brand, refusal)
            return
    try:
        carry()
    except Unsendable:
        log.warning("the link %s was refused by the mail server", link)


@job(queue="mail", attempts=4)
def tell(brand: str, account: str, what: str) -> None:
    """Tell a customer that what they enter by has changed. No transaction is open while the mail server answers."""
    with visible([UUID(brand)]):
        told = Account.objects.select_related("brand", "person").filter(id=account).first()
        if told is None:
            return
        try:
            carry = prepare(told.brand, changed(told, what), at=datetime.now(UTC))
        except Unsendable as refusal:
            log.error("the account %s cannot be told of a change: %s", account, refusal)
            return
    try:
        carry()
    except Unsendable:
        log.warning("what was told to the account %s was refused by the mail server", account)


def _wanted(link: Link) -> bool:
    """A stranger gets a link only where the brand receives whoever comes."""
    portal = Portal.objects.filter(brand=link.brand_id, open=True).first()
    if portal is None:
        return False
    if link.purpose == Link.Purpose.ADD or portal.registration == Portal.Registration.ANYONE:
        return True
    return opened_by(link.brand_id, link.mail).opens is not Opens.NOBODY


@job(every="15 4 * * *", attempts=1, lock="portal-forget")
def forget(timestamp: int) -> None:
    """Forget what is over."""
    with every_brand():
        forgetting.forget(datetime.fromtimestamp(timestamp, UTC))
