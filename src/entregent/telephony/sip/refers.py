"""Transfers (REFER, RFC 3515; Replaces, RFC 3891): asked by the other end, and asked of it."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from entregent.telephony.sip import messages
from entregent.telephony.sip.events import Referred, ReferTold

if TYPE_CHECKING:
    from entregent.telephony.sip.dialog import Dialog

_NAMED = re.compile(r"[?&]replaces=([^&>\s]+)", re.IGNORECASE)
REPLACES = re.compile(r"^([^;]+);(?=.*to-tag=([^;]+))(?=.*from-tag=([^;]+))", re.IGNORECASE)
SECONDS = 120  # how long we tell how a transfer goes


class Refers:
    """The transfer at hand."""

    def __init__(self, dialog: "Dialog") -> None:
        self._dialog = dialog
        self._asked: tuple[Any, Any] | None = None  # their REFER, not yet accepted
        self._number = 0  # its CSeq: names the subscription
        self._telling = False

    def heard(self, request: Any, transaction: Any) -> Any:
        """Their REFER."""
        dialog = self._dialog
        if self._asked is not None or self._telling:
            return dialog.reply(request, 491, "Request Pending")
        named = messages.header(request, "refer-to")
        found = messages.identity(re.sub(r"[?][^>]*", "", named))
        if request.countHFs("refer-to") != 1 or found is None or not found[0]:
            return dialog.reply(request, 400, "Bad Refer-To")
        replaced = self._replaced(named)
        if replaced is None:
            return dialog.reply(request, 481, "No Such Call To Replace")
        self._asked = (request, transaction)
        self._number = request.getHFBody("cseq").getCSeqNum()
        dialog.emit(Referred(found[0], replaced))
        return None, None, None

    def _replaced(self, named: str) -> str | None:
        """The id of the dialog that is to be replaced, "" when none is, None when it is not one of ours."""
        wanted = _NAMED.search(named)
        return (self._dialog.home.replaced(unquote(wanted[1])) or None) if wanted else ""

    def accept(self) -> None:
        """202, and a first word that it is under way."""
        if self._asked is None:
            return
        self._reply(202, "Accepted")
        self._telling = True
        self.tell(100)

    def tell(self, code: int) -> None:
        """A NOTIFY, the last when the code is final; or the refusal of a REFER that was not accepted."""
        if self._asked is not None:
            self._reply(max(code, 300), "Refused")
        elif self._telling and self._dialog.state == "up":
            last = code >= 200
            state = "terminated;reason=noresource" if last else f"active;expires={SECONDS}"
            self._telling = not last
            headers = {"Event": f"refer;id={self._number}", "Subscription-State": state}
            self._dialog.ask("NOTIFY", body=f"SIP/2.0 {code} Told\r\n", kind="message/sipfrag;version=2.0", headers=headers)

    def _reply(self, code: int, reason: str) -> None:
        assert self._asked is not None
        (request, transaction), self._asked = self._asked, None
        headers = {"Contact": self._dialog.path.contact} if code < 300 else {}
        made = messages.response(request, code, reason, tag=self._dialog.path.local_tag, headers=headers)
        self._dialog.home.transactions.sendResponse(made, transaction)

    def ask(self, to: str, replaces: "Dialog | None") -> None:
        """REFER. Raises ValueError when ``to`` cannot be dialled."""
        path = self._dialog.path
        host, port = path.us
        if replaces is None:
            target = f"sip:{messages.user_part(to)}@{host}:{port}"
        else:
            other = replaces.path
            words = f"{other.call_id};to-tag={other.remote_tag};from-tag={other.local_tag}"
            target = f"{other.target.partition('?')[0]}?Replaces={quote(words, safe='')}"
        headers = {"Refer-To": f"<{target}>", "Referred-By": path.local}
        self._dialog.ask("REFER", self._answered, headers=headers)

    def _answered(self, code: int, response: Any) -> None:
        if code >= 300:
            self._dialog.emit(ReferTold(code))

    def notified(self, request: Any) -> None:
        """Their NOTIFY."""
        code = messages.told_status(request)
        if code is not None and messages.header(request, "event").lower().startswith("refer"):
            self._dialog.emit(ReferTold(code))

    def end(self) -> None:
        """The call is over: a REFER that waits is refused."""
        if self._asked is not None:
            self._reply(603, "Declined")
