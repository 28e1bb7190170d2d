"""Passkeys (WebAuthn): a device recognises its owner and answers a challenge; we keep the public half.

Challenges are kept for five minutes where all processes see them, and used once. A key is made for the name of the machine
that serves us, which all brands and staff share: it opens what it was added to, and nothing else.
"""

import re
import secrets
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from entregent.brands.models import Brand
from entregent.journal.actions import append
from entregent.portal import events
from entregent.portal.actions.addresses import tell_of_change
from entregent.portal.actions.entering import Entered, begin_session
from entregent.portal.errors import WrongKey
from entregent.portal.models import Passkey, Portal, Session
from entregent.portal.queries.visits import Visit

LASTS = 300  # seconds
KEY = PublicKeyCredentialType.PUBLIC_KEY
REQUIRED = UserVerificationRequirement.REQUIRED
MOST = 10
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


def challenge_to_add(visit: Visit, origin: str) -> dict[str, Any]:
    """What the browser needs to make a key for this account."""
    account = visit.account
    user = PublicKeyCredentialUserEntity(
        id=account.id.bytes, name=account.mail, display_name=visit.person.full_name or account.mail
    )
    kept = [PublicKeyCredentialDescriptor(type=KEY, id=bytes(key.credential)) for key in account.passkeys.all()]
    options, state = _server(visit.brand, origin).register_begin(
        user=user, credentials=kept, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
    )
    cache.set(f"portal:passkey:{visit.session.id}", state["challenge"], LASTS)
    return dict(options)


@transaction.atomic
def add_passkey(visit: Visit, answer: Any, name: str, origin: str) -> Passkey:
    """Keep the key that the browser made; the customer is told by mail. Raises WrongKey."""
    state = _used(f"portal:passkey:{visit.session.id}")
    if visit.account.passkeys.count() >= MOST:
        raise WrongKey()
    try:
        data = _server(visit.brand, origin).register_complete(state, answer).credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongKey() from error
    if data is None or Passkey.objects.filter(brand=visit.brand, credential=data.credential_id).exists():
        raise WrongKey()
    key = Passkey.objects.create(
        brand=visit.brand, account=visit.account, credential=data.credential_id, public=bytes(data), name=name[:60],
        created_at=visit.now,
    )  # fmt: skip
    append([_fact(events.passkey_added, visit, key)])
    tell_of_change(visit.account, "passkey")
    return key


@transaction.atomic
def remove_passkey(visit: Visit, key: Passkey) -> None:
    """The device opens the account no more."""
    append([_fact(events.passkey_removed, visit, key)])
    key.delete()
    tell_of_change(visit.account, "no_passkey")


def challenge_to_enter(brand: Brand, origin: str) -> tuple[str, dict[str, Any]]:
    """The name of a new challenge, and what the browser needs to answer it with whichever key it has for us."""
    options, state = _server(brand, origin).authenticate_begin(credentials=[], user_verification=REQUIRED)
    name = secrets.token_urlsafe(16)
    cache.set(f"portal:challenge:{brand.id}:{name}", state["challenge"], LASTS)
    return name, dict(options)


@transaction.atomic
def enter_by_passkey(portal: Portal, challenge: str, answer: Any, origin: str, *, device: str, now: datetime) -> Entered:
    """Let in whoever holds a key of this brand's. Raises WrongKey: unknown, not checked by its device, or a copy."""
    if not NAME.fullmatch(challenge):
        raise WrongKey()
    state = _used(f"portal:challenge:{portal.brand_id}:{challenge}")
    try:
        response = AuthenticationResponse.from_dict(answer)
        key = Passkey.objects.select_for_update(of=["self"]).select_related("account").get(
            brand=portal.brand_id, credential=response.raw_id
        )  # fmt: skip
        _server(portal.brand, origin).authenticate_complete(state, [AttestedCredentialData(bytes(key.public))], response)
    except (ValueError, TypeError, KeyError, AttributeError, Passkey.DoesNotExist) as error:
        raise WrongKey() from error
    counter = response.response.authenticator_data.counter
    if (counter or key.counter) and counter <= key.counter:
        raise WrongKey()  # a device counts upwards, if it counts at all (WebAuthn section 6.1.1)
    Passkey.objects.filter(id=key.id).update(counter=counter, used_at=now)
    return begin_session(key.account, Session.Method.PASSKEY, device=device, now=now)


def _used(name: str) -> dict[str, Any]:
    """The state of a challenge, for the first who asks."""
    challenge = cache.get(name)
    if challenge is None or not cache.delete(name):
        raise WrongKey()
    return {"challenge": challenge, "user_verification": REQUIRED}


def _server(brand: Brand, origin: str) -> Fido2Server:
    host = origin.partition("://")[2].rpartition(":")[0] or origin.partition("://")[2]
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=brand.name), verify_origin=lambda told: told == origin)


def _fact(kind: Any, visit: Visit, key: Passkey) -> Any:
    return kind(
        brand=visit.brand.id, at=visit.now, subject=visit.account.id, actor=visit.actor, person=visit.person.id, passkey=key.id
    )
