"""The pages of persons."""

from django.urls import path

from entregent.people.web.views import care, duplicates, edit, exports, imports, lists, organisations, person

app_name = "people"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("columns/", lists.columns, name="columns"),
    path("views/save/", lists.save, name="save_view"),
    path("views/<uuid:view_id>/", lists.change, name="change_view"),
    path("views/<uuid:view_id>/forget/", lists.forget, name="forget_view"),
    path("new/", edit.create, name="create"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/<uuid:duplicate_id>/dismiss/", duplicates.dismiss, name="dismiss"),
    path("duplicates/<uuid:duplicate_id>/merge/", duplicates.merge_proposed, name="merge_proposed"),
    path("merges/<uuid:merge_id>/undo/", duplicates.undo, name="undo_merge"),
    path("imports/", imports.listing, name="imports"),
    path("imports/<uuid:import_id>/", imports.show, name="import"),
    path("imports/<uuid:import_id>/progress/", imports.progress, name="import_progress"),
    path("imports/<uuid:import_id>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<uuid:import_id>/again/", imports.take_up, name="import_again"),
    path("imports/<uuid:import_id>/report.csv", imports.report, name="import_report"),
    path("export.csv", exports.csv_file, name="export_csv"),
    path("export.vcf", exports.vcard_file, name="export_vcard"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/new/", organisations.create, name="create_organisation"),
    path("organisations/<uuid:organisation_id>/", organisations.show, name="organisation"),
    path("organisations/<uuid:organisation_id>/edit/", organisations.change, name="edit_organisation"),
    path("positions/<uuid:position_id>/remove/", organisations.remove_position, name="remove_position"),
    path("handles/<uuid:handle_id>/remove/", care.remove_handle, name="remove_handle"),
    path("consents/<uuid:consent_id>/revoke/", care.revoke_consent, name="revoke_consent"),
    path("remarks/<uuid:remark_id>/remove/", care.remove_remark, name="remove_remark"),
    path("<uuid:person_id>/", person.show, name="person"),
    path("<uuid:person_id>/timeline/", person.timeline, name="timeline"),
    path("<uuid:person_id>/card/", person.card, name="card"),
    path("<uuid:person_id>/edit/", edit.change, name="edit"),
    path("<uuid:person_id>/stage/", care.move_stage, name="stage"),
    path("<uuid:person_id>/tags/", care.set_tags, name="tags"),
    path("<uuid:person_id>/handles/", care.add_handle, name="add_handle"),
    path("<uuid:person_id>/choose/", care.choose, name="choose"),
    path("<uuid:person_id>/consents/", care.give_consent, name="give_consent"),
    path("<uuid:person_id>/remarks/", care.add_remark, name="add_remark"),
    path("<uuid:person_id>/positions/", organisations.add_position, name="add_position"),
    path("<uuid:person_id>/merge/", duplicates.merge_with, name="merge"),
]
