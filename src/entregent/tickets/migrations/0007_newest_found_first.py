"""Words of titles are looked for in the newest tickets first, then whole in the index; begun ones only for want of those."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_overdue_tasks")]
    # Going back needs nothing: the function keeps its signature and its answers.
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
