"""Writes of calls. Each is one transaction, with the brand's walls open."""

from entregent.channels.voice.actions.beginning import Begun, begin
from entregent.channels.voice.actions.ending import end
from entregent.channels.voice.actions.nodes import alive, cut_off, start_node, stop_node
from entregent.channels.voice.actions.offers import accept_ringing, refuse_ringing
from entregent.channels.voice.actions.parties import hand_over, invite, invite_outside, join, join_outside, leave, leave_outside
from entregent.channels.voice.actions.placing import Placed, place
from entregent.channels.voice.actions.settings import remove_device, save_device, save_number, save_trunk
from entregent.channels.voice.actions.talking import answered, held, muted, resumed, unmuted
from entregent.channels.voice.actions.waiting import Queued, queue_up
from entregent.channels.voice.actions.wrapping import finish_wrap_up

__all__ = [
    "Begun", "Placed", "Queued", "accept_ringing", "alive", "answered", "begin", "cut_off", "end", "finish_wrap_up",
    "hand_over", "held", "invite", "invite_outside", "join", "join_outside", "leave", "leave_outside", "muted", "place",
    "queue_up", "refuse_ringing", "remove_device", "resumed", "save_device", "save_number", "save_trunk", "start_node",
    "stop_node", "unmuted",
]  # fmt: skip
