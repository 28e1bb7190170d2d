"""The addresses of scenarios."""

from django.urls import path

from entregent.scenarios.web.views import changing, editor, figures, listing, schema, trying, versions

app_name = "scenarios"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("form.schema.json", schema.form_schema, name="form_schema"),
    path("new/", listing.create, name="create"),
    path("import/", listing.receive, name="import"),
    path("<uuid:scenario_id>/", editor.show, name="editor"),
    path("<uuid:scenario_id>/rename/", editor.rename, name="rename"),
    path("<uuid:scenario_id>/save/", changing.save, name="save"),
    path("<uuid:scenario_id>/act/", changing.act, name="act"),
    path("<uuid:scenario_id>/undo/", editor.undo, name="undo"),
    path("<uuid:scenario_id>/redo/", editor.redo, name="redo"),
    path("<uuid:scenario_id>/publish/", editor.publish, name="publish"),
    path("<uuid:scenario_id>/discard/", editor.discard, name="discard"),
    path("<uuid:scenario_id>/try/", trying.show, name="try"),
    path("<uuid:scenario_id>/try/step/", trying.take, name="step"),
    path("<uuid:scenario_id>/figures/", figures.show, name="figures"),
    path("<uuid:scenario_id>/versions/", versions.show, name="versions"),
    path("<uuid:scenario_id>/versions/back/", versions.bring_back, name="roll_back"),
    path("<uuid:scenario_id>/export.json", listing.export, name="export"),
    path("<uuid:scenario_id>/replace/", listing.replace, name="replace"),
    path("<uuid:scenario_id>/duplicate/", listing.duplicate, name="duplicate"),
    path("<uuid:scenario_id>/archive/", listing.archive, name="archive"),
    path("<uuid:scenario_id>/take-back/", listing.take_back, name="take_back"),
]
