"""The addresses of the telephone: the agent's own, and its settings."""

from django.urls import path

from entregent.channels.voice.web.views import orders, station

app_name = "voice"
urlpatterns = [
    path("station/", station.station, name="station"),
    path("station/connect/", station.connect, name="connect"),
    path("line/", station.line, name="line"),
    path("call/<uuid:call_id>/<slug:what>/", orders.order, name="order"),
]
