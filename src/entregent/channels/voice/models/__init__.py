"""Trunks, numbers and telephones; calls and who takes part in them; the processes that carry them."""

from entregent.channels.voice.models.calls import Call, Party
from entregent.channels.voice.models.dispositions import Disposition, DispositionPolicy
from entregent.channels.voice.models.lines import Charge, Device, Node, Number, Trunk
from entregent.channels.voice.models.listening import ListeningPeriod
from entregent.channels.voice.models.recordings import Hearing, Recording, RecordingPolicy
from entregent.channels.voice.models.transcripts import Transcript
from entregent.channels.voice.models.waiting import Overflow, Voicemail, WaitingPolicy

__all__ = [
    "Call", "Charge", "Device", "Disposition", "DispositionPolicy", "Hearing", "ListeningPeriod", "Node", "Number",
    "Overflow", "Party", "Recording", "RecordingPolicy", "Transcript", "Trunk", "Voicemail", "WaitingPolicy",
]  # fmt: skip
