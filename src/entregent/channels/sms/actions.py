"""Sending a link, opening it, setting an account up."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.access.sealing import seal, unseal
from entregent.brands.scope import every_brand, visible
from entregent.channels.sms import events
from entregent.channels.sms.errors import SetMeanwhile
from entregent.channels.sms.models import Account, Link
from entregent.channels.sms.rules import GOOD_FOR, MOST_A_DAY, SEAL, filled, is_mobile, message
from entregent.egress.client import exchange
from entregent.journal.actions import append

ACTOR = "system:sms"
SECONDS = 6.0
"""For which the provider's answer is waited for: somebody is on the line."""
A_DAY = timedelta(days=1)


def send_link(brand: UUID, subject: UUID, person: UUID | None, number: str, language: str, now: datetime) -> str:
    """Send a link to a number (E.164) that asked for one: sent, or no_account, not_mobile, too_many, refused. It takes as
    long as the provider does, with no transaction open."""
    with visible([brand]):
        account = Account.objects.filter(brand=brand, active=True).first()
        lately = Link.objects.filter(brand=brand, number=number, asked_at__gt=now - A_DAY).exclude(state=Link.State.FAILED)
        if account is None or not is_mobile(number) or lately.count() >= MOST_A_DAY:
            return "no_account" if account is None else "too_many" if is_mobile(number) else "not_mobile"
        link = Link.objects.create(
            brand_id=brand, token=secrets.token_urlsafe(9), subject=subject, person_id=person, number=number,
            target=account.link_to, asked_at=now,
        )  # fmt: skip
    why = _post(account, link, language)
    with visible([brand]):
        link.state = Link.State.FAILED if why else Link.State.SENT
        link.save(update_fields=["state"])
        about = _about(link, now)
        append([events.link_failed(**about, why=why) if why else events.link_sent(**about)])
    return "refused" if why else "sent"


def open_link(token: str, now: datetime) -> str:
    """Where a link leads; "" for one that leads nowhere, or no more. That it was opened is told once."""
    with every_brand():
        link = Link.objects.select_for_update(of=["self"]).filter(token=token, asked_at__gt=now - GOOD_FOR).first()
        if link is None:
            return ""
        if link.opened_at is None:
            link.opened_at = now
            link.save(update_fields=["opened_at"])
            append([events.link_opened(**_about(link, now), after=round((now - link.asked_at).total_seconds()))])
        return link.target


def forget_numbers(now: datetime) -> int:
    """Forget to which number links were sent that lead nowhere any more, among the brands that are seen; how many."""
    return Link.objects.filter(asked_at__lte=now - GOOD_FOR).exclude(number="").update(number="")


@transaction.atomic
def save_account(account: Account, secret: str, *, by: Staff, now: datetime) -> None:
    """Set a brand's account up, or change it; an empty secret leaves the one it has. Raises SetMeanwhile."""
    before = Account.objects.filter(id=account.id).first()
    if secret:
        account.secret = seal(secret, SEAL)
    names = ("url", "header", "sender", "template", "link_to", "words_fr", "words_en", "active")
    changed = {name: (getattr(before, name), getattr(account, name)) for name in names} if before else {}
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise SetMeanwhile from error
    differs = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    note_change(account, created=before is None, changed=differs, brand_id=account.brand_id, now=now, by=by)
    append([events.account_saved(brand=account.brand_id, at=now, subject=account.id, actor=f"staff:{by.id}")])


def _post(account: Account, link: Link, language: str) -> str:
    """Why it did not leave; "" when it did."""
    words = {"fr": account.words_fr, "en": account.words_en}.get(language, account.words_en)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("sms:link", args=[link.token])
    values = {"to": link.number, "from": account.sender, "text": message(words, address, language)}
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if account.secret:
        headers[account.header] = unseal(account.secret, SEAL)
    body = json.dumps(filled(account.template, values), ensure_ascii=False).encode()
    private = settings.SMS_MAY_REACH_PRIVATE_ADDRESSES
    answer = exchange("POST", account.url, body, headers, private=private, seconds=SECONDS)
    if answer.status is None:
        return answer.error
    return "" if 200 <= answer.status < 300 else str(answer.status)


def _about(link: Link, now: datetime) -> dict[str, Any]:
    actor = f"person:{link.person_id}" if link.person_id else ACTOR
    return {"brand": link.brand_id, "at": now, "subject": link.id, "actor": actor, "person": link.person_id, "of": link.subject}
