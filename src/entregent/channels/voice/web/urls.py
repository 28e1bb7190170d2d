"""The addresses of the telephone: the agent's own, and its settings."""

from django.urls import path

from entregent.channels.voice.web.views import dialling, orders, station

app_name = "voice"
urlpatterns = [
    path("station/", station.station, name="station"),
    path("station/connect/", station.connect, name="connect"),
    path("dial/", dialling.dial, name="dial"),
    path("line/", station.line, name="line"),
    path("call/<uuid:call_id>/colleagues/", orders.colleagues, name="colleagues"),
    path("call/<uuid:call_id>/<slug:what>/", orders.order, name="order"),
    path("listen/<uuid:call_id>/<slug:manner>/", orders.listen, name="listen"),
]
