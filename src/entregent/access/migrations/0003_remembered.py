from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("access", "0002_sealed_second_factors")]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("key", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("value", models.TextField(help_text="JSON.")),
                ("expires_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["expires_at"], name="access_remembered_until")]},
        ),
        migrations.RunSQL("ALTER TABLE access_remembered SET UNLOGGED", "ALTER TABLE access_remembered SET LOGGED"),
    ]
