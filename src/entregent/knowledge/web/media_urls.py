"""The addresses of what articles show and give, apart from the pages. The editor's own code asks for them by these names."""

from django.urls import path

from entregent.knowledge.web.views import media

urlpatterns = [
    path("pictures/<path:name>", media.picture, name="help_picture"),
    path("documents/<int:document_id>/<str:name>", media.document, name="wagtaildocs_serve"),
]
