"""Numbers outside: by which trunk they are called, and which are not."""

from collections.abc import Callable
from uuid import UUID

from entregent.channels.voice.exchange.directory import Directory, Way
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

    def way(self, brand: UUID, number: str) -> tuple[Way, str]:
        """By which trunk a brand calls a number, and the number in E.164. Raises NotAllowed, Unreachable without a trunk."""
        way = self._directory().ways.get(brand)
        if way is None:
            raise Unreachable("no trunk")
        digits = spelled(number, way.code)
        if why := refused_destination(digits, way.code):
            raise NotAllowed(why)
        return way, digits

    def leaves(self, brand: UUID) -> bool:
        """Whether a brand can call at all."""
        return brand in self._directory().ways

    async def dial(self, brand: UUID, number: str, leg: str, told: Told, *, caller: str = "") -> FarEnd:
        """Call a number by the brand's trunk; ``caller``: the number of ours that is shown, else the trunk's own.

        Raises what ``way`` and dialling raise.
        """
        way, digits = self.way(brand, number)
        end = FarEnd(self._sip, self._media, leg, told)
        await end.dial(digits, caller=caller or way.caller, trunk=way.trunk)
        return end
