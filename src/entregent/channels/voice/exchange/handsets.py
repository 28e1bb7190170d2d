"""SIP telephones of agents: they ring when something is offered, and whoever lifts the receiver has taken it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice.exchange.far_end import FarEnd
from entregent.channels.voice.exchange.stations import OffHook, Stations
from entregent.telephony.media.client import Media
from entregent.telephony.sip.events import Answered, DialogEvent, HungUp, Lost, Refused
from entregent.telephony.sip.stack import Sip

DECLINED = frozenset({403, 486, 600, 603})
"""What telephones answer when somebody pressed « no »."""


@dataclass(frozen=True)
class Told:
    """What is done when the receiver is lifted, the ring declined, the receiver put back."""

    lifted: Callable[[], None]
    declined: Callable[[], None]
    put_back: Callable[[], None]


class Handset:
    """One telephone of the house that rings, or whose receiver is off."""

    def __init__(self, sip: Sip, media: Media, stations: Stations, staff: UUID, told: Told) -> None:
        self._stations, self._staff, self._told = stations, staff, told
        self._end = FarEnd(sip, media, f"handset:{secrets.token_hex(8)}", self._happened)

    async def ring(self, device: str, number: str, name: str) -> None:
        """Ring; ``number`` and ``name`` are what its screen shows. Raises what dialling raises."""
        await self._end.dial(number, caller=number, name=name, device=device)

    def stop(self) -> None:
        """Ring no more, or hang up."""
        self._stations.hung_up(self._staff, self._end.leg)
        self._end.hang_up()

    def _happened(self, event: DialogEvent) -> None:
        match event:
            case Answered():
                self._stations.lift(self._staff, OffHook(self._end.leg, self._end.hang_up))
                self._told.lifted()
            case Refused(code) if code in DECLINED:
                self._told.declined()
            case HungUp() | Lost():
                if self._stations.hung_up(self._staff, self._end.leg):
                    self._told.put_back()
