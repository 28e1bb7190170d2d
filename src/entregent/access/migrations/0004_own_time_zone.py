from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("access", "0003_remembered")]

    operations = [
        migrations.AddField(
            "staff", "time_zone",
            models.CharField(blank=True, default="", help_text="Of their screens; empty: their site's, else their brand's.", max_length=40),
            preserve_default=False,
        ),
    ]
