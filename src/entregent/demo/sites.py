"""The sites of two brands, with their widget: open at every hour, a few conversations of the last days behind them.

Made by the real actions once the world is loaded, at the instants when they would have happened.
"""

import tomllib
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat import actions as chats
from entregent.channels.chat.caller import Caller, Claims
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.visitor_token import Known, fresh
from entregent.conversations.content import Content
from entregent.demo.plan import FOLDER
from entregent.demo.typography import printed
from entregent.kernel.ids import uuid7
from entregent.routing.models import Queue, QueueMember
from entregent.scenarios import actions as scenarios
from entregent.tickets import actions as tickets

WIDGET = "Site de la marque"
QUEUES = {"ponant": "Discussion Ponant", "armor": "Discussion Armor"}
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "ponant": {
        "fr": {"title": "Mutuelle Ponant", "greeting": "Bonjour ! Une question, une demande à suivre ?"},
        "en": {"title": "Mutuelle Ponant", "greeting": "Hello! A question, a request to follow?"},
    },
    "armor": {
        "fr": {"title": "Armor Télécom", "greeting": "Une panne, une facture, une offre ? Écrivez-nous."},
        "en": {"title": "Armor Télécom", "greeting": "A fault, a bill, an offer? Write to us."},
    },
}
"""The brands whose site is shown, and what their widget says: those that Claire answers for."""
ASSISTED = frozenset({"ponant"})
"""Those of them on whose site an assistant answers first."""
BROWSERS = ("Firefox · Windows", "Safari · iOS", "Chrome · Android", "Edge · Windows")


def open_sites(now: datetime) -> None:
    """Open the sites as they are at ``now``. Twice adds nothing. Raises Brand.DoesNotExist where the world is not loaded."""
    texts = tomllib.loads((FOLDER / "chats.toml").read_text(encoding="utf-8"))
    for slug, words in WORDS.items():
        brand = Brand.objects.get(slug=slug)
        with visible([brand.id]):
            if Widget.objects.filter(brand=brand).exists():
                continue
            widget, agents = _widget(brand, words, now - timedelta(days=30))
            browsers, answering = cycle(BROWSERS), cycle(agents)
            for talk in texts[slug]:
                _talk(widget, talk, next(answering), next(browsers), now - timedelta(days=talk["days"]))
            if slug in ASSISTED:
                _assist(widget, now - timedelta(days=1))


def _widget(brand: Brand, words: dict[str, dict[str, str]], at: datetime) -> tuple[Widget, list[Staff]]:
    queue = Queue.objects.create(brand=brand, name=QUEUES[brand.slug], target_seconds=120, wrap_up_seconds=30)
    team = Membership.objects.filter(of_brand=brand, staff__is_active=True).select_related("staff").order_by("staff__email")
    agents = [one.staff for one in team if one.role == "agent"]
    QueueMember.objects.bulk_create(QueueMember(brand=brand, queue=queue, staff=agent) for agent in agents)
    said = {
        language: {name: printed(text) if language == "fr" else text for name, text in one.items()}
        for language, one in words.items()
    }
    widget = Widget(brand=brand, name=WIDGET, queue=queue, words=said, phone="02 61 91 00 10")
    chats.save_widget(widget, by=next(one.staff for one in team if one.role == "administrator"), now=at)
    return widget, agents


def _assist(widget: Widget, at: datetime) -> None:
    """From then on a scenario answers first: it finds requests by their number, and answers out of the help."""
    form = (FOLDER / "assistant.json").read_text(encoding="utf-8")
    by = (
        Staff.objects.filter(memberships__of_brand=widget.brand_id, memberships__role="administrator").order_by("email").first()
    )
    about = {"staff": by, "now": at, "actor": f"staff:{by.id}"}
    made = scenarios.create_scenario(widget.brand_id, "assistant-du-site", "Assistant du site", form, **about)
    scenarios.publish(made.scenario_id, **about)
    widget.scenario_id, widget.asks_name, widget.asks_mail = made.scenario_id, Widget.Asked.NO, Widget.Asked.NO
    chats.save_widget(widget, by=by, now=at)


def _talk(widget: Widget, talk: dict[str, Any], agent: Staff, browser: str, at: datetime) -> None:
    """A conversation, from its first word to its end, a line every half minute."""
    caller = Caller(widget, Known(fresh()), language="fr", browser=browser)
    claims = Claims(name=talk["name"], mail=talk.get("mail", ""))
    chat: Chat | None = None
    for line in map(printed, talk["lines"]):
        if not line.startswith("< "):
            spoken = chats.say(caller, uuid7(), line, claims=claims, now=at)
            if chat is None:
                chat = spoken.chat
                path, title = talk["page"]
                address = f"https://{widget.brand.slug}.example/{path}"
                chats.look(chat.visitor, [{"url": address, "title": printed(title), "at": at.timestamp() * 1000}], at)
                at += timedelta(seconds=25)
                tickets.take(chat.ticket_id, agent, at)
        elif chat is not None:
            chats.staff_saw(chat)
            answer = tickets.reply(chat.ticket_id, Content(line.removeprefix("< ")), staff=agent, now=at)
            chats.visitor_saw(chat, answer.id)
        at += timedelta(seconds=28)
    if chat is None:
        return
    chats.staff_saw(chat)
    by = f"staff:{agent.id}"
    chats.end(chat.id, why=Chat.End.STAFF, staff=agent, status="resolved", now=at, actor=by)
    tickets.finish_wrap_up(chat.ticket_id, staff=agent, now=at + timedelta(seconds=20))
    if "score" in talk:
        chats.rate(caller.known.visitor, talk["score"], printed(talk.get("opinion", "")), at + timedelta(seconds=15))
