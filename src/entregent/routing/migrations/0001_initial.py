from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import entregent.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('brands', '0001_initial'),
        ('calendar', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PauseReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('code', models.CharField(editable=False, help_text='Set for those the router gives.', max_length=20, null=True, unique=True)),
                ('active', models.BooleanField(default=True)),
                ('is_paid', models.BooleanField(default=True)),
                ('position', models.SmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Queue',
            fields=[
                ('id', models.UUIDField(default=entregent.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('priority', models.SmallIntegerField(default=0, help_text="Added to each item's own priority.")),
                ('target_seconds', models.IntegerField(default=14400, help_text='How soon an agent should take an item.')),
                ('offer_seconds', models.IntegerField(default=60, help_text='How long an offer rings before it goes to another.')),
                ('wrap_up_seconds', models.IntegerField(default=0, help_text='Time kept after each item to finish its paperwork.')),
                ('relax_extra_seconds', models.IntegerField(blank=True, help_text='How long an item insists on the skills of its own; empty: always.', null=True)),
                ('prefers_last_agent', models.BooleanField(default=True)),
                ('overflow_after_seconds', models.IntegerField(blank=True, null=True)),
                ('is_default', models.BooleanField(default=False)),
                ('active', models.BooleanField(default=True)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand')),
                ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='calendar.calendar')),
                ('overflow_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='routing.queue')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='QueueMember',
            fields=[
                ('id', models.UUIDField(default=entregent.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand')),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='routing.queue')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='queues', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='QueueSkill',
            fields=[
                ('id', models.UUIDField(default=entregent.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField(default=1)),
                ('relax_seconds', models.IntegerField(blank=True, null=True)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand')),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='required_skills', to='routing.queue')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.skill')),
            ],
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.UUIDField(default=entregent.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('mail', 'E-mail'), ('call', 'Call'), ('chat', 'Chat'), ('letter', 'Letter'), ('callback', 'Callback'), ('task', 'Task')], max_length=10)),
                ('subject', models.UUIDField()),
                ('person', models.UUIDField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('offered', 'Offered'), ('taken', 'Taken'), ('wrap_up', 'Wrap-up'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('priority', models.SmallIntegerField(default=0)),
                ('extra_skills', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('refused_by', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('enqueued_at', models.DateTimeField(help_text='Its age counts from here, whatever queue it goes through.')),
                ('queued_at', models.DateTimeField(help_text='When it entered its present queue.')),
                ('offered_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('wrap_up_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('lane', models.GeneratedField(db_persist=True, expression=models.Func(models.Func(models.F('channel'), models.F('priority'), function='hashtextextended'), models.Func(models.F('extra_skills'), 1, function='hash_array_extended'), models.Func(models.F('refused_by'), 2, function='hash_array_extended'), arg_joiner=' # ', template='(%(expressions)s)'), output_field=models.BigIntegerField())),
                ('agent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='work_items', to=settings.AUTH_USER_MODEL)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand')),
                ('preferred_agent', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('queue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='routing.queue')),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=entregent.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('ringing', 'Ringing'), ('accepted', 'Accepted'), ('refused', 'Refused'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='ringing', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it was refused or withdrawn.', max_length=200)),
                ('reasons', models.JSONField(help_text="The candidates compared and what decided: 'why this agent?'")),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brands.brand')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='offers', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='routing.workitem')),
            ],
        ),
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('mail', 'E-mail'), ('call', 'Call'), ('chat', 'Chat'), ('letter', 'Letter'), ('callback', 'Callback'), ('task', 'Task')], max_length=10)),
                ('limit', models.SmallIntegerField()),
                ('alone', models.BooleanField(default=False)),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='capacities', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('staff', 'channel'), name='routing_one_capacity_a_channel', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('limit__gte', 0)), name='routing_capacity_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('staff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='presence', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('state', models.CharField(choices=[('offline', 'Offline'), ('available', 'Available'), ('paused', 'Paused')], default='offline', max_length=10)),
                ('since', models.DateTimeField()),
                ('idle_since', models.DateTimeField(help_text='Last time something was given or finished: the longest idle is served first.')),
                ('seen_at', models.DateTimeField(help_text='Last sign of life of the desk.')),
                ('missed', models.SmallIntegerField(default=0, help_text='Offers left unanswered in a row.')),
                ('held', models.JSONField(default=dict, help_text='Items in hand by channel. Kept by the database (``counts.sql``).')),
                ('open_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, help_text='Channels with room left. Kept by the database (``counts.sql``).', size=None)),
                ('reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='routing.pausereason')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'available'), models.Q(('open_to', []), _negated=True)), fields=['staff'], name='routing_ready'), models.Index(condition=models.Q(('state', 'offline'), _negated=True), fields=['seen_at'], name='routing_alive')],
            },
        ),
        migrations.AddConstraint(
            model_name='queue',
            constraint=models.UniqueConstraint(fields=('brand', 'name'), name='routing_one_queue_a_name'),
        ),
        migrations.AddConstraint(
            model_name='queuemember',
            constraint=models.UniqueConstraint(fields=('queue', 'staff'), name='routing_one_place_a_queue'),
        ),
        migrations.AddConstraint(
            model_name='queueskill',
            constraint=models.UniqueConstraint(fields=('queue', 'skill'), name='routing_one_skill_a_queue'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['queue', 'lane', 'enqueued_at', 'id'], name='routing_waiting'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state__in', ['offered', 'taken', 'wrap_up'])), fields=['agent', 'channel'], name='routing_in_hand'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'wrap_up')), fields=['wrap_up_at'], name='routing_wrapping_up'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(fields=['subject'], name='routing_subject'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered', 'taken'])), fields=('subject',), name='routing_one_open_item'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['done', 'cancelled']), models.Q(('agent__isnull', True), ('state', 'waiting')), models.Q(('agent__isnull', False), ('state__in', ['offered', 'taken', 'wrap_up'])), _connector='OR'), name='routing_in_hand_has_agent'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state', 'ringing')), fields=['staff'], name='routing_ringing'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state', 'ringing')), fields=['expires_at'], name='routing_expiry'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ringing')), fields=('item',), name='routing_one_offer_an_item'),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0001_counts.sql").read_text(),
            "DROP FUNCTION routing_item_changed CASCADE; DROP FUNCTION routing_capacity_changed CASCADE;"
            "DROP FUNCTION routing_presence_made CASCADE; DROP FUNCTION routing_recount;",
        ),
    ]
