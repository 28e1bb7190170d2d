"""A brand that has been taught a little."""

from collections.abc import Callable
from datetime import datetime

import pytest

from entregent.brands.models import Brand
from entregent.understanding import actions
from entregent.understanding.models import Intent, TrainedModel

SENTENCES = {
    "order_status": ["Où est mon colis ?", "Quand arrive ma commande ?", "Je n'ai rien reçu", "Suivi de ma livraison",
                     "Mon paquet est en retard", "Ma commande n'est pas livrée"],
    "password": ["J'ai oublié mon mot de passe", "Impossible de me connecter", "Mon compte est bloqué",
                 "Réinitialiser mon mot de passe", "Je ne peux plus accéder à mon compte", "Code de connexion refusé"],
    "elsewhere": ["Quel temps fait-il ?", "Raconte une blague", "Une recette de crêpes", "Qui a gagné le match ?",
                  "Comment planter des tomates ?", "Mon chat est malade"],
}  # fmt: skip


@pytest.fixture
def taught(brand: Brand, now: datetime) -> dict[str, Intent]:
    """Two intents and what none answers, six sentences each."""
    intents = {}
    for name, texts in SENTENCES.items():
        intent = actions.save_intent(
            brand.id, name.replace("_", " ").title(), name=name, elsewhere=name == "elsewhere", now=now, actor="system:test"
        )
        actions.add_examples(intent, "fr", texts, now=now, actor="system:test")
        intents[name] = intent
    return intents


@pytest.fixture(scope="session")
def learnt() -> dict[str, object]:
    """What the first training of a run gave; learning it again would give the same (``test_training`` says so)."""
    return {}


@pytest.fixture
def trained(
    brand: Brand, taught: dict[str, Intent], ask: Callable[[], TrainedModel], learnt: dict[str, object], now: datetime
) -> TrainedModel:
    """The model that learns from them, in use."""
    if learnt:
        return TrainedModel.objects.create(brand=brand, asked_at=now, **learnt)
    model = ask()
    kept = ("language", "state", "current", "total", "done", "intents", "examples", "report")
    learnt.update({name: getattr(model, name) for name in kept}, content=bytes(model.content))
    return model


@pytest.fixture
def ask(brand: Brand, now: datetime) -> Callable[[], TrainedModel]:
    """Ask for a training in French and run it."""

    def run() -> TrainedModel:
        model = actions.ask_training(brand.id, "fr", by=None, now=now)
        actions.train(brand.id, model.id, now=now)
        model.refresh_from_db()
        return model

    return run
