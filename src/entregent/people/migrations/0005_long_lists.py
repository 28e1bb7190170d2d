"""Persons by tag, however many have it: ``people_page`` tries the next ones first, then gathers by the index of tags."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_lists")]
    # Going back needs nothing: the function keeps its signature and its answers.
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
