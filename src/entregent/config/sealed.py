"""Everything that the database keeps sealed: looked over, and sealed anew when the key changes.

A model says what it keeps sealed by ``sealed = {column: purpose}``. Answers of the REST interface are left out: they are
forgotten after a day.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from entregent.access.queries import FACTOR_SEAL
from entregent.access.sealing import SealBroken, reseal
from entregent.brands.scope import every_brand

IN_ENVIRONMENT = "env:"


@dataclass(frozen=True)
class Secret:
    """One stored secret, and how to store it otherwise."""

    stored: str
    purpose: str
    store: Callable[[str], None]


def examine() -> Counter[str]:
    """How many secrets are sealed with the ``newest`` key, with an ``older`` one, or are ``broken``: no key opens them."""
    with transaction.atomic(), every_brand():
        return Counter(_state(secret) for secret in _secrets(lock=False))


def reseal_all() -> Counter[str]:
    """Seal with the newest key what is sealed with an older one, all or nothing; what was found, as ``examine`` counts it."""
    found: Counter[str] = Counter()
    with transaction.atomic(), every_brand():
        for secret in _secrets(lock=True):
            state = _state(secret)
            found[state] += 1
            if state == "older":
                secret.store(reseal(secret.stored, secret.purpose))
    return found


def _state(secret: Secret) -> str:
    try:
        return "newest" if reseal(secret.stored, secret.purpose) == secret.stored else "older"
    except SealBroken:
        return "broken"


def _secrets(*, lock: bool) -> Iterator[Secret]:
    for model in apps.get_models():
        for column, purpose in getattr(model, "sealed", {}).items():
            for row in _rows(model, lock):
                stored = getattr(row, column)
                if stored and not stored.startswith(IN_ENVIRONMENT):
                    yield Secret(stored, purpose, _in_column(row, column))
    for factor in _rows(Authenticator, lock):
        for name in ("secret", "seed"):
            if name in factor.data:
                yield Secret(factor.data[name], FACTOR_SEAL, _in_data(factor, name))


def _rows(model: type[Model], lock: bool) -> Iterator[Model]:
    rows = model._default_manager.order_by("pk")
    return iter(rows.select_for_update() if lock else rows)


def _in_column(row: Model, column: str) -> Callable[[str], None]:
    def store(fresh: str) -> None:
        setattr(row, column, fresh)
        row.save(update_fields=[column])

    return store


def _in_data(factor: Authenticator, name: str) -> Callable[[str], None]:
    def store(fresh: str) -> None:
        factor.data[name] = fresh
        factor.save(update_fields=["data"])

    return store
