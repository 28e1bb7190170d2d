from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_numbers"), ("people", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP FUNCTION tickets_search; DROP INDEX tickets_title; DROP FUNCTION tickets_words",
        )
    ]
