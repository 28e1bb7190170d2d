"""Organisations have tags, as persons and tickets have; their list is read by name from an index."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0009_preferences")]

    operations = [
        migrations.AddField(
            "organisation", "tags",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex("organisation", models.Index(fields=["brand", "name", "id"], name="people_org_by_name")),
    ]
