"""The addresses for colleagues."""

from django.urls import path

from entregent.knowledge.web.views import article, figures, sites, suggested

app_name = "knowledge"
urlpatterns = [
    path("sites/", sites.sites, name="sites"),
    path("sites/open/", sites.open_site, name="open_site"),
    path("sites/close/", sites.close_site, name="close_site"),
    path("sites/figures/", figures.figures, name="figures"),
    path("sites/figures/write/", figures.write, name="write_missing"),
    path("sites/figures/synonyms/", figures.add_synonyms, name="add_synonyms"),
    path("sites/figures/synonyms/<uuid:synonym_id>/", figures.change_synonyms, name="synonyms"),
    path("sites/figures/lost/<uuid:lost_id>/", figures.redirect_lost, name="redirect_lost"),
    path("<uuid:article_id>/", article.article, name="article"),
    path("<uuid:article_id>/confirm/", article.confirm, name="confirm"),
    path("<uuid:article_id>/reader/", article.reader, name="reader"),
    path("<uuid:article_id>/put/<uuid:conversation_id>/", suggested.put, name="put"),
    path("suggestions/<uuid:conversation_id>/", suggested.suggestions, name="suggestions"),
    path("suggestions/<uuid:conversation_id>/hits/", suggested.hits, name="hits"),
]
