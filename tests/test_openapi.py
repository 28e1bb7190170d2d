"""The REST interface against its own document: whatever is sent, no fault of ours, and answers as documented."""

import os

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")

from entregent.access.actions import create_key
from entregent.access.rules import SCOPES
from entregent.config.wsgi import application
from entregent.routing.models import Queue

schema = openapi.from_wsgi("/api/openapi.json", application)
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]


@pytest.fixture
def key(brand, make_staff, now):
    """A key that may do everything, for a brand that has a queue."""
    Queue.objects.create(brand=brand, name="Tous", is_default=True)
    by = make_staff(brand, "administrator")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as Django's own client does: the test's transaction is in it
    yield create_key(brand, "essais", SCOPES, now=now, by=by)[1]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_those_of_the_document(case, key):
    answer = case.call(headers={"Authorization": f"Bearer {key}"})
    case.validate_response(answer, checks=CHECKS)
