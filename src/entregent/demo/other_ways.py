"""Who waited in the chats of the last weeks and was offered another way: what they chose, and what became of it.

By the doors through which visitors go, at the instants when they would have.
"""

import tomllib
from datetime import datetime, timedelta
from itertools import cycle

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat import actions as chats
from entregent.channels.chat.actions import WAYS
from entregent.channels.chat.caller import Caller, Claims
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.visitor_token import Known, fresh
from entregent.conversations.content import Content
from entregent.deflections import actions as deflections
from entregent.deflections.models import Deflection
from entregent.demo.dice import Dice
from entregent.demo.plan import FOLDER
from entregent.demo.sites import BROWSERS, WORDS
from entregent.demo.typography import printed
from entregent.kernel.ids import uuid7
from entregent.tickets import actions as tickets

CHOSEN = (
    "callback", "", "article", "stays", "callback, writes again", "", "message", "callback", "article, asks for an agent",
    "", "article", "stays", "callback",
)  # fmt: skip
"""What they did, one after the other; "": they did not answer, and an agent came."""
LAST = 26
"""Days before now, when the first of them waited; the last one, yesterday."""
ANSWER = "Bonjour, merci d'avoir patienté. Je regarde votre dossier… c'est réglé !"


def wait_and_choose(now: datetime, seed: int) -> None:
    """Play them on the sites that are open. Twice adds nothing."""
    texts = tomllib.loads((FOLDER / "chats.toml").read_text(encoding="utf-8"))["waits"]
    for slug in WORDS:
        brand, dice = Brand.objects.get(slug=slug), Dice(seed, f"other ways/{slug}")
        with visible([brand.id]):
            if Deflection.objects.filter(brand=brand).exists():
                continue
            widget = Widget.objects.select_related("brand", "queue__calendar", "calendar").get(brand=brand)
            widget.scenario = None  # an assistant answers on some since yesterday only
            agents = cycle([one.staff for one in widget.queue.members.select_related("staff").order_by("staff__email")])
            said, named, browsers = cycle(texts[slug]), cycle(texts["names"]), cycle(BROWSERS)
            times = 2 * len(CHOSEN)
            for place in range(times):
                day = now - timedelta(days=1 + (LAST - 1) * (times - 1 - place) / (times - 1))
                caller = Caller(widget, Known(fresh()), language="fr", browser=next(browsers))
                visitor = _Visitor(caller, Claims(name=next(named)), day - timedelta(hours=dice.random()))
                visitor.wait(printed(next(said)), dice.share_of(480, 0.4), CHOSEN[place % len(CHOSEN)], next(agents))
            deflections.follow(now)


class _Visitor:
    """Somebody in a chat, at an instant that goes on."""

    def __init__(self, caller: Caller, claims: Claims, at: datetime) -> None:
        self.caller, self.claims, self.at = caller, claims, at

    def wait(self, text: str, seconds: float, chosen: str, agent: Staff) -> None:
        """They write, are told of so many seconds, and choose."""
        chat = self._say(text)
        came = self.at + timedelta(seconds=seconds * 0.9)
        chats.offer_ways(chat, WAYS, round(seconds), self.at)
        self.at += timedelta(seconds=25)
        way, _comma, then = chosen.partition(", ")
        if way == "stays":
            chats.stay(chat, self.at)
        elif way:
            chats.take_way(chat, way, self.at)
        if way in ("article", "message") and not then:
            why = Chat.End.LEFT if way == "message" else Chat.End.VISITOR
            chats.end(chat.id, why=why, status="resolved", now=self.at, actor="system:demo")
        elif then == "writes again":
            self.at += timedelta(days=1)
            self._answered(self._say(printed("Personne ne m'a rappelé !")), agent)
        elif way != "callback":
            self.at = max(came, self.at)
            self._answered(chat, agent)
            deflections.came_back(chat.id, self.at)

    def _say(self, text: str) -> Chat:
        chat = chats.say(self.caller, uuid7(), text, claims=self.claims, fresh=True, now=self.at).chat
        if chat is None:
            raise LookupError("the site is open, and no chat began")
        return chat

    def _answered(self, chat: Chat, agent: Staff) -> None:
        """An agent takes it, answers and ends it."""
        self.at += timedelta(seconds=5)
        tickets.take(chat.ticket_id, agent, self.at)
        chats.staff_saw(chat)
        self.at += timedelta(seconds=50)
        answer = tickets.reply(chat.ticket_id, Content(printed(ANSWER)), staff=agent, now=self.at)
        chats.visitor_saw(chat, answer.id)
        self.at += timedelta(seconds=40)
        actor = f"staff:{agent.id}"
        chats.end(chat.id, why=Chat.End.STAFF, staff=agent, status="resolved", now=self.at, actor=actor)
        tickets.finish_wrap_up(chat.ticket_id, staff=agent, now=self.at + timedelta(seconds=20))
