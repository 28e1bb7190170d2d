"""Staff, what they may do for which brand, where they sit, what they are good at; API keys; the audit trail."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand, Branded
from entregent.kernel.ids import uuid7


class Role(models.TextChoices):
    """What a member of staff is for a brand."""

    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    QUALITY = "quality", _("Quality")
    AUDITOR = "auditor", _("Auditor")


class Site(models.Model):
    """A place where agents work. ``abroad`` flags a transfer of personal data outside the European Union."""

    class Distance(models.TextChoices):
        ONSHORE = "onshore", _("Onshore")
        NEARSHORE = "nearshore", _("Nearshore")
        OFFSHORE = "offshore", _("Offshore")

    name = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=2, default="FR")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    distance = models.CharField(max_length=10, choices=Distance, default=Distance.ONSHORE)
    abroad = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Agents who share a supervisor; a team may serve several brands."""

    name = models.CharField(max_length=80, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Creates staff; there is no sign-up."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Staff":
        staff = self.model(email=self.normalize_email(email).lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, email: str | None) -> "Staff":
        return self.get(email__iexact=email)


class Staff(AbstractBaseUser):
    """Someone who works here. Outside the walls: an agent of a BPO serves several brands (see ``Membership``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="fr")
    time_zone = models.CharField(
        max_length=40, blank=True, help_text="Of their screens; empty: their site's, else their brand's."
    )
    theme = models.CharField(max_length=10, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="staff")
    is_active = models.BooleanField(default=True)
    is_platform_administrator = models.BooleanField(
        default=False, help_text=_("May create brands and staff for the whole installation.")
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="When their account was closed.")
    is_superuser = models.BooleanField(default=False, help_text="Asked by libraries: nobody stands above the roles.")
    groups = models.ManyToManyField(Group, through="StaffGroup", related_query_name="user", related_name="staff")

    objects = StaffManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=models.Q(is_superuser=False), name="access_nobody_above_the_roles")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that colleagues see."""
        return self.name

    def get_short_name(self) -> str:
        """The name that customers see under an answer."""
        return self.short_name or self.name.split(" ")[0]

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether a group of theirs has this permission of Django's (``app.codename``): asked by libraries, never by us."""
        return perm in self._group_permissions

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        """Whether they have all of them."""
        return self._group_permissions.issuperset(perm_list)

    @cached_property
    def _group_permissions(self) -> set[str]:
        found = Permission.objects.filter(group__user=self).values_list("content_type__app_label", "codename")
        return {f"{app}.{codename}" for app, codename in found} if self.is_active else set()


class WorkingWeek(models.Model):
    """When someone is to be at work, week after week, on the clock of their site. Outside the walls, as they are."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="working_week")
    week = models.JSONField(help_text='As a calendar writes it: {"mon": ["09:00-12:30", "13:30-17:00"], …}.')

    def __str__(self) -> str:
        return str(self.staff_id)


class Membership(models.Model):
    """The role of a member of staff for a brand. Outside the walls: it is what decides which brands are opened."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    of_brand = models.ForeignKey(Brand, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "of_brand"], name="access_one_role_a_brand")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"


class RoleGroup(models.Model):
    """The group of Django that stands for a role of a brand, for libraries that give their rights to groups."""

    of_brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    group = models.OneToOneField(Group, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of_brand", "role"], name="access_one_group_a_role")]

    def __str__(self) -> str:
        return f"{self.of_brand_id} {self.role}"


class StaffGroup(models.Model):
    """Who is in which group: a view of the database over the roles, so that it is never behind them. Nobody writes it."""

    id = models.BigIntegerField(primary_key=True)
    staff = models.ForeignKey(Staff, models.DO_NOTHING, related_name="+")
    group = models.ForeignKey(Group, models.DO_NOTHING, related_name="+")

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.staff_id} {self.group_id}"


class Invitation(models.Model):
    """A link by which someone chooses their first password: good once, for a few days. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was used, or replaced by a newer one.")

    def __str__(self) -> str:
        return str(self.id)


class Skill(Branded):
    """Something an agent can be good at: a subject, a language, a product."""

    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="access_one_skill_a_name")]

    def __str__(self) -> str:
        return self.name


class StaffSkill(Branded):
    """How good: 1 (beginner) to 5 (reference)."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="holders")
    level = models.SmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "skill"], name="access_one_level_a_skill"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="access_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.level}"


class ApiKey(models.Model):
    """A program's key for one brand. Only its digest is kept. Outside the walls: it is read before a brand is opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    of_brand = models.ForeignKey(Brand, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who entered, who changed rights, who looked at what is sensitive. Never changed, never deleted."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    of_brand = models.ForeignKey(Brand, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    what = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["staff", "-id"]), models.Index(fields=["of_brand", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Remembered(models.Model):
    """What all processes remember together for a while: see ``shared_cache``. Not logged: a crash of the server empties it."""

    key = models.CharField(max_length=300, primary_key=True)
    value = models.TextField(help_text="JSON.")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="access_remembered_until")]

    def __str__(self) -> str:
        return self.key
