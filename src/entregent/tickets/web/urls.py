"""The addresses of tickets."""

from django.urls import path

from entregent.conversations.web.interludes import tell
from entregent.tickets.web.interludes import between_messages
from entregent.tickets.web.views import bulk, composing, dialogs, edit, hands, listing, pane, rewording, saved, tasks

tell(between_messages)

app_name = "tickets"
urlpatterns = [
    path("", listing.page, name="list"),
    path("count/", listing.count, name="count"),
    path("choices/<slug:of>/", listing.choices, name="choices"),
    path("views/save/", saved.save, name="save_view"),
    path("views/<uuid:view_id>/delete/", saved.delete, name="delete_view"),
    path("columns/", saved.columns, name="columns"),
    path("bulk/", bulk.ask, name="bulk"),
    path("bulk/progress/", bulk.progress, name="bulk_progress"),
    path("bulk/<uuid:run_id>/undo/", bulk.undo, name="bulk_undo"),
    path("of-person/<uuid:person_id>/", listing.of_person, name="of_person"),
    path("of-organisation/<uuid:organisation_id>/", listing.of_organisation, name="of_organisation"),
    path("tasks/", tasks.listing, name="task_list"),
    path("tasks/<uuid:task_id>/", tasks.edit, name="task_edit"),
    path("tasks/<uuid:task_id>/done/", tasks.finished, name="task_done"),
    path("tasks/<uuid:task_id>/reopen/", tasks.reopen, name="task_reopen"),
    path("<uuid:ticket_id>/pane/", pane.pane, name="pane"),
    path("<uuid:ticket_id>/head/", pane.head, name="head"),
    path("<uuid:ticket_id>/history/", pane.history, name="history"),
    path("<uuid:ticket_id>/reply/", composing.answer, name="reply"),
    path("<uuid:ticket_id>/note/", composing.note, name="note"),
    path("<uuid:ticket_id>/canned/", composing.canned, name="canned"),
    path("<uuid:ticket_id>/reword/", rewording.reword, name="reword"),
    path("<uuid:ticket_id>/colleagues/", composing.colleagues, name="colleagues"),
    path("<uuid:ticket_id>/status/", edit.status, name="status"),
    path("<uuid:ticket_id>/field/", edit.field, name="field"),
    path("<uuid:ticket_id>/edit/", edit.edit, name="edit"),
    path("<uuid:ticket_id>/take/", hands.take, name="take"),
    path("<uuid:ticket_id>/release/", hands.release, name="release"),
    path("<uuid:ticket_id>/assign/", hands.assign, name="assign"),
    path("<uuid:ticket_id>/transfer/", hands.transfer, name="transfer"),
    path("<uuid:ticket_id>/tasks/", tasks.create, name="tasks"),
    path("<uuid:ticket_id>/merge/", dialogs.merge, name="merge"),
    path("<uuid:ticket_id>/merges/", dialogs.merges, name="merges"),
    path("merges/<uuid:merge_id>/undo/", dialogs.unmerge, name="unmerge"),
    path("<uuid:ticket_id>/split/", dialogs.split, name="split"),
    path("<uuid:ticket_id>/child/", dialogs.child, name="child"),
]
