"""Offers within a call (re-INVITE), theirs and ours: one at a time (RFC 3261 § 14)."""

import asyncio
import random
from typing import TYPE_CHECKING, Any

from entregent.telephony import sdp
from entregent.telephony.sip import messages
from entregent.telephony.sip.events import Answered, Reoffered, ReofferRefused

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Dialog


class Offers:
    """What was agreed last, and what is being asked."""

    def __init__(self, dialog: "Dialog") -> None:
        self._dialog = dialog
        self._local = ""
        self._remote: str | None = None
        self._asked: tuple[Any, Any] | None = None  # their re-INVITE and its transaction
        self._settling = False  # agreed, not acknowledged yet
        self._asking = False
        self._next: str | None = None  # an offer of ours that waits for its turn
        self._again: asyncio.TimerHandle | None = None

    def settled(self, *, local: str | None = None, remote: str | None = None) -> None:
        """What holds from now on."""
        self._local = local if local is not None else self._local
        self._remote = remote if remote is not None else self._remote

    # ---- theirs

    def heard(self, request: Any, transaction: Any) -> Any:
        """Their re-INVITE: the same sound again is agreed to at once, another is told."""
        dialog = self._dialog
        if self._asking:
            return dialog.reply(request, 491, "Request Pending")
        if self._asked is not None or self._settling:
            return dialog.reply(request, 500, "One At A Time", {"Retry-After": "2"})
        offered = messages.description(request)
        if offered is not None:
            try:
                sdp.read(offered)
            except sdp.Unusable:
                return dialog.reply(request, 488, "Not Acceptable Here")
        dialog.path.follow(request)
        self._asked = (request, transaction)
        if offered is None or offered == self._remote:
            self._answer(self._local)
        else:
            dialog.emit(Reoffered(offered))
        return None, self._withdrawn, lambda: dialog.lost("no ack")

    def accept(self, description: str) -> None:
        """Agree. Nothing when they withdrew it."""
        if self._asked is not None:
            self.settled(remote=messages.description(self._asked[0]))
            self._answer(description)

    def refuse(self, code: int, reason: str) -> None:
        """Do not agree."""
        if self._asked is not None:
            (request, transaction), self._asked = self._asked, None
            self._send(request, transaction, code, reason, "")

    def _answer(self, description: str) -> None:
        assert self._asked is not None
        (request, transaction), self._asked = self._asked, None
        self._local = description
        self._send(request, transaction, 200, "OK", description)

    def _send(self, request: Any, transaction: Any, code: int, reason: str, description: str) -> None:
        dialog = self._dialog
        headers = {"Allow": messages.ALLOW}
        if code < 300:
            headers |= {"Contact": dialog.path.contact, "Supported": messages.SUPPORTED, **dialog.watch.agree(request)}
        made = messages.response(request, code, reason, tag=dialog.path.local_tag, body=description, headers=headers)
        self._settling = code < 300
        dialog.home.transactions.sendResponse(made, transaction, ack_cb=self._acknowledged)

    def _acknowledged(self, ack: Any) -> None:
        """Done with; when our 200 carried an offer, their answer is here."""
        self._settling = False
        self._dialog.after_ack(self.go_on)
        answer = messages.description(ack)
        if answer and answer != self._remote:
            self._remote = answer
            self._dialog.emit(Answered(answer))

    def _withdrawn(self, *_: Any) -> None:
        self._asked = None

    # ---- ours

    def make(self, description: str) -> None:
        """Send it, or keep it until the one before is done with."""
        if self._busy() or self._again is not None:
            self._next = description
            return
        self._asking = True
        headers = {"Allow": messages.ALLOW, "Supported": messages.SUPPORTED, **self._dialog.watch.ask()}
        self._dialog.ask(
            "INVITE", lambda code, said: self._answered(description, code, said), body=description, headers=headers
        )

    def refresh(self) -> None:
        """The same again: a sign of life (RFC 4028)."""
        if not self._busy() and self._again is None:
            self.make(self._local)

    def _busy(self) -> bool:
        return self._asking or self._settling or self._asked is not None or not self._dialog.incoming.acked

    def _answered(self, description: str, code: int, response: Any) -> None:
        self._asking = False
        dialog = self._dialog
        if dialog.state != "up":
            return
        if code == 491:
            wait = random.uniform(0.0, 2.0) if dialog.inbound else random.uniform(2.1, 4.0)  # noqa: S311 - RFC 3261 § 14.1
            self._again = dialog.home.loop.call_later(wait, self._try_again, description)
        elif code in (408, 481):
            dialog.lost("no answer to a sign of life")
        elif code >= 300:
            dialog.emit(ReofferRefused(code))
        else:
            self._agreed(description, response)
        dialog.after_ack(self.go_on)

    def go_on(self) -> None:
        """The offer of ours that waited, if there is one."""
        if self._next is not None and self._again is None and self._dialog.state == "up":
            following, self._next = self._next, None
            self.make(following)

    def _agreed(self, description: str, response: Any) -> None:
        dialog = self._dialog
        dialog.path.follow(response)
        dialog.watch.agreed(response)
        answer = messages.description(response) or ""
        same = description == self._local and answer == self._remote
        self.settled(local=description, remote=answer)
        if not same:
            dialog.emit(Answered(answer))

    def _try_again(self, description: str) -> None:
        self._again = None
        following, self._next = self._next or description, None
        self.make(following)

    def end(self) -> None:
        """The call is over."""
        if self._asked is not None:
            self.refuse(487, "Request Terminated")
        if self._again is not None:
            self._again.cancel()
            self._again = None
