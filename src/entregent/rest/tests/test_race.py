"""Eight threads send the same write under the same key: it is done once."""

import threading

from django.db import connection
from django.test import Client
from django.utils import timezone

from entregent.access.actions import create_key
from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible


def test_the_same_key_at_once_is_done_once(committed, django_db_blocker):
    with django_db_blocker.unblock():
        brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
        with visible([brand.id]):
            staff = Staff.objects.create_user("ines@example.org", name="Ines Attal")
            Membership.objects.create(staff=staff, of_brand=brand, role="administrator")
            text = create_key(brand, "essais", ["administer", "tickets.read"], now=timezone.now(), by=staff)[1]
        answers: list[tuple[int, bytes]] = []
        start = threading.Barrier(8)

        def send() -> None:
            client = Client(headers={"Authorization": f"Bearer {text}", "Idempotency-Key": "k1"})
            body = {"name": "CRM", "url": "https://crm.example.org/"}
            start.wait()
            while True:
                answer = client.post("/api/v1/webhook-endpoints", body, content_type="application/json")
                if answer.status_code != 409:
                    break
                assert answer.json()["code"] == "in-progress" and answer["Retry-After"] == "1"
            answers.append((answer.status_code, answer.content))
            connection.close()

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        listed = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/webhook-endpoints").json()
    assert len(answers) == 8 and len(set(answers)) == 1 and answers[0][0] == 201
    assert len(listed["items"]) == 1
