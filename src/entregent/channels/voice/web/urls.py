"""The addresses of the telephone: the agent's own, the log of calls, and the settings."""

from django.urls import path

from entregent.channels.voice.web.interludes import between_messages
from entregent.channels.voice.web.views import (
    calls,
    dialling,
    listening,
    messages,
    orders,
    playing,
    qualifying,
    recording,
    settings,
    station,
    strip,
    supervising,
    transcripts,
    waiting,
)
from entregent.conversations.web.interludes import tell
from entregent.tickets.rules import ON_THE_LINE
from entregent.tickets.web.strips import strip as add_strip

tell(between_messages)
for channel in (ON_THE_LINE, "phone", "callback"):
    add_strip(channel, "voice:strip")

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
    path("listening/", listening.periods, name="listening"),
    path("listening/<uuid:period_id>/withdraw/", listening.withdraw, name="withdraw_listening"),
    path("listening/register/", listening.register, name="register"),
    path("listening/register.csv", listening.register_file, name="register_file"),
    path("running/", supervising.running, name="running"),
    path("ticket/<uuid:ticket_id>/strip/", strip.strip, name="strip"),
    path("calls/", calls.log, name="log"),
    path("calls/owed/", calls.owed, name="owed"),
    path("calls/sources/", calls.by_source, name="sources"),
    path("calls/<uuid:call_id>/", calls.call, name="call"),
    path("calls/<uuid:call_id>/disposition/", qualifying.disposition, name="disposition"),
    path("calls/<uuid:call_id>/dispositions/", qualifying.dispositions, name="dispositions"),
    path("calls/<uuid:call_id>/wrap-up/finish/", qualifying.finished, name="finished"),
    path("calls/<uuid:call_id>/wrap-up/prolong/", qualifying.prolonged, name="prolonged"),
    path("recordings/<uuid:id>/sound", playing.sound, name="sound"),
    path("recordings/<uuid:id>/transcript", transcripts.transcript, name="transcript"),
    path("recordings/<uuid:id>/transcribe", transcripts.again, name="transcribe"),
    path("recordings/<uuid:id>/shape", playing.shape, name="shape"),
    path("recordings/<uuid:id>/listen/", playing.begin, name="begin_hearing"),
    path("recordings/<uuid:id>/object/", playing.object_to, name="object_to"),
    path("messages/<uuid:message_id>/sound", messages.sound, name="message_sound"),
    path("waiting/", waiting.overview, name="waiting"),
    path("waiting/<uuid:queue_id>/", waiting.policy, name="waiting_policy"),
    path("recording/", recording.overview, name="recording"),
    path("recording/<uuid:brand_id>/", recording.policy, name="recording_policy"),
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
