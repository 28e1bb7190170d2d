"""Ways from old addresses, left by the database itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
BACK = "DROP TRIGGER knowledge_moved ON wagtailcore_page; DROP FUNCTION knowledge_leave_the_way"


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_tree")]
    operations = [migrations.RunSQL(SQL, BACK)]
