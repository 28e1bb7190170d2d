"""The public addresses of the help sites. ``wagtail_serve`` is the name by which the editor's own code finds a page."""

from django.urls import path

from entregent.knowledge.web.views import site

urlpatterns = [
    path("<slug:slug>/recherche/", site.search, name="help_search"),
    path("<slug:slug>/recherche/suite/", site.suggest, name="help_suggest"),
    path("<slug:slug>/votes/<uuid:article_id>/", site.vote, name="help_vote"),
    path("<slug:slug>/sitemap.xml", site.sitemap, name="help_sitemap"),
    path("<slug:slug>/rss.xml", site.feed, name="help_feed"),
    path("<path:path>", site.page, name="wagtail_serve"),
]
