"""Groups of Django that follow the roles, for libraries that give their rights to groups.

Who is in which group is a view over the roles: nothing has to be kept in step, and nothing can be forgotten.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VIEW = """
    CREATE VIEW access_staffgroup AS
    SELECT m.id, m.staff_id, g.group_id
    FROM access_membership m
    JOIN access_rolegroup g ON g.of_brand_id = m.of_brand_id AND g.role = m.role
    JOIN brands_brand b ON b.id = m.of_brand_id AND b.active
"""
ROLES = [("agent", "Agent"), ("supervisor", "Supervisor"), ("administrator", "Administrator"), ("quality", "Quality"), ("auditor", "Auditor")]


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0004_own_time_zone"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("brands", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "staff", "is_superuser",
            models.BooleanField(default=False, help_text="Asked by libraries: nobody stands above the roles."),
        ),
        migrations.AddConstraint(
            "staff", models.CheckConstraint(condition=models.Q(("is_superuser", False)), name="access_nobody_above_the_roles")
        ),
        migrations.CreateModel(
            name="RoleGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("of_brand", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="brands.brand")),
                ("role", models.CharField(choices=ROLES, max_length=20)),
                ("group", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="auth.group")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("of_brand", "role"), name="access_one_group_a_role")]},
        ),
        migrations.CreateModel(
            name="StaffGroup",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("staff", models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="auth.group")),
            ],
            options={"managed": False},
        ),
        migrations.RunSQL(VIEW, "DROP VIEW access_staffgroup"),
        migrations.AddField(
            "staff", "groups",
            models.ManyToManyField(related_name="staff", related_query_name="user", through="access.StaffGroup", to="auth.group"),
        ),
    ]
