"""The pages of voices."""

from django.urls import path

from entregent.speech.web.views import library, prompts, voices, words

app_name = "speech"
urlpatterns = [
    path("", voices.show, name="voices"),
    path("voice/", voices.save, name="save"),
    path("progress/", voices.progress, name="progress"),
    path("try/", prompts.try_text, name="try"),
    path("prompts/<uuid:prompt_id>/", prompts.tried, name="tried"),
    path("prompts/<uuid:prompt_id>/sound/", prompts.sound, name="prompt_sound"),
    path("words/", words.add, name="add_word"),
    path("words/<uuid:word_id>/remove/", words.remove, name="remove_word"),
    path("words/<uuid:word_id>/restore/", words.restore, name="restore_word"),
    path("recordings/", library.record, name="record"),
    path("recordings/<uuid:recording_id>/sound/", library.recording_sound, name="recording_sound"),
    path("recordings/<uuid:recording_id>/remove/", library.remove_recording, name="remove_recording"),
    path("recordings/<uuid:recording_id>/restore/", library.restore_recording, name="restore_recording"),
    path("music/", library.add_music, name="add_music"),
    path("music/<uuid:music_id>/sound/", library.music_sound, name="music_sound"),
    path("music/<uuid:music_id>/remove/", library.remove_music, name="remove_music"),
    path("music/<uuid:music_id>/restore/", library.restore_music, name="restore_music"),
]
