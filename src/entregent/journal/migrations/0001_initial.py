from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP TABLE journal_event; DROP FUNCTION journal_open_months; DROP FUNCTION journal_horizon;",
        ),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("follower", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(default=0)),
                ("event", models.BigIntegerField(default=0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("moved_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("follower", models.CharField(max_length=60)),
                ("event", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("error", models.CharField(max_length=500)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("replayed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("follower", "event"), name="journal_one_failure_an_event")
                ]
            },
        ),
    ]
