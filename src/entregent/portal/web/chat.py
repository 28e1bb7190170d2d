"""The brand's widget on the pages of its portal: whoever entered is vouched for, as any site of the brand's would."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from entregent.access.sealing import unseal
from entregent.channels.chat.bundle import script
from entregent.channels.chat.identity import sign
from entregent.channels.chat.models import IDENTITY_SEAL, Widget
from entregent.portal.queries import Visit, opened_by

VOUCHED = timedelta(hours=8)
"""How long what a page says of its reader holds."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The widget's script, its key, and the token that says who reads; empty where nobody can be sure."""

    address: str
    key: str
    identity: str


def widget_of(visit: Visit) -> Embedded | None:
    """The widget of the brand, its first by name; None where it has none. One statement, or two more."""
    widget = Widget.objects.filter(brand=visit.brand, active=True).order_by("name").first()
    if widget is None:
        return None
    claims = _claims(visit)
    token = sign(claims, unseal(widget.secret, IDENTITY_SEAL)) if claims and widget.secret else ""
    return Embedded(f"{reverse('chat:script')}?v={script().version}", str(widget.id), token)


def _claims(visit: Visit) -> dict[str, object]:
    """Who reads, as the widget knows customers: by the brand's reference, else by an address that leads to nobody else."""
    person, mail = visit.person, visit.account.mail
    if person is None:
        return {}
    if not person.external_reference and opened_by(visit.brand.id, mail).person != person.id:
        return {}
    known = {"sub": person.external_reference} if person.external_reference else {}
    return {**known, "email": mail, "name": person.full_name, "exp": int((visit.now + VOUCHED).timestamp())}
