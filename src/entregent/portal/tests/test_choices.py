"""Preferences, consents and rights: what a customer says holds at once, is proved, and runs under the law's clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.people import actions as people
from entregent.people.models import Consent, Person, Preference
from entregent.people.queries import person_with_all
from entregent.people.queries.permissions import permissions
from entregent.people.queries.preferences import preferences
from entregent.portal.models import Portal
from entregent.rights.models import RightRequest
from entregent.rights.rules import answer_by, rule_for
from entregent.tickets.models import Reason, Ticket

HOME = "/espace/ponant/"


def may(person: Person, purpose: str, channel: str) -> bool:
    found = permissions(person_with_all(person.id), timezone.localdate())
    return next(one.decision.allowed for one in found if (one.purpose, one.channel) == (purpose, channel))


@pytest.fixture
def learnt(portal: Portal, helene: Person) -> Reason:
    """Four exchanges by mail, and what they were about."""
    reason = Reason.objects.create(brand=portal.brand, name="Optique")
    for day in range(4):
        at = timezone.now() - timedelta(days=4 - day)
        people.learn(portal.brand_id, helene.id, [("channel", "mail"), ("subject", str(reason.id))], at)
    return reason


def test_what_exchanges_taught_is_shown_corrected_and_forgotten(
    learnt: Reason, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client, page = enter_as(helene), f"{HOME}preferences/"
    shown = client.get(page).content.decode()
    assert "par e-mail (4 échanges)" in shown and "Optique" in shown
    said = {"channel": "phone", "hour": "evening", "language": ""}
    assert client.post(page, said).status_code == 302
    found = preferences(helene.id, timezone.now())
    assert {about: (one.value, one.source) for about, one in found.items() if about != "subject"} == {
        "channel": ("phone", "person"), "hour": ("evening", "person")
    }  # fmt: skip
    shown = client.get(page).content.decode()
    assert "Vous l’avez dit" in shown and "par e-mail (4 échanges)" in shown
    assert client.post(page, {"forget": "channel"}).status_code == client.post(page, {"forget": "subject"}).status_code == 302
    assert not Preference.objects.filter(source="exchange").exists()
    assert preferences(helene.id, timezone.now())["channel"].value == "phone"
    told = Event.objects.filter(kind="person.preference_forgotten")
    assert [one.data["about"] for one in told.order_by("id")] == ["channel", "subject"]
    assert client.post(page, {"channel": "pigeon"}).status_code == 422
    assert client.post(page, {"forget": "x"}).status_code == 404


def test_yes_keeps_its_words_and_no_holds_at_once(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client, page = enter_as(helene), f"{HOME}consentements/"
    assert "nouvelles et ses offres" in client.get(page).content.decode()
    asked = {"purpose": "newsletter", "channel": "mail"}
    assert not may(helene, **asked)
    client.post(page, asked | {"say": "yes"})
    kept = Consent.objects.get()
    assert kept.wording == "Mutuelle Ponant peut m’envoyer ses nouvelles et ses offres."
    assert (kept.source, kept.proof.split(",")[0]) == ("Espace personnel", "Lien par e-mail")
    assert may(helene, **asked)
    client.post(page, asked | {"say": "no"})
    assert not may(helene, **asked)
    kinds = Event.objects.filter(kind__startswith="person.consent").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["person.consent_given", "person.consent_revoked"]
    shown = client.get(page).content.decode()
    assert "Vous avez dit non" in shown and "Lien par e-mail, session" in shown


def test_one_objects_to_what_nobody_asked_for_and_other_channels_stay(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], now: datetime
) -> None:
    client, page = enter_as(helene), f"{HOME}consentements/"
    assert may(helene, "survey", "mail")
    client.post(page, {"purpose": "survey", "channel": "mail", "say": "no"})
    assert not may(helene, "survey", "mail")
    people.give_consent(helene, "newsletter", "any", wording="Oui", source="salon", now=now, actor="staff:1")
    people.update_person(helene, now=now, actor="staff:1", street="3 quai", city="Brest")
    client.post(page, {"purpose": "newsletter", "channel": "mail", "say": "no"})
    assert not may(helene, "newsletter", "mail") and may(helene, "newsletter", "letter")
    people.give_consent(helene, "sharing", "mail", wording="Oui", source="salon", now=now, actor="staff:1")
    client.post(page, {"purpose": "sharing", "channel": "any", "say": "no"})
    assert not any(may(helene, "sharing", channel) for channel in ("mail", "phone", "letter"))


def test_a_no_said_at_midnight_overseas_holds_at_once(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], now: datetime
) -> None:
    Brand.objects.filter(id=portal.brand_id).update(time_zone="America/Martinique")
    late = now.replace(hour=2)  # 22:00 the day before, there
    consent = people.give_consent(
        helene, "newsletter", "mail", wording="Oui", source="salon", now=late - timedelta(days=9), actor="staff:1"
    )
    people.revoke_consent(consent, now=late, actor="staff:1")
    found = permissions(person_with_all(helene.id), (late - timedelta(days=1)).date())
    assert next(one.decision.reason for one in found if (one.purpose, one.channel) == ("newsletter", "mail")) == "objected"


@pytest.mark.parametrize("change", [{"purpose": "x"}, {"channel": "any"}, {"say": "maybe"}])
def test_what_is_not_offered_is_not_kept(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], change: dict[str, str]
) -> None:
    sent = {"purpose": "newsletter", "channel": "mail", "say": "yes"} | change
    assert enter_as(helene).post(f"{HOME}consentements/", sent).status_code == 404
    assert not Consent.objects.exists()


def test_a_right_is_a_request_under_the_clock_of_the_law(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client, page = enter_as(helene), f"{HOME}droits/"
    answer = client.post(page, {"right": "access", "text": "Tout, merci. 4111 1111 1111 1111"})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"{HOME}demandes/{ticket.id}/?fait=droit"
    assert (ticket.type, ticket.title, ticket.channel) == ("privacy", "Accès à ses données", "portal")
    assert "4111 1111" not in ticket.conversation.messages.get().text
    asked = RightRequest.objects.get()
    today = timezone.localtime(asked.received_at).date()
    assert (asked.right, asked.identity, asked.due_on) == ("access", "link", answer_by(rule_for("fr", "access", today), today))
    shown = client.get(page).content.decode()
    assert "déjà demandé" in shown and "vous avez ouvert un lien envoyé à votre adresse" in shown
    assert "au plus tard" in client.get(f"{HOME}demandes/{ticket.id}/").content.decode()
    assert client.post(page, {"right": "access"}).status_code == 422
    assert client.post(page, {"right": "objection"}).status_code == 422
    assert client.post(page, {"right": "x"}).status_code == client.post(page, {"right": ""}).status_code == 422
    assert client.post(page, {"right": "erasure"}).status_code == 302
    assert RightRequest.objects.count() == 2


def test_the_law_of_the_brand_says_which_and_a_brand_may_not_show_them(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)
    Brand.objects.filter(id=portal.brand_id).update(regime="ch")
    shown = client.get(f"{HOME}droits/").content.decode()
    assert "LPD art. 25" in shown and "RGPD" not in shown
    Portal.objects.update(rights=False)
    assert client.get(f"{HOME}droits/").status_code == client.post(f"{HOME}droits/", {"right": "access"}).status_code == 404
    assert "Mes droits" not in client.get(f"{HOME}moi/").content.decode()


def test_the_history_costs_the_same_whatever_its_length(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], now: datetime
) -> None:
    client = enter_as(helene)

    def costs() -> list[int]:
        found = []
        for page in ("consentements/", "droits/", "preferences/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(HOME + page).status_code == 200
            found.append(len(queries))
        return found

    client.post(f"{HOME}droits/", {"right": "access"})
    client.post(f"{HOME}consentements/", {"purpose": "survey", "channel": "sms", "say": "yes"})
    before = costs()
    for right in ("erasure", "portability"):
        client.post(f"{HOME}droits/", {"right": right})
    for say in ("no", "yes", "no"):
        client.post(f"{HOME}consentements/", {"purpose": "newsletter", "channel": "mail", "say": say})
    assert costs() == before
