"""Tags that draw a message: who, which words, what became of it."""

from django import template
from django.utils.html import conditional_escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entregent.conversations.models import Message
from entregent.looks.templatetags.looks import chip, icon

register = template.Library()

STATES = {
    Message.Delivery.QUEUED: ("clock", ""),
    Message.Delivery.SENT: ("check", ""),
    Message.Delivery.DELIVERED: ("check", "good"),
    Message.Delivery.FAILED: ("alert", "bad"),
}


@register.simple_tag
def author(message: Message, mine: bool) -> str:
    """Who wrote: "You", a colleague, the customer, or the house for what a machine of ours wrote."""
    if mine:
        return _("You")
    if message.staff is not None:
        return message.staff.name
    if message.kind == Message.Kind.IN:
        return (message.person.full_name if message.person else "") or message.sender or _("Unknown sender")
    return _("Automatic answer")


@register.filter
def words(text: str) -> SafeString:
    """Plain text as paragraphs, with its links."""
    paragraphs = [part for part in text.replace("\r\n", "\n").strip().split("\n\n") if part.strip()]
    # urlize escapes what it is given with autoescape: nothing of the text is markup.
    linked = (urlize(part, nofollow=True, autoescape=True).replace("\n", "<br>") for part in paragraphs)
    return mark_safe("".join(f"<p>{part}</p>" for part in linked))  # noqa: S308


@register.simple_tag
def delivery(message: Message) -> SafeString:
    """The state of a message of ours, as a quiet mark; in words for screen readers and on pointing."""
    drawing, tone = STATES.get(Message.Delivery(message.delivery), ("check", ""))
    label = Message.Delivery(message.delivery).label
    if tone == "bad":
        return chip(label, "bad", drawing)
    return format_html('<span class="delivery {}" title="{}">{}</span>', tone, label, icon(drawing, str(label)))


@register.simple_tag
def folded(text: str) -> SafeString:
    """What is folded: how many lines."""
    lines = text.strip().count("\n") + 1
    said = ngettext("quoted text (%(count)s line)", "quoted text (%(count)s lines)", lines) % {"count": lines}
    return conditional_escape(said)
