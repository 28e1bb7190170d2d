"""An empty tree: what Wagtail puts in a new one (a sample page, two groups, a workflow for them) makes place for the brands.

Public addresses are paths under one root, whatever the host. A page is found by its whole path.
"""

from django.db import migrations


def clear(apps, schema_editor):
    """Take the samples away; the one site begins at the root of the tree."""
    Page, Site = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    root = Page.objects.get(depth=1)
    Site.objects.update(root_page=root)
    apps.get_model("wagtailcore", "WorkflowPage").objects.all().delete()
    apps.get_model("wagtailcore", "WorkflowTask").objects.all().delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.filter(pk=root.pk).update(numchild=0)
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0002_search"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX knowledge_by_address ON wagtailcore_page USING hash (url_path)", "DROP INDEX knowledge_by_address"
        ),
        migrations.RunPython(clear, migrations.RunPython.noop),
    ]
