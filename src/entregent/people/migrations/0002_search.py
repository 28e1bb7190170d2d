"""What PostgreSQL does for persons by itself: making an unknown one once, and finding a misspelt one.

Behind a wall PostgreSQL uses an index only for leakproof operators (=, <), never for arrays, trigrams or LIKE. The functions
below therefore look as the owner, and hold the wall themselves: they read only the brands of ``entregent.brands``.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
BACK = """
DROP TRIGGER people_words_of_new ON people_person;
DROP TRIGGER people_words_of_changed ON people_person;
DROP FUNCTION people_learn_words_of_new, people_learn_words_of_changed, people_learn_words, people_identify,
    people_search, people_by_words, people_variants, people_page, people_search_organisations, people_brands;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
