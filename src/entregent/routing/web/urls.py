"""The fragments and acts of routing."""

from django.urls import path

from entregent.routing.web.views import agents, board, desk, why

app_name = "routing"
urlpatterns = [
    path("presence/", desk.presence, name="presence"),
    path("seen/", desk.seen, name="seen"),
    path("offers/", desk.offers, name="offers"),
    path("queues/", desk.queues, name="queues"),
    path("board/", board.board, name="board"),
    path("board/<uuid:queue_id>/", board.waiting, name="waiting"),
    path("agents/", agents.agents, name="agents"),
    path("agents/<uuid:staff_id>/", agents.agent, name="agent"),
    path("agents/<slug:which>/", agents.listed, name="listed_agents"),
    path("agents/<uuid:staff_id>/presence/", agents.set_presence, name="agent_presence"),
    path("acts/<uuid:item_id>/", board.acts, name="acts"),
    path("why/<uuid:item_id>/", why.why, name="why"),
]
