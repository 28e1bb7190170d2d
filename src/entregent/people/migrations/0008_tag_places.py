"""A table keeps the order of the lists by tag, which no index of arrays has; counts of stages are read from an index alone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

BACK = """
DROP TRIGGER people_tags_of_new ON people_person;
DROP TRIGGER people_tags_of_changed ON people_person;
DROP TRIGGER people_tags_of_gone ON people_person;
DROP FUNCTION people_place_tags;
"""
PAGE_BEFORE = Path(__file__).with_name("0005_long_lists.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("people", "0007_life_cycle")]
    operations = [
        migrations.CreateModel(
            "TagPlace",
            [
                (
                    "pk",
                    models.CompositePrimaryKey("person", "tag", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("person", models.UUIDField()),
                ("tag", models.CharField(max_length=40)),
                ("stage", models.CharField(max_length=10)),
                ("updated_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="brands.brand"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), BACK + PAGE_BEFORE),
        migrations.AddIndex(
            "tagplace",
            models.Index(fields=["brand", "tag", "-updated_at", "-person"], include=["stage"], name="people_by_tag"),
        ),
        migrations.RemoveIndex("person", "people_tags"),
        migrations.RemoveIndex("person", "people_by_stage"),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("merged_into__isnull", True)),
                fields=["brand", "stage", "-updated_at", "-id"],
                name="people_by_stage",
            ),
        ),
    ]
