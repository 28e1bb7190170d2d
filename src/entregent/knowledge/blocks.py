"""What a page's text is made of. A block says what it is; how it looks is its template's."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

WORDS = ["bold", "italic", "link", "document-link"]
"""What may be done to words; headings and lists are for whole texts. No embeds: nothing comes from elsewhere."""


class Callout(StructBlock):
    """Something that must not be missed."""

    tone = ChoiceBlock(
        label=_("tone"), choices=[("info", _("Good to know")), ("warn", _("Mind")), ("good", _("Tip"))], default="info"
    )
    text = RichTextBlock(label=_("text"), features=WORDS)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "knowledge/blocks/callout.html"


class Picture(StructBlock):
    """A picture with its caption; what it shows in words is said when it is chosen."""

    image = ImageChooserBlock(label=_("picture"))
    shows = CharBlock(label=_("what it shows, in words"), required=False, help_text=_("Empty for what only adorns."))
    caption = CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "knowledge/blocks/picture.html"


class Question(StructBlock):
    """A question as it is asked, and its answer."""

    question = CharBlock(label=_("question"))
    answer = RichTextBlock(label=_("answer"), features=[*WORDS, "ol", "ul"])

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "knowledge/blocks/question.html"


BODY = [
    ("text", RichTextBlock(label=_("Text"), features=["h2", "h3", "ol", "ul", "hr", *WORDS], icon="pilcrow")),
    (
        "steps",
        ListBlock(
            RichTextBlock(features=WORDS, label=_("step")),
            label=_("Steps"),
            icon="list-ol",
            template="knowledge/blocks/steps.html",
        ),
    ),
    ("callout", Callout()),
    ("question", Question()),
    ("picture", Picture()),
]

FILES = [("file", DocumentChooserBlock(label=_("File")))]
