"""The addresses of pages, open to anybody."""

from django.urls import path

from entregent.channels.visual_ivr.web.views import visitors

app_name = "visual_ivr"
urlpatterns = [
    path("<slug:brand>/", visitors.entrance, name="entrance"),
    path("<slug:brand>/<slug:slug>/", visitors.show, name="page"),
    path("<slug:brand>/<slug:slug>/begin/", visitors.begin, name="begin"),
    path("<slug:brand>/<slug:slug>/answer/", visitors.answer, name="answer"),
    path("<slug:brand>/<slug:slug>/elsewhere/", visitors.elsewhere, name="elsewhere"),
    path("<slug:brand>/<slug:slug>/reach/", visitors.reach, name="reach"),
    path("<slug:brand>/<slug:slug>/leave/", visitors.leave, name="leave"),
]
