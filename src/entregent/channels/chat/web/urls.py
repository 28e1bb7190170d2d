"""The addresses of live chat: those of widgets, open to the sites that a brand names, and those of staff."""

from django.urls import path

from entregent.channels.chat.web.interludes import between_messages
from entregent.channels.chat.web.views import agents, calling, script, setup, tracking, visitors, widgets
from entregent.conversations.web.interludes import tell
from entregent.tickets.web.strips import strip

tell(between_messages)
strip("chat", "chat:strip")

app_name = "chat"
urlpatterns = [
    path("widget.js", script.widget, name="script"),
    path("widget/preview/<uuid:key>/", script.preview, name="preview"),
    path("chat/w/<uuid:key>/setup", setup.setup, name="setup"),
    path("chat/w/<uuid:key>/slots", setup.callback_slots, name="slots"),
    path("chat/w/<uuid:key>/find", setup.find, name="find"),
    path("chat/w/<uuid:key>/sync", visitors.sync, name="sync"),
    path("chat/w/<uuid:key>/say", visitors.say, name="say"),
    path("chat/w/<uuid:key>/seen", visitors.seen, name="seen"),
    path("chat/w/<uuid:key>/end", visitors.end, name="end"),
    path("chat/w/<uuid:key>/rate", visitors.rate, name="rate"),
    path("chat/w/<uuid:key>/transcript", visitors.transcript, name="transcript"),
    path("chat/w/<uuid:key>/other", visitors.other, name="other"),
    path("chat/w/<uuid:key>/leave", visitors.leave, name="leave"),
    path("chat/w/<uuid:key>/callback", visitors.callback, name="callback"),
    path("chat/w/<uuid:key>/call", calling.call, name="call"),
    path("chat/w/<uuid:key>/calling", calling.calling, name="calling"),
    path("chat/w/<uuid:key>/number", tracking.number, name="number"),
    path("chat/w/<uuid:key>/keys", calling.keys, name="keys"),
    path("chat/w/<uuid:key>/hang-up", calling.hang_up, name="hang_up"),
    path("chat/file/<str:signed>", visitors.file, name="file"),
    path("chat/widgets/", widgets.listing, name="widgets"),
    path("chat/widgets/new", widgets.widget, name="new_widget"),
    path("chat/widgets/<uuid:id>", widgets.widget, name="widget"),
    path("chat/widgets/<uuid:id>/secret", widgets.secret, name="secret"),
    path("chat/conversation/<uuid:id>/", agents.conversation, name="conversation"),
    path("chat/blocked/", agents.blocked, name="blocked"),
    path("chat/blocked/<uuid:id>/unblock", agents.unblock, name="unblock"),
    path("chat/ticket/<uuid:ticket_id>/strip/", agents.strip, name="strip"),
    path("chat/ticket/<uuid:ticket_id>/visitor/", agents.visitor, name="visitor"),
    path("chat/ticket/<uuid:ticket_id>/saw/", agents.saw, name="saw"),
    path("chat/ticket/<uuid:ticket_id>/end/", agents.end, name="staff_end"),
    path("chat/ticket/<uuid:ticket_id>/wrapped/", agents.wrapped, name="wrapped"),
    path("chat/ticket/<uuid:ticket_id>/block/", agents.block, name="block"),
    path("chat/ticket/<uuid:ticket_id>/recognise/", agents.recognise, name="recognise"),
]
