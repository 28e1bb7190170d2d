"""Kept answers are sealed: see entregent.access.sealing."""

from django.db import migrations, models

from entregent.access.sealing import seal, unseal

PURPOSE = "kept answer"


def close(apps, schema_editor):
    _each(apps, seal)


def open_again(apps, schema_editor):
    _each(apps, unseal)


def _each(apps, change):
    KeptAnswer = apps.get_model("rest", "KeptAnswer")
    for answer in KeptAnswer.objects.only("body").iterator(chunk_size=500):
        KeptAnswer.objects.filter(id=answer.id).update(body=change(answer.body, PURPOSE))


class Migration(migrations.Migration):

    dependencies = [("rest", "0001_initial")]

    operations = [
        migrations.AlterField(
            "keptanswer", "body",
            models.TextField(help_text="Sealed: an answer may tell a secret that is told only once."),
        ),
        migrations.RunPython(close, open_again),
    ]
