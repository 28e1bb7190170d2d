"""One call with one other end, from its INVITE to its end; those who hold it steer it here and hear of it by ``on_event``."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from entregent.telephony.sip import messages
from entregent.telephony.sip.endpoint import Address
from entregent.telephony.sip.engine import Transactions
from entregent.telephony.sip.events import Cancelled, DialogEvent, Digits, HungUp, Lost, Refused
from entregent.telephony.sip.incoming import Incoming
from entregent.telephony.sip.offers import Offers
from entregent.telephony.sip.outgoing import Outgoing
from entregent.telephony.sip.path import Path
from entregent.telephony.sip.refers import Refers
from entregent.telephony.sip.trouble import report
from entregent.telephony.sip.watch import Watch

Credentials = Callable[[Any, Any], dict[str, str] | None]  # of the refusal and the request refused: the header that answers it
OnAnswer = Callable[[int, Any], None]


class WrongState(RuntimeError):
    """This makes no sense for a call that is where this one is; with one that is over, everything does nothing instead."""


class Home(Protocol):
    """What a dialog asks of the stack it lives in."""

    loop: asyncio.AbstractEventLoop
    transactions: Transactions
    sign_of_life: float  # seconds between two questions whether the other end is there

    def leave(self, dialog: "Dialog") -> None: ...
    def replaced(self, named: str) -> str: ...


class Dialog:
    """A call. ``caller`` and ``name`` are "" when they are withheld."""

    def __init__(
        self,
        home: Home,
        path: Path,
        *,
        inbound: bool,
        caller: str,
        name: str,
        called: str,
        source: Address,
        trunk: str = "",
        device: str = "",
        offer: str | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        self.id = path.local_tag
        self.caller, self.name, self.called = caller, name, called
        self.source, self.trunk, self.device = source, trunk, device
        self.offer, self.headers = offer, dict(headers or {})
        self.replaces = ""  # id of the dialog of ours that this one takes the place of (attended transfer)
        self.inbound, self.state = inbound, "early"  # early, up, over
        self.home, self.path = home, path
        self.offers, self.refers, self.watch = Offers(self), Refers(self), Watch(self)
        self._credentials = credentials
        self.incoming, self.outgoing = Incoming(self), Outgoing(self)
        self._unheard: list[DialogEvent] = []
        self._on_event: Callable[[DialogEvent], None] | None = None

    def __repr__(self) -> str:
        return f"<Dialog {self.id} {self.state}>"  # no numbers: it may be logged

    # ---- what is told

    @property
    def on_event(self) -> Callable[[DialogEvent], None] | None:
        """Who is told; what happened before anyone was named is told then."""
        return self._on_event

    @on_event.setter
    def on_event(self, told: Callable[[DialogEvent], None]) -> None:
        self._on_event = told
        waiting, self._unheard = self._unheard, []
        for event in waiting:
            self.emit(event)

    def emit(self, event: DialogEvent) -> None:
        """Tell it once the message at hand is done with, in order."""
        self.home.loop.call_soon(self._tell, event)

    def _tell(self, event: DialogEvent) -> None:
        if self._on_event is None:
            self._unheard.append(event)
            return
        try:
            self._on_event(event)
        except Exception:
            report(f"a holder of a call failed on {type(event).__name__}")

    # ---- a call that comes in

    def ring(self) -> None:
        """180. Raises WrongState when it is answered or over."""
        self._respond(180, "Ringing")

    def progress(self, sdp: str) -> None:
        """183 with sound before the answer."""
        self._respond(183, "Session Progress", sdp)

    def answer(self, sdp: str) -> None:
        """200. Without an offer of theirs, ``sdp`` is our offer, and their answer comes as Answered."""
        if self.state == "over":
            return
        headers = self.watch.agree(self.incoming.request) if self.incoming.request is not None else {}
        self._respond(200, "OK", sdp, headers)
        self.offers.settled(local=sdp, remote=self.offer)
        self.state = "up"
        self.incoming.done()
        self.watch.begin()

    def refuse(self, code: int, reason: str = "") -> None:
        """A final refusal, 300 to 699."""
        if not 300 <= code <= 699:
            raise ValueError("not a refusal")
        if self.state != "over":
            self._respond(code, messages.phrase(reason) or "Refused")
            self.over()

    def _respond(self, code: int, reason: str, sdp: str = "", headers: Mapping[str, str] | None = None) -> None:
        if self.state == "over":
            return  # they hung up meanwhile; the event is on its way
        if not self.inbound or self.incoming.request is None:
            raise WrongState(self.state)
        self.incoming.respond(code, reason, sdp, headers)

    # ---- either

    def hang_up(self, reason: str = "") -> None:
        """End it, whatever it is at; nothing when it is over."""
        if self.state == "over":
            return
        if self.state == "up":
            if self.incoming.acked:
                self.bye(reason)
            else:
                self.incoming.end_once_acked(reason)
                self.watch.end()
        elif self.inbound:
            self.refuse(480, reason or "Temporarily Unavailable")
        else:
            self.outgoing.cancel()
            self.state = "over"  # it stays in the house until the other end has agreed

    def reoffer(self, sdp: str) -> None:
        """Change our sound (hold, resume, another port): Answered or ReofferRefused follows."""
        if self._is_up():
            self.offers.make(sdp)

    def accept_reoffer(self, sdp: str) -> None:
        """The answer to a Reoffered."""
        self.offers.accept(sdp)

    def refuse_reoffer(self, code: int = 488) -> None:
        """What was agreed before stands."""
        self.offers.refuse(code, "Not Acceptable Here")

    def refer(self, to: str, replaces: "Dialog | None" = None) -> None:
        """Ask the other end to call ``to`` itself, in the place of ``replaces`` (attended); ReferTold follows."""
        if self._is_up():
            self.refers.ask(to, replaces)

    def accept_refer(self) -> None:
        """We shall do what a Referred asked."""
        self.refers.accept()

    def tell_refer(self, code: int) -> None:
        """How it goes: 1xx, at the end 200 or a refusal. Without ``accept_refer`` before, it refuses the request itself."""
        self.refers.tell(code)

    def _is_up(self) -> bool:
        if self.state == "early":
            raise WrongState(self.state)
        return self.state == "up"

    def lost(self, why: str) -> None:
        """The other end is gone."""
        if self.state == "up":
            self.bye(why)
            self.emit(Lost(why))

    def bye(self, reason: str) -> None:
        """BYE, and it is over."""
        said = {"Reason": f'SIP;cause=200;text="{messages.phrase(reason)}"'} if reason else {}
        try:
            self.ask("BYE", headers=said)
        finally:
            self.over()

    def over(self) -> None:
        """Nothing is left of it."""
        self.state = "over"
        self.incoming.done()
        self.watch.end()
        self.offers.end()
        self.refers.end()
        self.home.leave(self)

    # ---- requests inside it

    def ask(
        self,
        method: str,
        then: OnAnswer | None = None,
        *,
        body: str = "",
        kind: str = "application/sdp",
        headers: Mapping[str, str] | None = None,
        answering: Mapping[str, str] | None = None,
    ) -> None:
        """A request of ours; ``then`` hears its final answer, 408 when there is none. A challenge is answered once."""
        request = self.path.compose(method, body=body, kind=kind, headers={**(headers or {}), **(answering or {})})

        def answered(response: Any) -> None:
            code = response.getSCode()[0]
            if code < 200:
                return
            if code in (401, 407) and not answering and (answer := self.credentials(response, request)):
                again: dict[str, Any] = {"body": body, "kind": kind, "headers": headers, "answering": answer}
                self.after_ack(lambda: self.ask(method, then, **again))
            elif then is not None:
                then(code, response)

        self.send(request, answered)

    def credentials(self, response: Any, request: Any) -> dict[str, str] | None:
        """The header that answers a challenge, None without a password for it."""
        return self._credentials(response, request) if self._credentials is not None else None

    def send(self, request: Any, answered: Callable[[Any], None]) -> Any:
        """Send a request of ours; returns sippy's transaction."""
        return self.home.transactions.ask(request, answered, self.path)

    def after_ack(self, then: Callable[[], None]) -> None:
        """Once the answer at hand has been acknowledged."""
        self.home.loop.call_soon(then)

    def heard(self, request: Any, transaction: Any) -> Any:
        """A request of theirs inside it: what sippy is to do."""
        method, number = request.getMethod(), request.getHFBody("cseq").getCSeqNum()
        if number <= self.path.heard:
            return self.reply(request, 500, "Out Of Order")
        self.path.heard = number
        if method == "BYE":
            return self._ended(request)
        if self.state != "up":
            return self.reply(request, 481, "No Such Call")
        self.watch.heard(request)
        if method == "INVITE":
            return self.offers.heard(request, transaction)
        if method == "REFER":
            return self.refers.heard(request, transaction)
        if method == "NOTIFY":
            self.refers.notified(request)
        elif method == "INFO":
            if keys := messages.keys(request):
                self.emit(Digits(keys))
        elif method != "OPTIONS":
            return self.reply(request, 405, "Method Not Allowed")
        return self.reply(request, 200, "OK")

    def _ended(self, request: Any) -> Any:
        if self.state == "up":
            self.over()
            self.emit(HungUp(messages.phrase(messages.header(request, "reason"))))
        elif self.state == "early" and not self.inbound:
            self.over()
            self.emit(Refused(487, "Ended before it was answered"))
        elif self.state == "early":
            self.refuse(487, "Request Terminated")
            self.emit(Cancelled())
        return self.reply(request, 200, "OK")

    def reply(self, request: Any, code: int, reason: str, headers: Mapping[str, str] | None = None, body: str = "") -> Any:
        """An answer at once, as sippy takes it."""
        more = {"Allow": messages.ALLOW, **(headers or {})}
        return messages.response(request, code, reason, tag=self.path.local_tag, headers=more, body=body), None, None
