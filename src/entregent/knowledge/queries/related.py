"""Articles close to another: those that share its words, first those of its own shelf."""

from entregent.knowledge.models import Article
from entregent.knowledge.queries.articles import on_shelf
from entregent.knowledge.queries.search import Hit, address, search

LOOKED_AT = 12
SAME_SHELF = 0.2
"""What standing on the same shelf adds to a score from 0 to 1."""


def related(article: Article, *, limit: int) -> list[Hit]:
    """The public articles closest to one, in its language; where few share its words, its neighbours on the shelf follow."""
    language, shelf = article.locale.language_code, article.url_path.rsplit("/", 2)[0] + "/"
    words = f"{article.title} {article.keywords} {article.summary}"
    near = search(article.brand_id, words, public_only=True, language=language, limit=LOOKED_AT + 1, fuzzy=False)
    beginning = address(article.public_id, shelf, public=True)
    near = [one for one in near if one.article != article.public_id]
    near.sort(key=lambda one: -(one.score + SAME_SHELF * one.url.startswith(beginning)))
    if len(near) < limit:
        known = {one.article for one in near} | {article.public_id}
        beside = on_shelf(article.get_parent()).exclude(public_id__in=known)[: limit - len(near)]
        near += [
            Hit(one.public_id, one.title, one.summary, address(one.public_id, one.url_path, public=True), 0.0) for one in beside
        ]
    return near[:limit]
