from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_months")]
    operations = [migrations.AddField("cursor", "again_at", models.DateTimeField(null=True))]
