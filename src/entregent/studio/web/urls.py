"""The addresses of the studio."""

from django.urls import path

from entregent.studio.web import audit, brands, calendars, canned, dispositions, keys, matrix, shifts, staff, trees, views

app_name = "studio"
urlpatterns = [
    path("", views.home, name="home"),
    path("brands/", brands.listing, name="brands"),
    path("brands/new/", brands.create, name="brand_create"),
    path("brands/<uuid:id>/", brands.edit, name="brand"),
    path("brands/<uuid:id>/stages/", brands.stages, name="stages"),
    path("staff/", staff.listing, name="staff"),
    path("staff/new/", staff.create, name="invite"),
    path("staff/<uuid:id>/", staff.account, name="account"),
    path("staff/<uuid:id>/invite/", staff.invite_again, name="invite_again"),
    path("staff/<uuid:id>/factor/", staff.reset_factor, name="reset_factor"),
    path("staff/<uuid:id>/close/", staff.close, name="close"),
    path("shifts/", shifts.listing, name="shifts"),
    path("shifts/<uuid:id>/", shifts.edit, name="shift"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("calendars/", calendars.listing, name="calendars"),
    path("calendars/new/", calendars.create, name="calendar_create"),
    path("calendars/year/", calendars.year, name="year"),
    path("calendars/<uuid:id>/", calendars.edit, name="calendar"),
    path("calendars/<uuid:id>/remove/", calendars.remove, name="calendar_remove"),
    path("reasons/tree/", trees.tree, {"slug": "reasons"}, name="reasons"),
    path("reasons/<uuid:id>/move/", trees.move, {"slug": "reasons"}, name="reason_move"),
    path("dispositions/tree/", trees.tree, {"slug": "dispositions"}, name="dispositions"),
    path("dispositions/<uuid:id>/move/", trees.move, {"slug": "dispositions"}, name="disposition_move"),
    path("dispositions/<uuid:brand_id>/usual/", dispositions.usual, name="usual_dispositions"),
    path("dispositions/<uuid:brand_id>/policy/", dispositions.policy, name="disposition_policy"),
    path("canned/preview/", canned.preview, name="canned_preview"),
    path("keys/", keys.listing, name="keys"),
    path("keys/<uuid:id>/revoke/", keys.revoke, name="key_revoke"),
    path("audit/", audit.audit, name="audit"),
    path("<slug:slug>/", views.listing, name="list"),
    path("<slug:slug>/new/", views.create, name="create"),
    path("<slug:slug>/<str:id>/", views.edit, name="edit"),
    path("<slug:slug>/<str:id>/remove/", views.remove, name="remove"),
]
