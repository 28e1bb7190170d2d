"""Links by SMS: a provider that really answers, a caller who really presses a key, and the settings."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.sealing import seal
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.sms import actions
from entregent.channels.sms.models import Account, Link
from entregent.channels.sms.rules import MOST_A_DAY, SEAL, filled, is_mobile, lacks
from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import Call, Number, Trunk, WaitingPolicy
from entregent.channels.voice.tests.house import carrying, heard, pitch, until
from entregent.deflections.models import Deflection
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.telephony.tests.peers import baresip

MOBILE = "+33639980102"
SITE = "https://ponant.example/aide/"


class Provider:
    """A provider of the kind that takes JSON: it keeps what it is told, and answers ``status``."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, object]]] = []
        self.status = 201
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                provider.told.append((self.headers["X-Key"], body))
                self.send_response(provider.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def provider(settings: object) -> Iterator[Provider]:
    settings.SMS_MAY_REACH_PRIVATE_ADDRESSES = True  # type: ignore[attr-defined]
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


def account(brand: Brand, provider: Provider) -> Account:
    return Account.objects.create(
        brand=brand, url=provider.url, header="X-Key", secret=seal("secret-1", SEAL), sender="Ponant", link_to=SITE,
        template={"messages": [{"destination": "{to}", "content": "{text}"}], "sender": "{from}"},
    )  # fmt: skip


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_no_template_is_fatal_and_what_names_nothing_stays_as_it_is(template: object) -> None:
    if "{" not in json.dumps(template):
        assert filled(template, {"to": "1", "text": "2"}) == template
        assert lacks(template) == ["to", "text"]


def test_mobile_numbers_alone() -> None:
    assert is_mobile(MOBILE) and is_mobile("+41791234567")
    assert not is_mobile("+33261910010") and not is_mobile("anonymous") and not is_mobile("")


@pytest.fixture
def brand(committed: str) -> Brand:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        trunk = Trunk.objects.create(
            brand=brand, name="Opérateur", addresses=["127.0.0.1"], host="127.0.0.1", caller="+33261910010"
        )
        Number.objects.create(brand=brand, number="+33261910010", trunk=trunk, queue=queue)
        WaitingPolicy.objects.create(brand=brand, queue=queue, offers_sms=True, offers_seconds=0)
    return brand


def waits(brand: Brand) -> bool:
    with visible([brand.id]):
        return WorkItem.objects.filter(channel="call", state="waiting").exists()


def offered(brand: Brand) -> bool:
    with visible([brand.id]):
        return Deflection.objects.exists()


def links(brand: Brand, **which: object) -> list[Link]:
    with visible([brand.id]):
        return list(Link.objects.filter(**which).order_by("asked_at"))


async def _asked_twice(brand: Brand, provider: Provider, address: str, folder: Path) -> list[int]:
    """The first time the provider refuses: they wait on; the second it does not."""
    provider.status = 503

    async with carrying(address, folder) as house, baresip(f"<sip:{MOBILE}@127.0.0.1>;regint=0") as caller:
        await caller.does("dial", f"sip:0261910010@127.0.0.1:{house.sip.port}")
        await until(lambda: waits(brand))
        await until(lambda: offered(brand))
        await asyncio.sleep(1.5)
        await caller.does("sndcode", "2")
        await until(lambda: links(brand, state="failed"))
        provider.status = 201
        await asyncio.sleep(1.5)  # they are told
        assert await asyncio.to_thread(waits, brand), "they keep their place"
        await caller.does("sndcode", "2")
        await caller.tells("CALL_CLOSED", 20)
        await until(lambda: links(brand, state="sent"))
        return heard(caller.heard()[0])


def test_who_waits_asks_for_a_link_and_goes_on_in_writing(
    brand: Brand, provider: Provider, committed: str, tmp_path: Path
) -> None:
    with visible([brand.id]):
        account(brand, provider)
    said = iter(asyncio.run(_asked_twice(brand, provider, committed, tmp_path)))
    words = [
        phrase("key_sms", "fr", key="2"),
        *(phrase(name, "fr") for name in ("moment", "sms_refused", "moment", "sms_sent")),
    ]
    assert all(any(abs(tone - pitch(one)) <= 8 for tone in said) for one in words), "in this order"
    _failed, sent = links(brand)
    key, told = provider.told[-1]
    assert key == "secret-1" and told["sender"] == "Ponant" and len(provider.told) == 2
    assert told["messages"][0]["destination"] == MOBILE and told["messages"][0]["content"].endswith(f"/l/{sent.token}")
    with visible([brand.id]):
        call = Call.objects.get()
        assert call.outcome == "deflected" and (sent.subject, sent.person_id) == (call.id, call.conversation.person_id)
        assert Deflection.objects.get(to="sms").answer == "accepted"
    for _ in range(2):
        answer = Client().get(reverse("sms:link", args=[sent.token]))
        assert (answer.status_code, answer["Location"]) == (302, SITE)
    with visible([brand.id]):
        facts = list(Event.objects.filter(kind__startswith="link.").order_by("id"))
        assert [fact.kind for fact in facts] == ["link.failed", "link.sent", "link.opened"] and facts[0].data["why"] == "503"
        assert MOBILE not in str([fact.data for fact in facts])
        assert actions.forget_numbers(timezone.now()) == 0
        Link.objects.update(asked_at=timezone.now() - timedelta(days=8))
        assert actions.forget_numbers(timezone.now()) == 2 and not Link.objects.exclude(number="").exists()
    assert Client().get(reverse("sms:link", args=[sent.token])).status_code == 404
    assert Client().get(reverse("sms:link", args=["x" * 12])).status_code == 404


def test_one_number_is_not_written_to_again_and_again(brand: Brand, provider: Provider) -> None:
    now = timezone.now()

    def send(number: str = MOBILE) -> str:
        return actions.send_link(brand.id, uuid4(), None, number, "fr", now)

    assert send() == "no_account"
    with visible([brand.id]):
        account(brand, provider)
    assert send("+33261910010") == "not_mobile"
    assert [send() for _ in range(MOST_A_DAY + 1)] == ["sent"] * MOST_A_DAY + ["too_many"]
    assert len(provider.told) == MOST_A_DAY
