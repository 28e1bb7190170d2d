"""Keys of authenticator apps and seeds of recovery codes are sealed: see entregent.access.sealing."""

from django.db import migrations

from entregent.access.sealing import seal, unseal

PURPOSE = "second factor"


def close(apps, schema_editor):
    _each(apps, seal)


def open_again(apps, schema_editor):
    _each(apps, unseal)


def _each(apps, change):
    for authenticator in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in ("secret", "seed"):
            if name in authenticator.data:
                authenticator.data[name] = change(authenticator.data[name], PURPOSE)
        authenticator.save(update_fields=["data"])


class Migration(migrations.Migration):

    dependencies = [("access", "0001_initial"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(close, open_again)]
