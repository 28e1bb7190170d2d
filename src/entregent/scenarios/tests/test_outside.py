"""Programs outside: what is sent, what their answer means, and what stays out of their reach."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.egress.client import Answer as Answered
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions, queries
from entregent.scenarios.actions import attending
from entregent.scenarios.actions.sweeping import waiting_in_vain
from entregent.scenarios.errors import ConnectorRefused
from entregent.scenarios.medium import Answer, Interrupt, Turn
from entregent.scenarios.models import Connector, Session
from entregent.scenarios.performing.connecting import at, fields_of, headers_of, request
from entregent.scenarios.tests.program import program
from entregent.scenarios.tests.trees import SHOP

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = "system:test"


@pytest.fixture
def ponant(committed: str, settings: Any, django_db_blocker: Any) -> Iterator[Brand]:
    settings.SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES = True
    with django_db_blocker.unblock():
        yield Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")


def waiting(brand: Brand, url: str, **connector: Any) -> Turn:
    """A session that waits for the program at an address."""
    with visible([brand.id]):
        Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        fields = {"statut": "order.steps.0.status"}
        actions.create_connector(brand.id, "commandes", url, fields=fields, now=NOW, actor=ACTOR, **connector)
        made = actions.create_scenario(brand.id, "boutique", "Boutique", SHOP, now=NOW, actor=ACTOR)
        actions.publish(made.scenario_id, now=NOW, actor=ACTOR)
        turn = actions.begin(made.scenario_id, "chat", now=NOW)
        for words in ("où est mon colis", "cmd-12 345/6", "oui"):
            turn = actions.answer(turn.session, Answer(words), NOW)
        return turn


def test_a_program_is_asked_with_no_transaction_open(ponant: Brand) -> None:
    with program() as shop:
        turn = waiting(ponant, shop.url + "/orders/{numero}?v=1", headers="X-Key: secret")
        assert turn.waits and turn.said[0].text == "Je regarde." and turn.asks is None
        with visible([ponant.id]):
            assert "secret" not in Connector.objects.get().sealed_headers
            with pytest.raises(RuntimeError):
                actions.attend(ponant.id, turn.session, NOW)
        done = actions.attend(ponant.id, turn.session, NOW)
        ((method, path, headers, _body),) = shop.asked
    assert (method, path, headers["x-key"]) == ("GET", "/orders/CMD-12345%2F6?v=1", "secret")
    assert done.said[-1].text == "Votre commande est expédiée." and done.outcome is not None and not done.waits
    assert actions.attend(ponant.id, turn.session, NOW) == done and len(shop.asked) == 1


@pytest.mark.parametrize(
    ("answer", "node", "why"),
    [
        ((404, {}), "perdu", None), ((500, {}), "main", "status"), ((302, {}), "main", "redirect"),
        ((200, b"<html>"), "main", "json"),
        ((200, b"x" * 300_000), "main", "large"), ("hang", "main", "timeout"), ((200, {"order": {}}), "statut", None),
    ],
)  # fmt: skip
def test_what_its_answer_means(ponant: Brand, monkeypatch: pytest.MonkeyPatch, answer: Any, node: str, why: str | None) -> None:
    monkeypatch.setattr(attending, "SECONDS", 0.5)
    with program() as shop:
        shop.answer = answer
        turn = waiting(ponant, shop.url + "/{numero}", method="POST")
        actions.attend(ponant.id, turn.session, NOW)
        assert shop.asked[0][0] == "POST" and shop.asked[0][3] == b"{}"
    with visible([ponant.id]):
        visited = list(Session.objects.get().visits.order_by("place").values_list("node", flat=True))
        assert node in visited
        stuck = Event.objects.filter(kind="session.stuck").first()
        assert (stuck.data["why"] if stuck else None) == why


def test_an_inner_address_is_not_reached(ponant: Brand, settings: Any) -> None:
    with program() as shop:
        turn = waiting(ponant, shop.url + "/{numero}")
        settings.SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES = False
        done = actions.attend(ponant.id, turn.session, NOW)
        assert shop.asked == [] and done.outcome is not None and done.outcome.kind == "handed"
    with visible([ponant.id]):
        assert Event.objects.get(kind="session.stuck").data["why"] == "address"


def test_one_asks_at_a_time_and_whoever_was_killed_is_replaced(ponant: Brand) -> None:
    with program() as shop:
        turn = waiting(ponant, shop.url + "/{numero}")
        with visible([ponant.id]):
            attending._claim(turn.session, NOW)
            assert isinstance(attending._claim(turn.session, NOW), Turn)
        assert actions.attend(ponant.id, turn.session, NOW).waits and shop.asked == []
        later = NOW + timedelta(minutes=2)
        assert waiting_in_vain(later) == [(ponant.id, turn.session)]
        assert not actions.attend(ponant.id, turn.session, later).waits and len(shop.asked) == 1
        assert waiting_in_vain(later) == []


def test_who_goes_elsewhere_meanwhile_is_not_called_back(ponant: Brand) -> None:
    with program() as shop:
        turn = waiting(ponant, shop.url + "/{numero}")
        with visible([ponant.id]):
            handed = actions.answer(turn.session, Interrupt("agent"), NOW)
        assert handed.outcome is not None and actions.attend(ponant.id, turn.session, NOW) == handed
        assert shop.asked == []
        with visible([ponant.id]):
            assert queries.turn(turn.session) == handed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("url", {"url": "http://shop.example/"}), ("url", {"url": "https://10.0.0.1/x"}), ("url", {"url": "https://{hote}.example/"}),
        ("url", {"url": "https://shop.example:{port}/"}), ("url", {"url": "https://shop.example/{}"}),
        ("url", {"url": "https://u:p@shop.example/"}), ("method", {"method": "DELETE"}),
        ("fields", {"fields": {"a": ""}}), ("headers", {"headers": "Host: ailleurs"}),
        ("headers", {"headers": "sans deux points"}),
    ],
)  # fmt: skip
def test_a_connector_that_could_lead_elsewhere_is_refused(brand: Brand, field: str, change: dict[str, Any]) -> None:
    values = {"url": "https://shop.example/{numero}", "fields": {"statut": "s"}} | change
    with pytest.raises(ConnectorRefused) as refused:
        actions.create_connector(brand.id, "commandes", values.pop("url"), **values, now=NOW, actor=ACTOR)
    assert refused.value.field == field


@pytest.mark.django_db
def test_an_installation_may_name_the_hosts(brand: Brand, settings: Any) -> None:
    settings.SCENARIOS_CONNECTOR_HOSTS = frozenset({"shop.example"})
    made = actions.create_connector(brand.id, "a", "https://shop.example/", fields={}, now=NOW, actor=ACTOR)
    actions.change_connector(made.id, {"headers": "X-Key: a", "active": False}, now=NOW, actor=ACTOR)
    with pytest.raises(ConnectorRefused):
        actions.change_connector(made.id, {"url": "https://autre.example/"}, now=NOW, actor=ACTOR)
    with pytest.raises(ConnectorRefused):
        actions.create_connector(brand.id, "a", "https://shop.example/", fields={}, now=NOW, actor=ACTOR)
    actions.remove_connector(made.id, now=NOW, actor=ACTOR)
    assert Event.objects.filter(kind="connector.changed").count() == 3


def test_parameters_stay_in_their_place_and_fields_are_found() -> None:
    sent = request("GET", "https://x.example/{a}", {}, {"a": "../../?b=1#c", "d": "é&f"})
    assert sent.url == "https://x.example/..%2F..%2F%3Fb%3D1%23c?d=%C3%A9%26f"
    posted = request("POST", "https://x.example/{a}", {}, {"a": "1", "d": "2"})
    assert (posted.url, posted.body) == ("https://x.example/1", b'{"d": "2"}')
    document = {"a": [{"b": 3}], "c": {"d": True}}
    assert (at(document, "a.0.b"), at(document, "c.d"), at(document, "a.7.b"), at(document, "c")) == (3, True, None, None)
    assert headers_of("X-Key: a:b\n\nAccept-Language: fr") == {"X-Key": "a:b", "Accept-Language": "fr"}
    assert fields_of(Answered(200, "", 1, {}, b"[" * 90_000), {}) == ("json", None)
