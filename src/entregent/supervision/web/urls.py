"""The addresses of supervision."""

from django.urls import path

from entregent.supervision.web.views import acts, board, waiting

app_name = "supervision"
urlpatterns = [
    path("", board.board, name="board"),
    path("figures/", board.figures, name="figures"),
    path("waiting/", waiting.show, name="waiting"),
    path("expected/", board.expected, name="expected"),
    path("items/<uuid:item_id>/assign/", acts.assign, name="assign"),
    path("items/<uuid:item_id>/move/", acts.move, name="move"),
    path("items/<uuid:item_id>/release/", acts.release, name="release"),
]
