"""The kinds of pages. Their tree, versions, moderation, schedule and locks are Wagtail's; who may see them is the brand's."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Collection, Page, Revision

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.kernel.ids import uuid7
from entregent.knowledge.blocks import BODY, FILES
from entregent.knowledge.editing import PageForm
from entregent.knowledge.rules.reviews import EVERY_MONTHS


class BrandPage(Page):
    """A page of a brand's help site: behind the wall, like every row of a brand."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", editable=False)

    base_form_class = PageForm
    private_page_options = []
    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **options: Any) -> dict[str, Any]:
        """What its template is given: see ``showing``."""
        from entregent.knowledge.showing import context

        return super().get_context(request, *args, **options) | context(self, request)


class Home(BrandPage):
    """The door of a brand's help site in one language; the other languages stand under the first."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)
    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="+", editable=False, help_text="Of the brand's pictures and documents."
    )

    template = "knowledge/site/home.html"
    is_creatable = False  # opened by actions.open_help
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["knowledge.Category", "knowledge.Article", "knowledge.Blog", "knowledge.Sheet"]

    class Meta:
        verbose_name = _("help site")


class Category(BrandPage):
    """A shelf of articles."""

    class Icon(models.TextChoices):
        BOOK = "book", _("Book")
        BOLT = "bolt", _("Lightning")
        CALENDAR = "calendar", _("Calendar")
        CART = "cart", _("Trolley")
        CLOCK = "clock", _("Clock")
        HOME = "home", _("House")
        KEY = "key", _("Key")
        MAIL = "mail", _("Envelope")
        PHONE = "phone", _("Telephone")
        SHIELD = "shield", _("Shield")
        TAG = "tag", _("Tag")
        USER = "user", _("Person")

    intro = models.CharField(_("introduction"), max_length=250, blank=True)
    icon = models.CharField(_("drawing"), max_length=20, choices=Icon, default=Icon.BOOK)

    template = "knowledge/site/category.html"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("icon")]
    parent_page_types = ["knowledge.Home", "knowledge.Category"]
    subpage_types = ["knowledge.Category", "knowledge.Article"]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Article(BrandPage):
    """An answer of the house, for everybody or for colleagues only, with what only colleagues read of it."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        INTERNAL = "internal", _("Colleagues only")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False, help_text="Its name outside the tree of pages.")
    audience = models.CharField(_("who reads it"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    summary = models.TextField(
        _("the answer in two sentences"), max_length=400, help_text=_("Shown in lists, in searches and to the agent.")
    )
    body = StreamField(BODY, verbose_name=_("the whole answer"), blank=True)
    files = StreamField(FILES, verbose_name=_("attachments"), blank=True)
    note = RichTextField(
        _("for colleagues"), blank=True, features=["bold", "italic", "ol", "ul", "link"],
        help_text=_("What only colleagues read: exceptions, gestures, where to look."),
    )  # fmt: skip
    keywords = models.CharField(
        _("other words for it"), max_length=250, blank=True, help_text=_("What readers type when they look for it.")
    )
    keeper = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who keeps it right")
    )
    review_every = models.PositiveSmallIntegerField(_("months between two reviews"), default=EVERY_MONTHS)
    review_by = models.DateField(
        _("review it by"), null=True, blank=True, help_text=_("Empty: so many months after it is published.")
    )

    template = "knowledge/site/article.html"
    exclude_fields_in_copy = ["public_id"]
    parent_page_types = ["knowledge.Category", "knowledge.Home"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels, FieldPanel("audience"), FieldPanel("summary"), FieldPanel("body"), FieldPanel("files"),
        FieldPanel("note"),
    ]  # fmt: skip
    promote_panels = [*Page.promote_panels, FieldPanel("keywords")]
    settings_panels = [
        MultiFieldPanel([FieldPanel("keeper"), FieldPanel("review_every"), FieldPanel("review_by")], _("Review")),
        *Page.settings_panels,
    ]

    class Meta:
        verbose_name = _("article")
        indexes = [models.Index(fields=["brand", "review_by"], name="knowledge_reviews")]

    def publish(self, revision: Revision, *args: Any, **options: Any) -> None:
        """Publish a version and have it searched, in one transaction."""
        from entregent.knowledge.actions.publishing import take_effect

        with transaction.atomic():
            super().publish(revision, *args, **options)
            by = options.get("user")
            take_effect(self.pk, now=timezone.now(), actor=f"staff:{by.pk}" if by else "system:editor")


class Blog(BrandPage):
    """The dated posts of a brand, latest first, with their feed."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)

    template = "knowledge/site/blog.html"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["knowledge.Home"]
    subpage_types = ["knowledge.Post"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("blog")


class Post(BrandPage):
    """A dated post: news, advice, what changes."""

    summary = models.TextField(_("summary"), max_length=400)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(BODY, verbose_name=_("text"), blank=True)
    signature = models.CharField(_("signed"), max_length=80, blank=True)

    template = "knowledge/site/post.html"
    content_panels = [
        *Page.content_panels, FieldPanel("summary"), FieldPanel("picture"), FieldPanel("body"), FieldPanel("signature"),
    ]  # fmt: skip
    parent_page_types = ["knowledge.Blog"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("post")


class Sheet(BrandPage):
    """A page that belongs to no shelf: who we are, legal notice, accessibility."""

    body = StreamField(BODY, verbose_name=_("text"), blank=True)
    in_footer = models.BooleanField(_("in the foot of every page"), default=True)

    template = "knowledge/site/sheet.html"
    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("in_footer")]
    parent_page_types = ["knowledge.Home"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page")
