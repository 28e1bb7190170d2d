"""What the pages of the knowledge base need beyond the house's own tags."""

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from entregent.brands.models import Brand
from entregent.knowledge.models import Article, Post
from entregent.knowledge.queries.search import Hit
from entregent.knowledge.rules.passages import marked as cut_marked
from entregent.knowledge.rules.passages import plain

register = template.Library()
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def marked(hit: Hit) -> SafeString:
    """The passage of a hit, with the words that answer marked."""
    pieces = cut_marked(hit.passage, hit.stems)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if mark else text,) for text, mark in pieces))


@register.simple_tag
def structured(data: dict[str, Any]) -> SafeString:
    """Data for search engines (JSON-LD): a block that nothing runs."""
    return mark_safe(f'<script type="application/ld+json">{json.dumps(data, default=str).translate(_UNSAFE)}</script>')  # noqa: S308


@register.simple_tag
def article_data(
    page: Article, questions: list[Any], canonical: str, brand: Brand, trail: list[tuple[str, str]], public_url: str
) -> list[dict[str, Any]]:
    """An article for search engines: the article, its questions, the way to it (schema.org)."""
    told: list[dict[str, Any]] = [
        {
            "@context": "https://schema.org", "@type": "Article", "headline": page.title, "description": page.summary,
            "datePublished": page.first_published_at, "dateModified": page.last_published_at, "mainEntityOfPage": canonical,
            "inLanguage": page.locale.language_code, "publisher": {"@type": "Organization", "name": brand.name},
        },
        {
            "@context": "https://schema.org", "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": title, "item": f"{public_url}{url}"}
                for place, (title, url) in enumerate(trail, 1)
            ],
        },
    ]  # fmt: skip
    if questions:
        told.append(
            {
                "@context": "https://schema.org", "@type": "FAQPage",
                "mainEntity": [
                    {"@type": "Question", "name": one["question"],
                     "acceptedAnswer": {"@type": "Answer", "text": plain(str(one["answer"]))}}
                    for one in questions
                ],
            }
        )  # fmt: skip
    return told


@register.simple_tag
def post_data(page: Post, canonical: str, brand: Brand) -> dict[str, Any]:
    """A post for search engines."""
    return {
        "@context": "https://schema.org", "@type": "BlogPosting", "headline": page.title, "description": page.summary,
        "datePublished": page.first_published_at, "dateModified": page.last_published_at, "mainEntityOfPage": canonical,
        "inLanguage": page.locale.language_code, "publisher": {"@type": "Organization", "name": brand.name},
    }  # fmt: skip


@register.simple_tag
def rfc822(at: datetime) -> str:
    """A moment as feeds write it, whatever the reader's language."""
    return format_datetime(at)
