"""A task that becomes overdue is told by the clock: once, hence the mark; those of before are told at its first look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_long_lists")]
    operations = [
        migrations.AddField(
            "task",
            "overdue_at",
            models.DateTimeField(blank=True, help_text="The instant it became overdue, once the clock told.", null=True),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=models.Q(("done_at", None), ("due_at__isnull", False), ("overdue_at", None)),
                fields=["due_at"],
                name="tickets_tasks_watched",
            ),
        ),
    ]
