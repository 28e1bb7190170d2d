"""Learning in a process of its own, and guessing with what was learnt."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.understanding import actions, queries
from entregent.understanding.classifier import Classifier, UnreadableModel
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Intent, TrainedModel

pytestmark = pytest.mark.django_db


def test_a_model_learns_then_learns_the_same_again(
    brand: Brand, taught: dict[str, Intent], ask: Callable[[], TrainedModel], now: datetime
) -> None:
    new = actions.save_intent(brand.id, "Horaires", now=now, actor="system:test")
    actions.add_examples(new, "fr", ["Quels sont vos horaires ?"], now=now, actor="system:test")
    first = ask()
    assert (first.state, first.current, first.done, first.total) == ("done", True, 23, 18 + 5)
    assert first.report["names"] == ["order_status", "password", ""], "an intent with too few sentences is left out"
    assert sum(map(sum, first.report["matrix"])) == 18
    told = Event.objects.get(kind="model.trained")
    assert (told.subject, told.data["examples"]) == (first.id, 18)
    for number in range(6):
        TrainedModel.objects.create(brand=brand, language="fr", state="done", asked_at=now - timedelta(days=number + 1))
    again = ask()
    assert again.total == 5, "the vectors of the first training are kept"
    one, other = (Classifier.unpack(bytes(model.content)) for model in (first, again))
    assert (one.weights == other.weights).all()
    assert first.report == again.report
    assert TrainedModel.objects.get(current=True).id == again.id
    assert TrainedModel.objects.count() == 5, "the last ones are kept"
    actions.use_model(first, now=now, actor="system:test")
    assert queries.current_model(brand.id, "fr").id == first.id


def test_a_sentence_is_guessed(brand: Brand, trained: TrainedModel) -> None:
    guess = queries.guess(brand.id, "fr", "je trouve pas mon colis")
    assert guess.intents[0].name == "order_status"
    assert sum(one.probability for one in guess.intents) < 1
    assert queries.guess(brand.id, "fr", "  ?! ").intents == []
    # A language without a model is read by another.
    assert queries.guess(brand.id, "en", "I forgot my password").intents[0].name == "password"


def test_a_brand_without_a_model_understands_nothing(brand: Brand, other_brand: Brand, trained: TrainedModel) -> None:
    with visible([other_brand.id]):
        assert queries.guess(other_brand.id, "fr", "où est mon colis").verdict == "unknown"
        assert queries.guess(brand.id, "fr", "où est mon colis") == queries.Guess("unknown")  # behind the wall


def test_too_little_is_not_learnt(brand: Brand, taught: dict[str, Intent], now: datetime) -> None:
    actions.remove_intent(taught["password"], now=now, actor="system:test")
    with pytest.raises(UnderstandingRefused) as refused:
        actions.ask_training(brand.id, "fr", by=None, now=now)
    assert refused.value.code == "few"


def test_one_training_at_a_time(brand: Brand, taught: object, now: datetime) -> None:
    model = actions.ask_training(brand.id, "fr", by=None, now=now)
    with pytest.raises(UnderstandingRefused) as refused:
        actions.ask_training(brand.id, "fr", by=None, now=now)
    assert refused.value.code == "working"
    actions.fail_training(brand.id, model.id, now=now)
    assert actions.ask_training(brand.id, "fr", by=None, now=now).state == "queued"


def test_bytes_that_are_no_model_are_refused(trained: TrainedModel) -> None:
    for content in (b"", b"nothing", bytes(trained.content)[:500]):
        with pytest.raises(UnreadableModel):
            Classifier.unpack(content)
