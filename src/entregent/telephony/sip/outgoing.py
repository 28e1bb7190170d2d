"""The INVITE of a call that goes out, and what the other network says to it."""

from typing import TYPE_CHECKING, Any

from entregent.telephony import sdp
from entregent.telephony.sip import messages
from entregent.telephony.sip.events import Answered, Progress, Refused, Ringing

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Dialog


class Outgoing:
    """Our question and their answers."""

    def __init__(self, dialog: "Dialog") -> None:
        self._dialog = dialog
        self._transaction: Any = None
        self._offer = ""
        self._headers: dict[str, str] = {}
        self._challenged = False

    def invite(self, offer: str, headers: dict[str, str]) -> None:
        """Send it."""
        self._offer, self._headers = offer, headers
        self._send({})

    def _send(self, answering: dict[str, str]) -> None:
        dialog = self._dialog
        fixed = {"Allow": messages.ALLOW, "Supported": messages.SUPPORTED, **dialog.watch.ask()}
        request = dialog.path.compose("INVITE", body=self._offer, headers={**fixed, **self._headers, **answering})
        self._transaction = dialog.send(request, lambda response: self._answered(response, request))

    def _again(self, answering: dict[str, str]) -> None:
        if self._dialog.state == "over":  # we withdrew between the two
            self._dialog.over()
        else:
            self._send(answering)

    def cancel(self) -> None:
        """CANCEL; as soon as the other end has given any sign (RFC 3261 § 9.1)."""
        self._dialog.home.transactions.cancelTransaction(self._transaction)

    def _answered(self, response: Any, request: Any) -> None:
        dialog = self._dialog
        code, reason = response.getSCode()
        if code < 200:
            if dialog.state == "early" and code > 100:
                self._provisional(code, response)
        elif code < 300:
            self._accepted(response)
        elif (
            code in (401, 407)
            and dialog.state == "early"
            and not self._challenged
            and (more := dialog.credentials(response, request))
        ):
            self._challenged = True
            dialog.after_ack(lambda: self._again(more))
        else:
            withdrawn = dialog.state == "over"
            dialog.over()
            if not withdrawn:
                dialog.emit(Refused(code, messages.phrase(reason)))

    def _provisional(self, code: int, response: Any) -> None:
        dialog = self._dialog
        early = messages.description(response)
        if early:
            dialog.emit(Progress(early))
        elif code == 180:
            dialog.emit(Ringing())

    def _accepted(self, response: Any) -> None:
        dialog = self._dialog
        dialog.path.remote_tag = response.getHFBody("to").getTag() or ""
        dialog.path.follow(response, opens=True)
        withdrawn = dialog.state == "over"  # our CANCEL and their answer met
        answer = messages.description(response) or ""
        try:
            sdp.read(answer)
        except sdp.Unusable:
            answer = ""
        dialog.state = "up"
        if withdrawn or not answer:
            dialog.after_ack(lambda: dialog.bye(""))
            if not withdrawn:
                dialog.emit(Refused(488, "Their sound cannot be carried"))
            return
        dialog.offers.settled(local=self._offer, remote=answer)
        dialog.watch.agreed(response)
        dialog.watch.begin()
        dialog.emit(Answered(answer))
