"""Lists stay fast when they are long: indexes in their order, and tickets by tag read in the order of whichever index is short."""

from pathlib import Path

import django.contrib.postgres.indexes
from django.db import migrations, models

UNSETTLED = ["new", "open", "pending", "on_hold"]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_merges_and_columns")]
    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                condition=models.Q(("next_due_at__isnull", False)), fields=["brand", "next_due_at", "id"], name="tickets_by_due"
            ),
        ),
        migrations.RemoveIndex("ticket", "tickets_next_due"),
        migrations.AddIndex(
            "ticket",
            models.Index(
                condition=models.Q(("merged_into__isnull", True), ("status__in", UNSETTLED)),
                fields=["brand", "status", "opened_at"],
                name="tickets_backlog",
            ),
        ),
        migrations.AddIndex("ticket", models.Index(fields=["queue", "status", "-updated_at"], name="tickets_of_queue_moved")),
        migrations.AddIndex(
            "ticket",
            models.Index(
                condition=models.Q(("reason__isnull", False)),
                fields=["reason", "status", "-updated_at"],
                name="tickets_of_reason",
            ),
        ),
        migrations.AddIndex("ticket", django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="tickets_tags")),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), "DROP FUNCTION tickets_tagged"),
    ]
