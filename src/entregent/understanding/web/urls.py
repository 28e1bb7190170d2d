"""The pages of intents."""

from django.urls import path

from entregent.understanding.web.views import examples, files, intents, labelling, training, trying

app_name = "understanding"
urlpatterns = [
    path("", intents.listing, name="intents"),
    path("new/", intents.create, name="create"),
    path("try/", trying.try_sentence, name="try"),
    path("train/", training.train, name="train"),
    path("training/", training.progress, name="training"),
    path("report/", training.report, name="report"),
    path("models/<uuid:model_id>/use/", training.use, name="use_model"),
    path("labelling/", labelling.listing, name="labelling"),
    path("unsure/<uuid:unsure_id>/label/", labelling.label, name="label"),
    path("unsure/<uuid:unsure_id>/dismiss/", labelling.dismiss, name="dismiss"),
    path("unsure/<uuid:unsure_id>/back/", labelling.back, name="take_back"),
    path("import/", files.receive, name="import"),
    path("export.csv", files.export, name="export"),
    path("examples/<uuid:example_id>/remove/", examples.remove, name="remove_example"),
    path("examples/<uuid:example_id>/restore/", examples.restore, name="restore_example"),
    path("<uuid:intent_id>/", intents.show, name="intent"),
    path("<uuid:intent_id>/examples/", examples.add, name="add_examples"),
    path("<uuid:intent_id>/remove/", intents.remove, name="remove_intent"),
    path("<uuid:intent_id>/restore/", intents.restore, name="restore_intent"),
]
