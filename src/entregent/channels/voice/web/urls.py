"""The addresses of the telephone: the agent's own, and its settings."""

from django.urls import path

from entregent.channels.voice.web.views import dialling, orders, settings, station, supervising

app_name = "voice"
urlpatterns = [
    path("station/", station.station, name="station"),
    path("station/connect/", station.connect, name="connect"),
    path("dial/", dialling.dial, name="dial"),
    path("line/", station.line, name="line"),
    path("call/<uuid:call_id>/colleagues/", orders.colleagues, name="colleagues"),
    path("call/<uuid:call_id>/<slug:what>/", orders.order, name="order"),
    path("listen/<uuid:call_id>/<slug:manner>/", supervising.listen, name="listen"),
    path("take/<uuid:call_id>/", supervising.take, name="take"),
    path("running/", supervising.running, name="running"),
    path("settings/", settings.overview, name="settings"),
    path("settings/trunks/new", settings.trunk, name="new_trunk"),
    path("settings/trunks/<uuid:id>", settings.trunk, name="trunk"),
    path("settings/numbers/new", settings.number, name="new_number"),
    path("settings/numbers/<uuid:id>", settings.number, name="number"),
    path("settings/telephones/new", settings.device, name="new_device"),
    path("settings/telephones/<uuid:id>", settings.device, name="device"),
    path("settings/telephones/<uuid:id>/password", settings.new_password, name="new_password"),
    path("settings/telephones/<uuid:id>/remove", settings.remove_device, name="remove_device"),
]
