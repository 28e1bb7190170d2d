"""An answer out of the articles, written by a provider where the house has one: over real HTTP, with its sources."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.knowledge import actions as knowledge
from entregent.knowledge.models import Article, Category
from entregent.scenarios import actions
from entregent.scenarios.medium import Answer, Turn
from entregent.scenarios.tests.trees import both, document
from entregent.understanding.tests.endpoint import Endpoint, completion, serving

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSAGE = "Vous avez 30 jours pour retourner un article. Le retour est gratuit en point relais."
QUESTION = "Combien de jours pour retourner un article ?"
NODES = {
    "faq": {"kind": "knowledge", "text": both("Votre question ?"), "question": "q", "found": "fin", "missing": "fin"},
    "fin": {"kind": "end", "outcome": "done"},
}


@pytest.fixture
def ponant(committed: str, django_db_blocker: Any) -> Iterator[Brand]:
    with django_db_blocker.unblock():
        brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
        with visible([brand.id]):
            shelf = knowledge.write(knowledge.open_help(brand), Category, title="Retours", intro="Délais.")
            knowledge.write(
                shelf, Article, title="Retourner un article", summary="Délai.", body=[("text", f"<p>{PASSAGE}</p>")]
            )
        yield brand


@pytest.fixture
def endpoint(settings: Any) -> Iterator[Endpoint]:
    with serving() as served:
        settings.GENERATIVE = {
            "url": served.url, "model": "mistral-small", "key": "", "mask": True, "daily_tokens": 10_000, "seconds": 3.0,
        }  # fmt: skip
        yield served


def asked(brand: Brand, medium: str = "chat") -> Turn:
    with visible([brand.id]):
        tree = document(NODES, variables={"q": {}})
        made = actions.create_scenario(brand.id, "aide", "Aide", tree, now=NOW, actor="system:test")
        actions.publish(made.scenario_id, now=NOW, actor="system:test")
        turn = actions.begin(made.scenario_id, medium, now=NOW)
        return actions.answer(turn.session, Answer(QUESTION), NOW)


def finished(brand: UUID, turn: Turn) -> Turn:
    assert turn.waits and turn.outcome is None
    return actions.attend(brand, turn.session, NOW)


def test_the_answer_stands_on_the_article_and_names_it(ponant: Brand, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _asked: completion({"answer": "Vous avez 30 jours, et le retour est gratuit.", "sources": [1]})
    said = finished(ponant.id, asked(ponant)).said[0]
    assert said.text == "Vous avez 30 jours, et le retour est gratuit."
    assert [link.label for link in said.links] == ["Retourner un article"] and said.links[0].url
    assert len(endpoint.heard) == 1


@pytest.mark.parametrize(
    "answer", [completion({"answer": "Vous avez 90 jours.", "sources": [1]}), (500, b""), completion("Non")]
)
def test_what_cannot_be_believed_leaves_the_article_itself(
    ponant: Brand, endpoint: Endpoint, answer: tuple[int, bytes]
) -> None:
    endpoint.answer = lambda _asked: answer
    done = finished(ponant.id, asked(ponant))
    assert "30 jours" in done.said[0].text and done.outcome is not None


def test_nothing_is_asked_for_a_voice_nor_without_a_provider(ponant: Brand, endpoint: Endpoint, settings: Any) -> None:
    heard = asked(ponant, "phone")
    assert not heard.waits
    settings.GENERATIVE = {**settings.GENERATIVE, "url": ""}
    with visible([ponant.id]):
        scenario = actions.create_scenario(
            ponant.id, "aide-2", "Aide", document(NODES, variables={"q": {}}), now=NOW, actor="system:test"
        ).scenario_id  # fmt: skip
        actions.publish(scenario, now=NOW, actor="system:test")
        turn = actions.answer(actions.begin(scenario, "chat", now=NOW).session, Answer(QUESTION), NOW)
    assert "30 jours" in turn.said[0].text and not turn.waits and not endpoint.heard
