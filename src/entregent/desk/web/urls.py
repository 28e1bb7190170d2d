"""The addresses of the desk."""

from django.urls import path

from entregent.desk.web.views import bandeau, page, person, search

app_name = "desk"
urlpatterns = [
    path("", page.desk, name="desk"),
    path("desk/ticket/<uuid:ticket_id>/", page.ticket, name="ticket"),
    path("desk/ticket/<uuid:ticket_id>/person/", person.person, name="person"),
    path("desk/ticket/<uuid:ticket_id>/choose/", person.choose, name="choose"),
    path("desk/ticket/<uuid:ticket_id>/undo-choice/", person.undo_choice, name="undo_choice"),
    path("desk/my-work/", page.work, name="work"),
    path("desk/here/", page.here, name="here"),
    path("desk/bandeau/", bandeau.bandeau, name="bandeau"),
    path("desk/ringing/", bandeau.ringing, name="ringing"),
    path("desk/queue/<uuid:queue_id>/", page.queue, name="queue"),
    path("desk/figures/", bandeau.figures, name="figures"),
    path("desk/offers/<uuid:offer_id>/accept/", bandeau.accept, name="accept"),
    path("desk/offers/<uuid:offer_id>/refuse/", bandeau.refuse, name="refuse"),
    path("desk/search/", search.search, name="search"),
]
