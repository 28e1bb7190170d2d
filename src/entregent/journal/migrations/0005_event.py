from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0004_cursor_again_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('xid', models.BigIntegerField(editable=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=60)),
                ('subject', models.UUIDField()),
                ('person', models.UUIDField(null=True)),
                ('v', models.SmallIntegerField(default=1)),
                ('data', models.JSONField()),
            ],
            options={
                'db_table': 'journal_event',
                'ordering': ['id'],
                'managed': False,
            },
        ),
    ]
