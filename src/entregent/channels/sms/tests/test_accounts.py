"""The account of a brand, as administrators set it up."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from entregent.access.models import AuditEntry, Staff
from entregent.access.sealing import unseal
from entregent.brands.models import Brand
from entregent.channels.sms.models import Account
from entregent.channels.sms.rules import SEAL

SITE = "https://ponant.example/aide/"


def test_an_account_is_set_up_and_its_secret_never_shown(
    brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    client, page = visit(make_staff(brand, "administrator", name="Awa Diop")), reverse("sms:account", args=[brand.id])
    fields = {"url": "https://sms.example/send", "header": "Authorization", "template": '{"to": "{to}", "text": "{text}"}',
              "sender": "Ponant", "link_to": SITE, "active": "on"}  # fmt: skip
    assert client.post(page, fields | {"template": '{"to": "{to}"}'}).status_code == 422
    assert client.post(page, fields | {"header": "X: y"}).status_code == 422
    assert client.post(page, fields | {"secret": "Bearer tres-secret"}).status_code == 302
    assert client.post(page, fields | {"sender": "Ponant2"}).status_code == 302
    row = Account.objects.get()
    assert (unseal(row.secret, SEAL), row.sender) == ("Bearer tres-secret", "Ponant2")
    assert "tres-secret" not in client.get(page).content.decode() + str(list(AuditEntry.objects.values_list("data", flat=True)))
    assert row.secret not in client.get(page).content.decode()
