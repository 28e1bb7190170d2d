"""Numbers outside: by which trunk they are called, and which are not."""

from collections.abc import Callable
from uuid import UUID

from entregent.channels.voice.exchange.directory import Directory
from entregent.channels.voice.exchange.far_end import FarEnd, Told
from entregent.channels.voice.rules import refused_destination, spelled
from entregent.telephony.media.client import Media
from entregent.telephony.sip.stack import Sip, Unreachable


class NotAllowed(ValueError):
    """The house does not call this number; ``why`` is a word of ``rules.refused_destination``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Outside:
    """The trunks of each brand, and what may be called by them."""

    def __init__(self, sip: Sip, media: Media, directory: Callable[[], Directory]) -> None:
        self._sip, self._media, self._directory = sip, media, directory

    async def dial(self, brand: UUID, number: str, leg: str, told: Told, *, caller: str = "") -> FarEnd:
        """Call a number by the brand's trunk; ``caller``: the number of ours that is shown, else the trunk's own.

        Raises NotAllowed, Unreachable where the brand has no trunk, what dialling raises.
        """
        way = self._directory().ways.get(brand)
        if way is None:
            raise Unreachable("no trunk")
        digits = spelled(number, way.code)
        if why := refused_destination(digits, way.code):
            raise NotAllowed(why)
        end = FarEnd(self._sip, self._media, leg, told)
        await end.dial(digits, caller=caller or way.caller, trunk=way.trunk)
        return end
