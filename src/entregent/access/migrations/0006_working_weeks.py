"""When someone is to be at work, and when they left: what the audit remembers of those who are gone already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LEFT = """
    UPDATE access_staff s SET left_at = coalesce(
        (SELECT max(a.at) FROM access_auditentry a WHERE a.what = 'staff.deactivated' AND a.data ->> 'of' = s.id::text), now()
    )
    WHERE NOT s.is_active
"""


class Migration(migrations.Migration):

    dependencies = [("access", "0005_groups")]

    operations = [
        migrations.AddField(
            "staff", "left_at", models.DateTimeField(blank=True, help_text="When their account was closed.", null=True)
        ),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="WorkingWeek",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="working_week",
                        serialize=False, to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "week",
                    models.JSONField(help_text='As a calendar writes it: {"mon": ["09:00-12:30", "13:30-17:00"], …}.'),
                ),
            ],
        ),
    ]
