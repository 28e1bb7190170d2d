"""The widgets that brands put on their sites, the visitors who write there, and their chats."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.calendar.models import Calendar
from entregent.channels.voice.models import Number
from entregent.conversations.models import Conversation
from entregent.people.models import Person
from entregent.routing.models import Queue
from entregent.scenarios.models import Scenario, Session
from entregent.tickets.models import Ticket

IDENTITY_SEAL = "chat-identity"
"""What the secrets by which sites vouch for their visitors are sealed for."""


class Widget(Branded):
    """What a brand puts on its site. Its id is the public key that stands in the page."""

    class Side(models.TextChoices):
        RIGHT = "right", _("Bottom right")
        LEFT = "left", _("Bottom left")

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the visitor’s device")
        LIGHT = "light", _("Always light")
        DARK = "dark", _("Always dark")

    class Asked(models.TextChoices):
        NO = "no", _("Not asked")
        OPTIONAL = "optional", _("If they wish")
        REQUIRED = "required", _("Required")

    name = models.CharField(_("Name"), max_length=80)
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+", verbose_name=_("Queue"))
    calendar = models.ForeignKey(
        Calendar, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Hours"),
        help_text=_("When chats are received; empty: the hours of the queue. Outside them visitors leave a message."),
    )  # fmt: skip
    colour = models.CharField(
        _("Colour"), max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
        help_text=_("Empty: the brand’s."),
    )  # fmt: skip
    side = models.CharField(_("Place"), max_length=5, choices=Side, default=Side.RIGHT)
    theme = models.CharField(_("Theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    words = models.JSONField(default=dict, help_text="Language → title, greeting, closed, consent.")
    asks_name = models.CharField(_("Name"), max_length=8, choices=Asked, default=Asked.OPTIONAL)
    asks_mail = models.CharField(_("E-mail"), max_length=8, choices=Asked, default=Asked.OPTIONAL)
    asks_phone = models.CharField(_("Telephone"), max_length=8, choices=Asked, default=Asked.NO)
    chat = models.BooleanField(pgettext_lazy("widget", "Chat"), default=True)
    help = models.BooleanField(_("Search in the help articles"), default=True)
    callback = models.BooleanField(_("Ask to be called back"), default=True)
    phone = models.CharField(_("Number to call"), max_length=20, blank=True, help_text=_("Empty: no number is shown."))
    line = models.ForeignKey(
        Number, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Calls from the page"),
        help_text=_("Taken as if this number had been dialled: its scenario, its queue. Empty: no button to call."),
    )  # fmt: skip
    files = models.BooleanField(_("Files"), default=True)
    transcript = models.BooleanField(_("Transcript by e-mail"), default=True)
    survey = models.BooleanField(_("Satisfaction survey"), default=True)
    idle_minutes = models.PositiveSmallIntegerField(
        _("End a silent chat after (minutes)"), default=20, validators=[MinValueValidator(2), MaxValueValidator(1440)],
        help_text=_("Without an answer of the visitor’s to our last message."),
    )  # fmt: skip
    offer_after = models.PositiveSmallIntegerField(
        _("Offer another way from (minutes of expected wait)"), default=5, validators=[MaxValueValidator(240)],
        help_text=_("A call, the help, a message: who waits long chooses. 0: never."),
    )  # fmt: skip
    secret = models.TextField(editable=False, help_text="Sealed: what the brand's site signs its visitors with.")
    scenario = models.ForeignKey(
        Scenario, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Assistant"),
        help_text=_("A published scenario that answers first, day and night; empty: an agent answers."),
    )  # fmt: skip
    active = models.BooleanField(pgettext_lazy("widget", "Active"), default=True)

    sealed = {"secret": IDENTITY_SEAL}

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="chat_one_widget_a_name")]

    def __str__(self) -> str:
        return self.name


class Visitor(Branded):
    """A browser that wrote to us, or the customer whom the brand's site vouches for (``subject``). What they say of themselves
    is a claim: it leads to nobody's history. ``person`` is who they are to us."""

    widget = models.ForeignKey(Widget, models.PROTECT, related_name="visitors", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200, blank=True, help_text="Who the site says they are; empty: nobody vouches.")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=120, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    consent = models.TextField(blank=True, help_text="The words they agreed to.")
    consented_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=80, blank=True)
    network = models.CharField(max_length=64, blank=True, help_text="A keyed digest of the address they come from.")
    pages = models.JSONField(default=list, help_text="The last pages they saw while chatting: at, url, title.")
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True)
    blocked_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", db_index=False)
    network_blocked_until = models.DateTimeField(null=True, help_text="Until then nobody new comes from their address.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["widget", "subject"], condition=~Q(subject=""), name="chat_one_visitor_a_subject")
        ]
        indexes = [
            models.Index(fields=["brand", "-blocked_at"], condition=Q(blocked_at__isnull=False), name="chat_blocked"),
            models.Index(
                fields=["brand", "network"], condition=Q(network_blocked_until__isnull=False), name="chat_network_blocked"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class Chat(Branded):
    """A live exchange: from the visitor's first message to its end. Its messages are those of its conversation.

    Where an assistant answers first there is a ``session`` of its scenario, and no ticket before it hands over.
    """

    class End(models.TextChoices):
        VISITOR = "visitor", _("Ended by the visitor")
        STAFF = "staff", _("Ended by us")
        IDLE = "idle", _("Ended: the visitor was silent")
        ABANDONED = "abandoned", _("The visitor left before anybody answered")
        LEFT = "left", _("The visitor asked to be answered by e-mail")
        MERGED = "merged", _("Continued in another request")
        BLOCKED = "blocked", _("The visitor was blocked")
        ASSISTANT = "assistant", _("Ended by the assistant")
        CALLBACK = "callback", _("The visitor asked to be called back")

    widget = models.ForeignKey(Widget, models.PROTECT, related_name="chats", db_index=False)
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="chats", db_index=False)
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="chat")
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, related_name="chat")
    session = models.OneToOneField(Session, models.SET_NULL, null=True, related_name="+")
    told = models.IntegerField(default=0, help_text="Lines of the session that stand in the conversation.")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=End, blank=True)
    visitor_seen_at = models.DateTimeField(null=True, help_text="The instant of our last message that the visitor has seen.")
    staff_seen_at = models.DateTimeField(null=True, help_text="The instant of their last message that we have seen.")
    score = models.SmallIntegerField(null=True, help_text="How satisfied they were: 1 to 5.")
    words = models.TextField(blank=True, help_text="What they said of it.")
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor"], condition=Q(ended_at=None), name="chat_one_running"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(1, 5)), name="chat_score"),
        ]
        indexes = [
            models.Index(fields=["visitor", "-begun_at"], name="chat_of_visitor"),
            models.Index(fields=["begun_at"], condition=Q(ended_at=None), name="chat_running"),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at} {self.ended_by}"


class Said(Branded):
    """What a browser sent, under the id that it gave it: sent again after a lost answer, it is taken in once."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="+", db_index=False)
    client = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "client"], name="chat_said_once")]
        indexes = [models.Index(fields=["at"], name="chat_said_at")]

    def __str__(self) -> str:
        return str(self.client)
