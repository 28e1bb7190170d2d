"""Our own registration with an operator: kept alive, tried again after a while when it fails, its state told."""

import random
from collections.abc import Callable
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from entregent.telephony.sip import digest, messages
from entregent.telephony.sip.directory import Trunk, TrunkState
from entregent.telephony.sip.path import Path

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Home

ASKED = 600  # seconds
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # after failures, twice as long each time


class Registration:
    """One trunk's."""

    def __init__(self, home: "Home", trunk: Trunk, path: Path, on_state: Callable[[TrunkState], None]) -> None:
        self._home, self.trunk, self._path, self._on_state = home, trunk, path, on_state
        self._seconds, self._wait = ASKED, FIRST_WAIT
        self._told: TrunkState | None = None
        self._stopped = False
        self._next = home.loop.call_soon(self._register)

    def _register(self, answering: dict[str, str] | None = None) -> None:
        headers = {"Expires": str(0 if self._stopped else self._seconds), **(answering or {})}
        request = self._path.compose("REGISTER", headers=headers)
        self._home.transactions.ask(request, lambda response: self._answered(response, request, bool(answering)))

    def _answered(self, response: Any, request: Any, tried: bool) -> None:
        code = response.getSCode()[0]
        if code in (401, 407) and not tried and (answer := credentials(self.trunk, response, request)):
            self._register(answer)
        elif self._stopped or code < 200:
            return
        elif code < 300:
            self._wait = FIRST_WAIT
            self._tell("registered", code)
            self._later(max(10.0, self._granted(response) * 0.8))
        elif code == 423 and (least := messages.number_header(response, "min-expires") or 0) > self._seconds:
            self._seconds = least
            self._register()
        else:
            self._tell("unreachable" if code == 408 or code >= 500 else "refused", code)
            self._later(self._wait * random.uniform(0.8, 1.2))  # noqa: S311 - many exchanges should not come back at once
            self._wait = min(self._wait * 2, LONGEST_WAIT)

    def _granted(self, response: Any) -> int:
        contact = self._path.contact.strip("<>").partition(":")[2]
        for one in response.getHFBodys("contact"):
            asked = str(one.address.getParam("expires") or "")
            if not one.asterisk and str(one.getUrl()).partition(":")[2] == contact and asked.isascii() and asked.isdigit():
                return int(asked)
        return messages.number_header(response, "expires") or self._seconds

    def _later(self, seconds: float) -> None:
        self._next = self._home.loop.call_later(seconds, self._register)

    def _tell(self, state: str, code: int) -> None:
        told = TrunkState(self.trunk.id, state, code)
        if told != self._told:
            self._told = told
            self._home.loop.call_soon(self._on_state, told)

    def stop(self) -> None:
        """Not any more; the operator is told when it believes otherwise."""
        self._next.cancel()
        self._stopped = True
        if self._told is not None and self._told.state == "registered":
            self._register()


def credentials(trunk: Trunk, response: Any, request: Any) -> dict[str, str] | None:
    """The header that answers an operator's challenge."""
    if not trunk.user or not trunk.password:
        return None
    proxy = response.getSCode()[0] == 407
    asked = [str(one.body) for one in response.getHFs("proxy-authenticate" if proxy else "www-authenticate")]
    uri = str(request.getRURI())
    value = digest.answer(asked, request.getMethod(), uri, trunk.user, trunk.password, cnonce=token_hex(8))
    return {"Proxy-Authorization" if proxy else "Authorization": value} if value else None
