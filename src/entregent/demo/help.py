"""The help sites of the demonstration, written by the real actions once the world is there; and what readers did with them in
the last weeks."""

import tomllib
from datetime import datetime, timedelta
from random import Random
from typing import Any

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.models import Message
from entregent.demo.plan import FOLDER
from entregent.demo.typography import printed
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home, Lost, Reading, Search, Synonym, Use, Vote
from entregent.knowledge.models.reading import Medium

WRITTEN_FOR = ("ponant", "edelmatt")
READ_FOR = 30
"""Days of which readings, votes and searches are told."""


def write_help(now: datetime, seed: int) -> None:
    """Open the help sites that have texts and write them. Twice adds nothing."""
    for slug in WRITTEN_FOR:
        brand = Brand.objects.get(slug=slug)
        plan = _printed(tomllib.loads((FOLDER / "help" / f"{slug}.toml").read_text(encoding="utf-8")))
        with visible([brand.id]):
            if Home.objects.filter(brand=brand).exists():
                continue
            keepers = _keepers(brand)
            articles = _write(brand, plan, keepers, now)
            _read(brand, plan, articles, now, Random(f"{seed} {slug}"))  # noqa: S311


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return printed(value)
    if isinstance(value, list):
        return [_printed(one) for one in value]
    return {key: _printed(one) for key, one in value.items()} if isinstance(value, dict) else value


def _keepers(brand: Brand) -> list[Staff]:
    """Who keeps the articles right, in turn."""
    found = Membership.objects.filter(of_brand=brand, role__in=("quality", "supervisor")).select_related("staff")
    return [one.staff for one in found.order_by("role", "staff__email")[:3]]


def _write(brand: Brand, plan: dict[str, Any], keepers: list[Staff], now: datetime) -> list[Article]:
    homes = {language: actions.open_help(brand, language) for language in plan["languages"]}
    Synonym.objects.bulk_create(Synonym(brand=brand, words=words) for words in plan["synonyms"])
    made: list[Article] = []
    for shelf in plan["shelves"]:
        home = homes[shelf.get("language", plan["languages"][0])]
        category = actions.write(home, Category, title=shelf["title"], intro=shelf["intro"], icon=shelf["icon"])
        for text in shelf["articles"]:
            keeper = keepers[len(made) % len(keepers)] if keepers else None
            due = now.date() + timedelta(days=30 * (len(made) % 12) - 20)  # one is late, one is soon due
            made.append(
                actions.write(
                    category, Article, by=keeper, title=text["title"], summary=text["summary"], body=_body(text),
                    note=text.get("note", ""), keywords=text.get("keywords", ""), keeper=keeper, review_by=due,
                    audience=Article.Audience.INTERNAL if text.get("internal") else Article.Audience.PUBLIC,
                )
            )  # fmt: skip
    return made


def _body(text: dict[str, Any]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = [("text", text["html"])]
    if "steps" in text:
        body.append(("steps", [f"<p>{step}</p>" for step in text["steps"]]))
    if "callout" in text:
        body.append(("callout", {"tone": "info", "text": f"<p>{text['callout']}</p>"}))
    body += [("question", {"question": asked, "answer": f"<p>{answer}</p>"}) for asked, answer in text.get("questions", [])]
    return body


def _read(brand: Brand, plan: dict[str, Any], articles: list[Article], now: datetime, random: Random) -> None:
    """The last article of the public ones is read by nobody: so it is with most help sites."""
    public = [one for one in articles if one.audience == Article.Audience.PUBLIC][:-1]
    readings, votes = [], []
    for place, article in enumerate(public):
        for ago in range(READ_FOR):
            times = random.randint(0, max(1, 24 // (place + 1)))
            day = now.date() - timedelta(days=ago)
            if times:
                readings.append(Reading(brand=brand, article=article, on=day, medium=Medium.SITE, times=times))
        liked = random.uniform(0.4, 0.95)
        votes += [
            Vote(brand=brand, article=article, useful=random.random() < liked, at=_some_time(now, random))
            for _ in range(random.randint(3, 30 // (place + 1) + 6))
        ]
    for vote in [one for one in votes if not one.useful][:: max(1, len(votes) // 12)]:
        vote.comment = random.choice(
            [printed("Je ne trouve pas le délai pour ma formule."), "Trop long.", "Et pour mes enfants ?"]
        )
    _give(brand, public, now, random)
    Reading.objects.bulk_create(readings)
    Vote.objects.bulk_create(votes)
    Search.objects.bulk_create(
        Search(
            brand=brand, language=one.get("language", plan["languages"][0]), words=one["words"], medium=Medium.SITE,
            found=one["found"], at=_some_time(now, random),
        )
        for one in plan["searches"]
        for _ in range(one["times"])
    )  # fmt: skip
    Lost.objects.bulk_create(
        Lost(
            brand=brand, path=path, times=3 + 4 * place, came_from="example.org/liens", first_at=now - timedelta(days=20),
            last_at=now - timedelta(hours=5 + place),
        )
        for place, path in enumerate(plan["lost"])
    )  # fmt: skip


def _give(brand: Brand, articles: list[Article], now: datetime, random: Random) -> None:
    """Agents put articles in every fourth answer."""
    sent = Message.objects.filter(brand=brand, kind=Message.Kind.OUT, automatic=False, staff__isnull=False)
    sent = sent.filter(at__gt=now - timedelta(days=READ_FOR + 7)).select_related("conversation").order_by("at", "id")
    Use.objects.bulk_create(
        Use(
            brand=brand, article=random.choice(articles), how=Use.How.LINK, person_id=one.conversation.person_id,
            conversation_id=one.conversation_id, staff_id=one.staff_id, at=one.at, given_at=one.at,
        )
        for one in sent[::4]
    )  # fmt: skip


def _some_time(now: datetime, random: Random) -> datetime:
    return now - timedelta(minutes=random.randint(30, READ_FOR * 24 * 60))
