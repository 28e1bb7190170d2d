"""What readers do with the articles: read them, find them useful or not, look for what is not there."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.conversations.models import Conversation
from entregent.knowledge.models.pages import Article
from entregent.people.models import Person


class Medium(models.TextChoices):
    """Where an article is met."""

    SITE = "site", _("Help site")
    DESK = "desk", _("Desk")
    API = "api", _("Programs")
    CHAT = "chat", _("Chat")
    PORTAL = "portal", _("Personal space")


class Reading(Branded):
    """How often an article was opened on a day."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="readings", db_index=False)
    on = models.DateField()
    medium = models.CharField(max_length=10, choices=Medium)
    times = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "on", "medium"], name="knowledge_one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.on}"


class Vote(Branded):
    """Somebody says whether an article helped. Who is not kept of the public: ``staff`` is a colleague's."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes")
    useful = models.BooleanField()
    comment = models.CharField(max_length=500, blank=True)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="knowledge_votes")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.useful}"


class Search(Branded):
    """What somebody looked for, as folded words without numbers or addresses, and how much was found."""

    language = models.CharField(max_length=10)
    words = models.CharField(max_length=120)
    medium = models.CharField(max_length=10, choices=Medium)
    found = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="knowledge_searches")]

    def __str__(self) -> str:
        return self.words


class Use(Branded):
    """An article given to a person: put in an answer, shown by a robot. What is put in an answer counts once it leaves."""

    class How(models.TextChoices):
        LINK = "link", _("Link in an answer")
        TEXT = "text", _("Text in an answer")
        SHOWN = "shown", _("Shown by a robot")
        READ = "read", _("Read by a known person")

    article = models.ForeignKey(Article, models.CASCADE, related_name="uses")
    how = models.CharField(max_length=5, choices=How)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True, help_text="When the answer left; empty while it is being written.")

    class Meta:
        indexes = [models.Index(fields=["brand", "-given_at"], name="knowledge_uses")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.how}"


class Lost(Branded):
    """An address of a help site that leads nowhere, and how often it was asked for."""

    path = models.CharField(max_length=255)
    times = models.IntegerField(default=1)
    came_from = models.CharField(max_length=255, blank=True, help_text="The page that led there, without its question.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "path"], name="knowledge_one_lost_address")]

    def __str__(self) -> str:
        return self.path


class Moved(Branded):
    """Where an address of a help site leads now (301): written by the database itself whenever a page that was read changes its
    address (migrations/0004_moved.sql), and by hand for addresses that never were."""

    path = models.CharField(max_length=255, help_text="Under /aide/, such as /ponant/carte/.")
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=500, blank=True, help_text="Where no page of ours answers.")
    by_hand = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "path"], name="knowledge_one_way_from_an_address"),
            models.CheckConstraint(
                condition=models.Q(page__isnull=False) | ~models.Q(address=""), name="knowledge_moved_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.path
