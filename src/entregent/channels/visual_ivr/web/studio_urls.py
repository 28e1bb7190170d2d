"""The addresses, for staff, of the page of a scenario."""

from django.urls import path

from entregent.channels.visual_ivr.web.views import publishing
from entregent.scenarios.web.tabs import tab

tab("visual_ivr_studio:page", "web")

app_name = "visual_ivr_studio"
urlpatterns = [
    path("<uuid:scenario_id>/page/", publishing.page, name="page"),
    path("<uuid:scenario_id>/page/qr.svg", publishing.code, {"kind": "svg"}, name="code_svg"),
    path("<uuid:scenario_id>/page/qr.png", publishing.code, {"kind": "png"}, name="code_png"),
]
