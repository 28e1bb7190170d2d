"""The pages of the help sites (Wagtail's), what is searched of them, and what readers do with them."""

from entregent.knowledge.models.pages import Article, Blog, BrandPage, Category, Home, Post, Sheet
from entregent.knowledge.models.reading import Lost, Moved, Reading, Search, Use, Vote
from entregent.knowledge.models.searching import Indexed, Passage, Synonym, Word

__all__ = [
    "Article", "Blog", "BrandPage", "Category", "Home", "Indexed", "Lost", "Moved", "Passage", "Post", "Reading", "Search",
    "Sheet", "Synonym", "Use", "Vote", "Word",
]  # fmt: skip
