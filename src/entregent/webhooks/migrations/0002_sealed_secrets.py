"""Signing secrets are sealed: see entregent.access.sealing."""

from django.db import migrations, models

from entregent.access.sealing import seal, unseal

PURPOSE = "webhook"


def close(apps, schema_editor):
    _each(apps, seal)


def open_again(apps, schema_editor):
    _each(apps, unseal)


def _each(apps, change):
    for endpoint in apps.get_model("webhooks", "Endpoint").objects.all():
        endpoint.sealed_secret = change(endpoint.sealed_secret, PURPOSE)
        endpoint.sealed_previous = endpoint.sealed_previous and change(endpoint.sealed_previous, PURPOSE)
        endpoint.save(update_fields=["sealed_secret", "sealed_previous"])


class Migration(migrations.Migration):

    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.RenameField("endpoint", "secret", "sealed_secret"),
        migrations.RenameField("endpoint", "previous_secret", "sealed_previous"),
        migrations.AlterField("endpoint", "sealed_secret", models.TextField()),
        migrations.AlterField(
            "endpoint", "sealed_previous",
            models.TextField(blank=True, help_text="Signs beside the new one until previous_until."),
        ),
        migrations.RunPython(close, open_again),
    ]
