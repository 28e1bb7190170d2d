"""How articles are written for the search, and found."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
BACK = """
DROP FUNCTION knowledge_search, knowledge_like, knowledge_forget, knowledge_index, knowledge_stems, knowledge_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
