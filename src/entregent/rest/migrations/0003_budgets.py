from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rest", "0002_sealed_answers")]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("caller", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField(help_text="Since the epoch.")),
                ("taken", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL("ALTER TABLE rest_budget SET UNLOGGED", "ALTER TABLE rest_budget SET LOGGED"),
    ]
