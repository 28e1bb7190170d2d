"""A table keeps the order of the lists by tag, which no index of arrays has: the function that gathered them goes."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

BACK = """
DROP TRIGGER tickets_tags_of_new ON tickets_ticket;
DROP TRIGGER tickets_tags_of_changed ON tickets_ticket;
DROP TRIGGER tickets_tags_of_gone ON tickets_ticket;
DROP FUNCTION tickets_place_tags;
"""
TAGGED_BEFORE = Path(__file__).with_name("0005_long_lists.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_newest_found_first")]
    operations = [
        migrations.CreateModel(
            "TagPlace",
            [
                (
                    "pk",
                    models.CompositePrimaryKey("ticket", "tag", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("ticket", models.UUIDField()),
                ("tag", models.CharField(max_length=40)),
                ("status", models.CharField(max_length=10)),
                ("updated_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="brands.brand"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), BACK + TAGGED_BEFORE),
        migrations.AddIndex(
            "tagplace",
            models.Index(fields=["brand", "status", "tag", "-updated_at", "-ticket"], name="tickets_by_tag"),
        ),
        migrations.RemoveIndex("ticket", "tickets_tags"),
    ]
