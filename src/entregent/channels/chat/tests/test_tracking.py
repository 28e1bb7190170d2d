"""The numbers that visitors see: none before they agreed, one of their own then, that of their source where all are lent."""

from collections.abc import Callable

import pytest

from entregent.brands.models import Brand
from entregent.channels.chat.models import Visitor
from entregent.channels.chat.tests.conftest import Browser
from entregent.channels.voice.models import Number
from entregent.tracking.models import Lending, Pool, Source

pytestmark = pytest.mark.django_db
CAME = {
    "source": "Moteur",
    "landing": "https://boutique.ponant.example/devis?nom=Dupont",
    "referrer": "https://moteur.example/?q=x",
}


def test_a_number_is_lent_to_who_agreed_and_given_back(brand: Brand, browse: Callable[..., Browser]) -> None:
    one, two = browse(), browse()
    assert one.ask("number", agreed=True, came=CAME).json()["number"] is None, "the brand lends none"
    Pool.objects.create(brand=brand)
    source = Source.objects.create(brand=brand, name="Moteur", utm_source="moteur")
    Number.objects.create(brand=brand, number="+33261910081", source=source)
    Number.objects.create(brand=brand, number="+33261910082", lent=True)
    assert one.ask("number", came=CAME).json() == {}, "who did not say that they agree is lent none"
    assert not Lending.objects.exists()
    told = one.ask("number", agreed=True, came=CAME).json()
    assert told["number"] == {"shown": "02\xa061\xa091\xa000\xa082", "href": "tel:+33261910082"}
    one.token = told["token"]
    row = Lending.objects.get()
    assert (row.source, row.came["landing"], row.came["referrer"]) == (source, CAME["landing"].split("?")[0], "moteur.example")
    assert two.ask("number", agreed=True, came=CAME).json()["number"]["href"] == "tel:+33261910081", "all are lent"
    one.ask("number", agreed=False)
    row.refresh_from_db()
    assert (row.came, row.source) == ({}, None)
    for came in (None, 4, ["x"], {"source": {"a": 1}, "landing": "javascript:x", "referrer": "http://[::1"}):
        assert browse().ask("number", agreed=True, came=came).status_code == 200
    assert not Visitor.objects.exists(), "a number makes nobody a visitor"
