"""Calls whose other end vanished are found: by session timers (RFC 4028) where both know them, by a question where not."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from entregent.telephony.sip import messages

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Dialog

LEAST, USUAL = 90, 1800  # seconds (RFC 4028 § 4)


class Watch:
    """The clock of one call."""

    def __init__(self, dialog: "Dialog") -> None:
        self._dialog = dialog
        self._session = 0  # seconds agreed; 0: none
        self._ours = False  # the refreshing
        self._expiry: asyncio.TimerHandle | None = None
        self._question: asyncio.TimerHandle | None = None

    def agree(self, request: Any) -> dict[str, str]:
        """What our 200 to their INVITE says: they refresh, unless they asked that we do."""
        wanted = messages.number_header(request, "session-expires")
        if wanted is None or not _knows(request):
            self._session = 0
            return {}
        self._session = max(wanted, LEAST)
        self._ours = "refresher=uas" in messages.header(request, "session-expires").lower()
        self._wind()
        return {"Session-Expires": f"{self._session};refresher={'uas' if self._ours else 'uac'}", "Require": "timer"}

    def ask(self) -> dict[str, str]:
        """What our INVITE says."""
        return {"Session-Expires": str(self._session or USUAL), "Min-SE": str(LEAST)}

    def agreed(self, response: Any) -> None:
        """What their 200 to our INVITE says."""
        granted = messages.number_header(response, "session-expires")
        self._session = max(granted, LEAST) if granted is not None else 0
        self._ours = "refresher=uas" not in messages.header(response, "session-expires").lower()
        self._wind()

    def begin(self) -> None:
        """The call is up."""
        self._wind()
        self._ask_later()

    def heard(self, request: Any) -> None:
        """A request of theirs: they are there; a re-INVITE refreshes the session when it is answered."""
        self._ask_later()

    def end(self) -> None:
        """The call is over."""
        for timer in (self._expiry, self._question):
            if timer is not None:
                timer.cancel()
        self._expiry = self._question = None

    def _wind(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if not self._session or self._dialog.state == "over":
            return
        loop = self._dialog.home.loop
        if self._ours:
            self._expiry = loop.call_later(self._session / 2, self._refresh)
        else:
            self._expiry = loop.call_later(self._session, self._dialog.lost, "session timer")

    def _refresh(self) -> None:
        self._expiry = self._dialog.home.loop.call_later(self._session / 2, self._dialog.lost, "session timer")
        self._dialog.offers.refresh()

    def _ask_later(self) -> None:
        if self._question is not None:
            self._question.cancel()
        self._question = self._dialog.home.loop.call_later(self._dialog.home.sign_of_life, self._ask)

    def _ask(self) -> None:
        if self._dialog.state == "up":
            self._ask_later()
            self._dialog.ask("OPTIONS", self._answered)

    def _answered(self, code: int, response: Any) -> None:
        if code in (408, 481):
            self._dialog.lost("no answer to a sign of life")


def _knows(request: Any) -> bool:
    words = {
        word.strip().lower() for name in ("supported", "require") for word in re.split(",", messages.header(request, name))
    }
    return "timer" in words or any(str(one.body).strip().lower() == "timer" for one in request.getHFs("supported"))
