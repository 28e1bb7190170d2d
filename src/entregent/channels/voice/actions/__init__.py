"""Writes of calls. Each is one transaction, with the brand's walls open."""

from entregent.channels.voice.actions.beginning import Begun, FromSite, begin
from entregent.channels.voice.actions.conversing import heard, presented
from entregent.channels.voice.actions.dispositions import (
    install_dispositions,
    move_disposition,
    place_disposition,
    qualify,
    require_dispositions,
)
from entregent.channels.voice.actions.drawing import Plan, plan
from entregent.channels.voice.actions.ending import end
from entregent.channels.voice.actions.hearing import begin_hearing, draw, hearing_of, listened
from entregent.channels.voice.actions.listening import announce_listening, come_in, withdraw_listening
from entregent.channels.voice.actions.messages import (
    expire_messages,
    keep_cut_messages,
    message_begun,
    message_empty,
    message_heard,
    message_left,
)
from entregent.channels.voice.actions.nodes import alive, cut_off, start_node, stop_node
from entregent.channels.voice.actions.offers import accept_ringing, refuse_ringing
from entregent.channels.voice.actions.other_ways import keep_place, link_taken, not_placed, send_link, ways_offered
from entregent.channels.voice.actions.overflowing import Elsewhere, leaves_queue, waited_too_long
from entregent.channels.voice.actions.parties import (
    give,
    hand_over,
    invite,
    invite_outside,
    join,
    join_outside,
    leave,
    leave_outside,
)
from entregent.channels.voice.actions.placing import Placed, place
from entregent.channels.voice.actions.recordings import (
    erase_recordings,
    expire,
    recording_objected,
    recording_paused,
    recording_resumed,
    recording_started,
    recording_stopped,
)
from entregent.channels.voice.actions.settings import (
    remove_device,
    save_device,
    save_number,
    save_recording_policy,
    save_trunk,
    save_waiting,
)
from entregent.channels.voice.actions.spending import charge, limit_met, shown_number
from entregent.channels.voice.actions.talking import answered, held, muted, resumed, unmuted
from entregent.channels.voice.actions.transcripts import (
    await_again,
    await_transcript,
    may_be_tried,
    transcript_goes_on,
    transcript_made,
)
from entregent.channels.voice.actions.visiting import call_in, hang_up, press
from entregent.channels.voice.actions.waiting import Manners, Queued, manners_of, queue_up
from entregent.channels.voice.actions.wrapping import finish_wrap_up, prolong_wrap_up

__all__ = [
    "Begun", "Elsewhere", "FromSite", "Manners", "Placed", "Plan", "Queued", "accept_ringing", "alive", "announce_listening",
    "answered", "await_again", "await_transcript", "begin", "begin_hearing", "call_in", "charge", "come_in", "cut_off",
    "draw", "end", "erase_recordings", "expire", "expire_messages", "finish_wrap_up", "give", "hand_over", "hang_up", "heard",
    "hearing_of", "held", "install_dispositions", "invite", "invite_outside", "join", "join_outside", "keep_cut_messages",
    "keep_place", "leave", "leave_outside", "leaves_queue", "limit_met", "link_taken", "listened", "manners_of",
    "may_be_tried", "message_begun", "message_empty", "message_heard", "message_left", "move_disposition", "muted",
    "not_placed", "place", "place_disposition", "plan", "presented", "press", "prolong_wrap_up", "qualify", "queue_up",
    "recording_objected", "recording_paused", "recording_resumed", "recording_started", "recording_stopped", "refuse_ringing",
    "remove_device", "require_dispositions", "resumed", "save_device", "save_number", "save_recording_policy", "save_trunk",
    "save_waiting", "send_link", "shown_number", "start_node", "stop_node", "transcript_goes_on", "transcript_made",
    "unmuted", "waited_too_long", "ways_offered", "withdraw_listening",
]  # fmt: skip
