"""One customer: persons, organisations, and the addresses that lead to them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Brand, Branded


class Stage(models.TextChoices):
    """Where a customer stands with the brand."""

    PROSPECT = "prospect", _("Prospect")
    NEW = "new", _("New")
    ACTIVE = "active", _("Active")
    AT_RISK = "at_risk", _("At risk")
    LOST = "lost", _("Lost")
    WON_BACK = "won_back", _("Won back")


class Organisation(Branded):
    """A company, an association, a household: what persons belong to."""

    name = models.CharField(max_length=160)
    registration = models.CharField(max_length=20, blank=True, help_text=_("SIREN, SIRET or UID."))
    mail_domain = models.CharField(max_length=120, blank=True)
    reseller = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="end_customers")
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["name"], name="people_org_name_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["brand", "name", "id"], name="people_org_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(Branded):
    """A customer. Never an address: see ``Handle``. A merged person points to the one that was kept."""

    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=20, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.NEW)
    stage_since = models.DateTimeField(null=True, blank=True, help_text="Nothing: since they are known.")
    stage_by_hand = models.BooleanField(
        default=False, db_default=False, help_text="Staff put them there: the rules leave it alone for a time."
    )  # fmt: skip
    is_consumer = models.BooleanField(default=True)
    external_reference = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search_key = models.TextField(help_text="Folded words of names and handles: see rules.search.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(Func("search_key", models.Value(" "), function="string_to_array"), name="people_search_words"),
            models.Index(fields=["brand", "-updated_at", "-id"], name="people_recent"),
            models.Index(
                fields=["brand", "stage", "-updated_at", "-id"], name="people_by_stage", condition=Q(merged_into__isnull=True)
            ),
            models.Index(fields=["brand", "external_reference"], name="people_reference"),
            models.Index(fields=["merged_into"], name="people_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.full_name or str(self.id)

    @property
    def full_name(self) -> str:
        """Given then family name; empty for a person known only by an address."""
        return f"{self.given_name} {self.family_name}".strip()


class Handle(Branded):
    """An address, number or social handle that leads to a person; a shared one leads to several."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("E-mail")
        PHONE = "phone", _("Phone")
        SOCIAL = "social", _("Social network")

    person = models.ForeignKey(Person, models.CASCADE, related_name="handles")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254, help_text="Normalised: lower-case mail, E.164 phone.")
    label = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40)
    verified_at = models.DateTimeField(null=True, blank=True)
    undeliverable_since = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField()
    times_chosen = models.IntegerField(default=0, help_text="How often an agent said that it is this person.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "kind", "value", "person"], name="people_one_handle_a_person")]
        indexes = [
            models.Index(OpClass("value", "varchar_pattern_ops"), name="people_handle_prefix"),
            models.Index(
                OpClass(Func("value", function="reverse"), "text_pattern_ops"), name="people_phone_ends",
                condition=Q(kind="phone"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.value


class Position(Branded):
    """What a person is in an organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="positions")
    role = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organisation", "role"], name="people_one_position_a_role")]

    def __str__(self) -> str:
        return self.role


class Consent(Branded):
    """A consent and its proof: for what, by which channel, in which words, when, from where; and its revocation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    wording = models.TextField()
    source = models.CharField(max_length=120)
    proof = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel}"


class Preference(Branded):
    """What somebody prefers: met in exchanges, so many times, or said by them or for them (``rules.preferences`` decides)."""

    class About(models.TextChoices):
        CHANNEL = "channel", _("Preferred channel")
        HOUR = "hour", _("Preferred time of day")
        LANGUAGE = "language", _("Preferred language")
        SUBJECT = "subject", _("Usual subject")

    class Source(models.TextChoices):
        EXCHANGE = "exchange", _("Learnt from exchanges")
        PERSON = "person", _("Said by themselves")
        STAFF = "staff", _("Noted by staff")

    person = models.ForeignKey(Person, models.CASCADE, related_name="preferences", db_index=False)
    about = models.CharField(max_length=10, choices=About)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=10, choices=Source)
    times = models.IntegerField(default=0, help_text="Exchanges that showed it.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about", "value", "source"], name="people_one_preference")]

    def __str__(self) -> str:
        return f"{self.about} {self.value}"


