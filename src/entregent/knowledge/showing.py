"""What each kind of public page shows: the same on the site and in the editor's preview."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.queries import logo_address, theme_address
from entregent.brands.scope import every_brand
from entregent.knowledge.models import Article, Blog, BrandPage, Category, Home, Post, Sheet
from entregent.knowledge.queries import articles as read
from entregent.knowledge.queries.related import related

A_PAGE = 30
POSTS_A_PAGE = 10
RELATED = 4


def context(page: BrandPage, request: HttpRequest | None) -> dict[str, Any]:
    """What the page's template needs beside the page."""
    language = page.locale.language_code
    frame = site(page.brand, language, path=address(page))
    frame["others"] = [
        {"language": other.locale.language_code, "url": address(other)}
        for other in page.get_translations().filter(live=True).select_related("locale")
    ]
    frame["trail"] = _trail(page, frame["home"])
    return frame | _OF[type(page)](page, frame, request)


def site(brand: Brand, language: str, *, path: str = "") -> dict[str, Any]:
    """What every page of a brand's help site shows in a language: head, foot, search."""
    homes = read.homes(brand.id)
    home = next((one for one in homes if one.locale.language_code == language), homes[0] if homes else None)
    return {
        "brand": brand, "home": home, "homes": homes, "product_name": brand.name, "language": language,
        "brand_css_url": theme_address(brand), "logo_url": logo_address(brand),
        "blog": Blog.objects.child_of(home).filter(live=True).first() if home else None,
        "foot": read.foot(home) if home else [],
        "search_url": reverse("help_search", args=[brand.slug]),
        "suggest_url": reverse("help_suggest", args=[brand.slug]),
        "feed_url": reverse("help_feed", args=[brand.slug]),
        "canonical": f"{settings.PUBLIC_URL}{path}" if path else "",
        "public_url": settings.PUBLIC_URL, "description": home.intro if home else "", "others": [], "trail": [],
    }  # fmt: skip


def address(page: BrandPage) -> str:
    """The public address of a page."""
    return reverse("wagtail_serve", args=[page.url_path.lstrip("/")])


def absolute(url_path: str) -> str:
    """The whole address of a page, with its host."""
    return f"{settings.PUBLIC_URL}{reverse('wagtail_serve', args=[url_path.lstrip('/')])}"


def sitemaps() -> list[str]:
    """The lines of robots.txt that name the map of each site in service."""
    with every_brand():
        slugs = Home.objects.filter(live=True, depth=2, brand__active=True).values_list("brand__slug", flat=True)
        return sorted({f"Sitemap: {settings.PUBLIC_URL}{reverse('help_sitemap', args=[slug])}" for slug in slugs})


def _trail(page: BrandPage, home: Home | None) -> list[tuple[str, str]]:
    """The pages above this one, from the home down: (title, address)."""
    if home is None or page.pk == home.pk:
        return []
    above = page.get_ancestors().filter(depth__gte=home.depth).order_by("depth")
    return [(one.title, address(one)) for one in above]


def _home(page: Home, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    return {
        "shelves": read.shelves(page),
        "loose": list(read.on_shelf(page)[:A_PAGE]),
        "most_read": read.most_read(page, timezone.localdate()),
        "posts": list(read.posts(page.brand_id, frame["language"])[:3]),
    }


def _category(page: Category, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    asked = request.GET.get("page") if request else None
    return {"shelves": read.shelves(page), "articles": Paginator(read.on_shelf(page), A_PAGE).get_page(asked)}


def _article(page: Article, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    return {
        "related": related(page, limit=RELATED),
        "questions": [block.value for block in page.body if block.block_type == "question"],
        "vote_url": reverse("help_vote", args=[frame["brand"].slug, page.public_id]),
        "description": page.summary,
    }


def _blog(page: Blog, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    asked = request.GET.get("page") if request else None
    return {"posts": Paginator(read.posts(page.brand_id, frame["language"]), POSTS_A_PAGE).get_page(asked)}


def _post(page: Post, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    return {"description": page.summary}


def _sheet(page: Sheet, frame: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    return {}


_OF = {Home: _home, Category: _category, Article: _article, Blog: _blog, Post: _post, Sheet: _sheet}
