"""Tags and filters every template may use: icons, avatars, chips, times, numbers. The edge where "now" is read."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from entregent.looks import rules, wording

register = template.Library()

TONES = frozenset({"", "good", "warn", "bad", "info", "brand", "outline"})
CHANNEL_ICONS = {
    "mail": "mail", "email": "mail", "phone": "phone", "call": "phone", "chat": "chat", "sms": "sms", "letter": "letter",
    "form": "form", "web": "globe", "social": "users", "callback": "callback", "task": "task", "api": "webhook",
}  # fmt: skip


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """`{% icon "mail" %}`: a drawing that follows the text's colour; hidden from screen readers unless `label` is given."""
    return _icon(name, str(label), css)


@lru_cache(maxsize=2048)  # a page holds hundreds of them, of some dozens of kinds
def _icon(name: str, label: str, css: str) -> SafeString:
    classes = f"icon {css}".strip()
    href = f"{static('looks/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """`{% avatar person.name "large" %}`: initials on a ground of its own; decorative, the name always stands beside it."""
    classes = f"avatar hue-{rules.avatar_hue(name)} {size}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, rules.initials(name))


@register.simple_tag
def chip(text: object, tone: str = "", icon_name: str = "") -> SafeString:
    """`{% chip "Open" "good" "check" %}`. Tones: good, warn, bad, info, brand, outline; anything else raises ValueError."""
    if tone not in TONES:
        raise ValueError(f"unknown tone of chip: {tone!r}")
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', f"chip {tone}".strip(), drawing, text)


@register.simple_tag
def channel(name: str) -> SafeString:
    """`{% channel "mail" %}`: the round mark of a channel, with its name for screen readers."""
    words = {
        "mail": pgettext("channel", "E-mail"),
        "email": pgettext("channel", "E-mail"),
        "phone": pgettext("channel", "Call"),
        "call": pgettext("channel", "Call"),
        "chat": pgettext("channel", "Chat"),
        "sms": pgettext("channel", "SMS"),
        "letter": pgettext("channel", "Letter"),
        "form": pgettext("channel", "Form"),
        "social": pgettext("channel", "Social network"),
        "callback": pgettext("channel", "Callback"),
        "task": pgettext("channel", "Task"),
    }
    drawing = icon(CHANNEL_ICONS.get(name, "inbox"), words.get(name, name))
    return format_html('<span class="channel {}">{}</span>', name, drawing)


@register.filter
def duration(value: dt.timedelta | float | None) -> str:
    """`{{ value|duration }}`: seconds or a timedelta as "42 min"; nothing gives an em dash."""
    return "—" if value is None else wording.duration(_seconds(value))


@register.filter
def clock(value: dt.timedelta | float | None) -> str:
    """`{{ value|clock }}`: seconds or a timedelta as "4:12"; nothing gives an em dash."""
    return "—" if value is None else rules.clock(_seconds(value))


@register.filter
def ago(value: dt.datetime | None) -> str:
    """`{{ at|ago }}`: "5 min ago", "in 2 h"; nothing gives an em dash."""
    return "—" if value is None else wording.ago(value, timezone.now())


@register.simple_tag
def moment(value: dt.datetime | None, style: str = "short") -> SafeString:
    """`{% moment at %}`: a <time>, short by default ("17:50", "yesterday 17:50", "18 nov."), or style "ago"/"full"."""
    if value is None:
        return SafeString("—")
    text = {
        "short": lambda: wording.short_moment(value, timezone.now()),
        "ago": lambda: wording.ago(value, timezone.now()),
        "full": lambda: wording.full_moment(value),
    }[style]()
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), wording.full_moment(value), text)


@register.simple_tag
def day(value: dt.date | None) -> SafeString:
    """`{% day due %}`: a <time> for a date without hour."""
    if value is None:
        return SafeString("—")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.short_day(value, timezone.localdate()))


@register.simple_tag
def since(value: dt.datetime) -> SafeString:
    """`{% since started %}`: a stopwatch that ticking.js advances each second; past a day, a duration."""
    seconds = (timezone.now() - value).total_seconds()
    if seconds >= 86_400:
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.duration(seconds))
    text = rules.clock(seconds)
    return format_html('<time datetime="{}" data-since>{}</time>', value.isoformat(), text)


@register.simple_tag
def countdown(value: dt.datetime) -> SafeString:
    """`{% countdown due %}`: the time left; ticking.js advances it and sets data-late once it is negative."""
    left = (value - timezone.now()).total_seconds()
    text = rules.clock(left) if abs(left) < 3_600 else ("\N{MINUS SIGN}" if left < 0 else "") + wording.duration(left)
    return format_html('<time datetime="{}" data-countdown>{}</time>', value.isoformat(), text)


@register.simple_tag
def server_now() -> str:
    """The server's clock as ISO 8601, for the scripts: a browser's own clock may be wrong."""
    return timezone.now().isoformat()


@register.filter
def number(value: wording.Number | None, places: int | None = None) -> str:
    """`{{ n|number }}` or `{{ n|number:1 }}` in the locale; nothing gives an em dash."""
    return "—" if value is None else wording.number(value, places)


@register.filter
def compact(value: wording.Number | None) -> str:
    """`{{ n|compact }}`: 20 000 → "20 k"; nothing gives an em dash."""
    return "—" if value is None else wording.compact(value)


@register.filter
def percent(value: wording.Number | None, places: int = 0) -> str:
    """`{{ share|percent:1 }}`: a share between 0 and 1; nothing gives an em dash."""
    return "—" if value is None else wording.percent(value, places)


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """`{{ cents|money }}` or `{{ cents|money:"CHF" }}`; nothing gives an em dash."""
    return "—" if cents is None else wording.money(cents, currency)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """The data-theme attribute of <html>, from the reader's cookie: written by the server, so the page never flashes."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in {"light", "dark"} else SafeString("")


def _seconds(value: dt.timedelta | float) -> float:
    return value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
