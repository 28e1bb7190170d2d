"""The INVITE of a call that comes in: its provisional answers, its final one, CANCEL, and the ACK that must follow."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from entregent.telephony.sip import messages
from entregent.telephony.sip.events import Answered, Cancelled, Lost

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Dialog


class Incoming:
    """Their question and our answers."""

    def __init__(self, dialog: "Dialog") -> None:
        self._dialog = dialog
        self.request: Any = None  # until it has its final answer
        self._transaction: Any = None
        self.asked = (dialog.path.call_id, dialog.path.remote_tag, dialog.path.heard)  # the same by every way it takes
        self.acked = not dialog.inbound
        self._ends_once_acked: str | None = None

    def take(self, request: Any, transaction: Any) -> tuple[None, Callable[..., None], Callable[[], None]]:
        """The INVITE; returns what sippy is to call on CANCEL, and when no ACK came."""
        self.request, self._transaction = request, transaction
        transaction.r487.getHFBody("to").setTag(self._dialog.path.local_tag)
        return None, self._cancelled, self._never_acked

    def respond(self, code: int, reason: str, description: str = "", headers: Mapping[str, str] | None = None) -> None:
        """One answer."""
        path = self._dialog.path
        more = dict(headers or {})
        if code < 300:
            more |= {"Contact": path.contact, "Allow": messages.ALLOW, "Supported": messages.SUPPORTED}
        made = messages.response(self.request, code, reason, tag=path.local_tag, body=description, headers=more)
        acknowledged = self._acknowledged if 200 <= code < 300 else None
        self._dialog.home.transactions.sendResponse(made, self._transaction, ack_cb=acknowledged)

    def end_once_acked(self, reason: str) -> None:
        """BYE as soon as it is allowed: not before the ACK (RFC 3261 § 15)."""
        self._ends_once_acked = reason

    def done(self) -> None:
        """It has its final answer."""
        self.request = self._transaction = None

    def _cancelled(self, *_: Any) -> None:
        if self._dialog.state == "early":
            self._dialog.over()
            self._dialog.emit(Cancelled())

    def _never_acked(self) -> None:
        if self._dialog.state == "up" and not self.acked:
            self.acked = True
            wanted = self._ends_once_acked
            self._dialog.bye("no ack")
            if wanted is None:
                self._dialog.emit(Lost("no ack"))

    def _acknowledged(self, ack: Any) -> None:
        self.acked = True
        if self._dialog.state != "up":
            return
        if self._ends_once_acked is not None:
            self._dialog.bye(self._ends_once_acked)
            return
        self._dialog.offers.go_on()
        if self._dialog.offer is None:
            answer = messages.description(ack)
            self._dialog.offers.settled(remote=answer)
            self._dialog.emit(Answered(answer or ""))
