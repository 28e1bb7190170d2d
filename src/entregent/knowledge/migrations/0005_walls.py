"""The walls between brands, in the tables of the editor of pages."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
TABLES = (
    "wagtailcore_page", "wagtailcore_revision", "wagtailcore_workflowstate", "wagtailcore_taskstate", "wagtailcore_comment",
    "wagtailcore_pagelogentry", "wagtailimages_image", "wagtailimages_rendition", "wagtaildocs_document",
)  # fmt: skip
BACK = "".join(f"DROP POLICY knowledge_wall ON {one}; ALTER TABLE {one} DISABLE ROW LEVEL SECURITY;" for one in TABLES)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0004_moved"), ("wagtailimages", "0027_image_description")]
    operations = [migrations.RunSQL(SQL, f"{BACK} DROP FUNCTION knowledge_open_places, knowledge_open_collections")]
