"""Passwords of mailboxes were sealed with a key made of the signing key; now with those of entregent.access.sealing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import migrations

from entregent.access.sealing import seal, unseal

PURPOSE = "mailbox"


def _former() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"entregent mailbox:" + settings.SECRET_KEY.encode()).digest()))


def forwards(apps, schema_editor):
    """What the signing key does not open (it was changed) is left: its mailbox already says that it wants its password."""
    for mailbox in _sealed(apps):
        try:
            mailbox.password = seal(_former().decrypt(mailbox.password.encode()).decode(), PURPOSE)
        except InvalidToken:
            continue
        mailbox.save(update_fields=["password"])


def backwards(apps, schema_editor):
    for mailbox in _sealed(apps):
        mailbox.password = _former().encrypt(unseal(mailbox.password, PURPOSE).encode()).decode()
        mailbox.save(update_fields=["password"])


def _sealed(apps):
    return apps.get_model("mail", "Mailbox").objects.exclude(password__startswith="env:")


class Migration(migrations.Migration):

    dependencies = [("mail", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
