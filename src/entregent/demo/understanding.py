"""What the five brands teach their chatbots: an intent for each of their reasons for contact, in the words of those who write.

Made by the real actions once the world is loaded; the models learn in the background, a few seconds each.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import product
from typing import Any

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.demo.plan import BRANDS, FOLDER, BrandPlan, ReasonPlan, brand_plan
from entregent.demo.typography import printed
from entregent.understanding import actions, queries
from entregent.understanding.models import Example, TrainedModel
from entregent.understanding.rules.examples import name_of

ACTOR = "system:demo"
LANGUAGE = "fr"
MET = 6
"""Sentences of each brand that nobody has labelled yet."""
_SAID = {
    "date": "3 mars", "montant": "45,90 €", "ville": "Rennes", "commande": "458712", "code": "ERR-204", "adresse": "ma rue",
    "civilite": "Madame", "nom": "Morin", "prenom": "Anne",
}  # fmt: skip


def teach(now: datetime, train: Callable[[TrainedModel], None]) -> None:
    """Give each brand its intents and sentences, some sentences to label, and have its model learn (``train``). Twice adds
    nothing."""
    texts = _texts()
    for slug in BRANDS:
        brand, plan = Brand.objects.get(slug=slug), brand_plan(slug)
        with visible([brand.id]):
            if queries.intents_of(brand.id, LANGUAGE, None):
                continue
            for name, label, sentences in _intents(plan, texts):
                intent = actions.save_intent(
                    brand.id, label, name=name, elsewhere=name == texts["elsewhere"]["name"], now=now, actor=ACTOR
                )
                actions.add_examples(intent, LANGUAGE, sentences, source=Example.Source.DEMO, now=now, actor=ACTOR)
            for sentence in _met(plan):
                actions.remember(brand.id, LANGUAGE, sentence, queries.Guess("unknown"), now=now)
            train(actions.ask_training(brand.id, LANGUAGE, by=None, now=now))


def _intents(plan: BrandPlan, texts: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """(name, label, sentences) of each intent of a brand."""
    for reason in plan.reasons:
        if reason.language == LANGUAGE:
            yield name_of(reason.name), reason.name, _sentences(plan, reason)
    for one in (*texts["common"], texts["elsewhere"]):
        yield one["name"], printed(one["label"]), [printed(text) for text in one["sentences"]]


def _sentences(plan: BrandPlan, reason: ReasonPlan) -> list[str]:
    """Subjects, facts, and facts with a question, as people write them; « Pouvez-vous m’aider ? » alone means anything."""
    words = _SAID | {"produit": plan.products[0]}
    asked = [f"{fact} {ask}" for fact, ask in product(reason.facts, reason.asks)]
    return [text.format_map(words) for text in (*reason.subjects, *reason.facts, *asked, reason.name)]


def _met(plan: BrandPlan) -> list[str]:
    words = _SAID | {"produit": plan.products[-1]}
    french = [one for one in plan.reasons if one.language == LANGUAGE]
    return [text.format_map(words) for one in french for text in one.details][:MET]


def _texts() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "understanding.toml").read_text(encoding="utf-8"))
