"""The addresses for colleagues."""

from django.urls import path

from entregent.knowledge.web.views import article

app_name = "knowledge"
urlpatterns = [
    path("<uuid:article_id>/", article.article, name="article"),
]