class Remark(Branded):
    """What staff wrote about a person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.at)


class Merge(Branded):
    """A merge, with all that is needed to undo it: what was moved, and what the kept person was before."""

    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Person, models.CASCADE, related_name="merged_by")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(help_text="The kept person's own fields as they were.")
    moved = models.JSONField(help_text="Model label → ids of the rows that changed person.")

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class Duplicate(Branded):
    """Two persons who may be one, with the reasons; dismissed pairs are not proposed again."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField()
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="people_one_proposal_a_pair")]
        indexes = [
            models.Index(fields=["brand", "-score", "id"], name="people_open_duplicates", condition=Q(dismissed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class CustomField(Branded):
    """A field that a brand adds to its persons or tickets."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "boolean", _("Yes or no")

    thing = models.CharField(max_length=20, choices=[("person", _("Person")), ("ticket", _("Ticket"))])
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    type = models.CharField(max_length=10, choices=Type, default=Type.TEXT)
    options = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    required = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "label"]
        constraints = [models.UniqueConstraint(fields=["brand", "thing", "key"], name="people_one_field_a_key")]

    def __str__(self) -> str:
        return self.label


class LifeCycle(Branded):
    """When the customers of a brand change stage by themselves (``rules.stages``); a brand without one has the defaults."""

    automatic = models.BooleanField(default=True)
    active_after_contacts = models.PositiveSmallIntegerField(default=3)
    risk_after_days = models.PositiveSmallIntegerField(default=365)
    risk_after_disappointments = models.PositiveSmallIntegerField(default=2)
    disappointments_within_days = models.PositiveSmallIntegerField(default=90)
    lost_after_days = models.PositiveSmallIntegerField(default=730)
    hand_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], name="people_one_life_cycle")]

    def __str__(self) -> str:
        return str(self.brand)


class Tag(Branded):
    """A tag that the brand gave a colour to, or set up before anything has it. Rows hold their tags by name."""

    class Tone(models.TextChoices):
        PLAIN = "outline", _("No colour")
        GREEN = "good", _("Green")
        AMBER = "warn", _("Amber")
        RED = "bad", _("Red")
        BLUE = "info", _("Blue")
        BRAND = "brand", _("That of the brand")

    name = models.CharField(max_length=40)
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.PLAIN)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="people_one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class TagChange(Branded):
    """A tag renamed, merged into another or deleted, wherever it is; done in batches, with what is needed to undo it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    old = models.CharField(max_length=40)
    new = models.CharField(max_length=40, blank=True, help_text="Empty: deleted.")
    old_tone = models.CharField(max_length=10, blank=True, help_text="That of the old one, when it was set up.")
    new_was_there = models.BooleanField(default=False, help_text="The new one was set up before.")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.IntegerField(default=0, help_text="Rows gone through.")
    table = models.SmallIntegerField(default=0, help_text="Which table it is at, and the last row of it.")
    last = models.UUIDField(null=True)
    met = models.IntegerField(default=0, help_text="Rows met since the first table: none means that it is over.")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-asked_at"], name="people_tag_changes")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class TagBatch(Branded):
    """The rows of a table of which a batch replaced the tag, and those that had the new one already and lost the old."""

    change = models.ForeignKey(TagChange, models.CASCADE, related_name="batches")
    table = models.CharField(max_length=60)
    replaced = ArrayField(models.UUIDField())
    dropped = ArrayField(models.UUIDField())

    def __str__(self) -> str:
        return f"{self.table} {len(self.replaced)} {len(self.dropped)}"


class View(Branded):
    """A saved list of persons: filters and columns, one's own or shared with the brand."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Staff, models.CASCADE, null=True, blank=True, related_name="person_views")
    filters = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="None: those of each reader.")
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns that someone wants to see: of one saved list, or of all the others."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    view = models.ForeignKey(View, models.CASCADE, null=True, related_name="+")
    columns = ArrayField(models.CharField(max_length=60))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "view"], name="people_one_choice", nulls_distinct=False)]

    def __str__(self) -> str:
        return ", ".join(self.columns)


class Word(models.Model):
    """A word of somebody's name: what a misspelt search is corrected to. Filled by PostgreSQL itself (``0002_search``)."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "word"], name="people_words"),
            models.Index(OpClass("word", "varchar_pattern_ops"), name="people_word_prefix"),
            GinIndex(fields=["word"], name="people_word_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word


class TagPlace(models.Model):
    """Where a person stands in the list of one of their tags. Filled by PostgreSQL itself (``0008_tag_places``)."""

    pk = models.CompositePrimaryKey("person", "tag")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    person = models.UUIDField()
    tag = models.CharField(max_length=40)
    stage = models.CharField(max_length=10)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "tag", "-updated_at", "-person"], include=["stage"], name="people_by_tag")]

    def __str__(self) -> str:
        return f"{self.person} {self.tag}"


class Import(Branded):
    """A file of persons on its way in: what it holds, how it is read, how far it went, which lines were refused."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting for its columns")
        QUEUED = "queued", _("Waiting")
        CHECKING = "checking", _("Being checked")
        WRITING = "writing", _("Being written")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused: nothing was written")
        FAILED = "failed", _("Stopped by a fault")
        CANCELLED = "cancelled", _("Cancelled")

    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    content = models.BinaryField(help_text="The file; emptied once it is taken in.")
    columns = models.JSONField(default=dict, help_text="Header → field of a person.")
    all_or_nothing = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    encoding = models.CharField(max_length=20, blank=True, help_text="As rules.importing.tables found it.")
    total = models.IntegerField(default=0)
    checked = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    report = models.JSONField(default=list, help_text="Refused lines: number, field, reason. Never the values.")
    attempts = models.SmallIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="people_imports")]

    def __str__(self) -> str:
        return self.name
