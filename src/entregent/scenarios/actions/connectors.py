"""Programs outside that trees may ask: set up by an administrator, who alone says where a request goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from entregent.access.sealing import seal
from entregent.egress.rules import url_is_sound
from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios.errors import ConnectorRefused
from entregent.scenarios.models import SEAL, Connector
from entregent.scenarios.performing.connecting import PLACE, fills_only_the_end, headers_of, path_is_sound

MOST_FIELDS = 30


@transaction.atomic
def create_connector(
    brand: UUID, name: str, url: str, *, fields: Mapping[str, str], method: str = Connector.Method.GET, headers: str = "",
    about: str = "", now: datetime, actor: str,
) -> Connector:  # fmt: skip
    """A program that trees of the brand may ask by this name. ``headers``, a line each, are sealed. Raises ConnectorRefused."""
    connector = Connector(brand_id=brand, name=name)
    _set(connector, {"url": url, "fields": fields, "method": method, "headers": headers, "about": about})
    try:
        with transaction.atomic():
            connector.save(force_insert=True)
    except IntegrityError as error:
        raise ConnectorRefused("name", _("There is already a connector with this name.")) from error
    append([events.connector_changed(brand=brand, at=now, subject=connector.id, actor=actor, what="created")])
    return connector


@transaction.atomic
def change_connector(connector_id: UUID, changes: Mapping[str, Any], *, now: datetime, actor: str) -> Connector:
    """Change some of url, method, fields, headers, about, active. Raises ConnectorRefused, Connector.DoesNotExist."""
    connector = Connector.objects.select_for_update().get(id=connector_id)
    _set(connector, changes)
    connector.save()
    append([events.connector_changed(brand=connector.brand_id, at=now, subject=connector.id, actor=actor, what="changed")])
    return connector


@transaction.atomic
def remove_connector(connector_id: UUID, *, now: datetime, actor: str) -> None:
    """Trees that name it go on by their way for when it fails. Raises Connector.DoesNotExist."""
    connector = Connector.objects.select_for_update().get(id=connector_id)
    append([events.connector_changed(brand=connector.brand_id, at=now, subject=connector.id, actor=actor, what="removed")])
    connector.delete()


def _set(connector: Connector, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if name == "headers":
            connector.sealed_headers = seal(_headers(value), SEAL) if value.strip() else ""
        elif name in ("url", "method", "fields", "about", "active"):
            setattr(connector, name, dict(value) if name == "fields" else value)
    _check(connector)


def _headers(text: str) -> str:
    try:
        headers_of(text)
    except ValueError as error:
        raise ConnectorRefused("headers", _("This header cannot be sent: %(name)s.") % {"name": error}) from error
    return text


def _check(connector: Connector) -> None:
    private, hosts = settings.SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES, settings.SCENARIOS_CONNECTOR_HOSTS
    bare = PLACE.sub("x", connector.url)
    if not url_is_sound(bare, private) or not fills_only_the_end(connector.url) or "{" in bare or "}" in bare:
        raise ConnectorRefused(
            "url",
            _("Give an https address that can be reached from the Internet, with parameters after its host only."),
        )
    host = bare.partition("://")[2].partition("/")[0].partition(":")[0]
    if hosts and host not in hosts:
        raise ConnectorRefused("url", _("This installation does not let scenarios ask %(host)s.") % {"host": host})
    if connector.method not in Connector.Method.values:
        raise ConnectorRefused("method", _("A connector sends GET or POST."))
    if len(connector.fields) > MOST_FIELDS or not all(path_is_sound(path) for path in connector.fields.values()):
        raise ConnectorRefused("fields", _("A field is found by a path such as order.items.0.status; thirty at most."))
