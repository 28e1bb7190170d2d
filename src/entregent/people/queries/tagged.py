"""What has tags, and what filters by them, in any room: found through the registry of models."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models


def tagged() -> list[type[models.Model]]:
    """The tables whose rows have ``tags`` beside a brand, in a fixed order."""
    return [model for model in apps.get_models() if _has(model, "tags", ArrayField)]


def filtered() -> list[type[models.Model]]:
    """The tables of saved lists: their ``filters`` may name a tag."""
    return [model for model in apps.get_models() if _has(model, "filters", models.JSONField)]


def _has(model: type[models.Model], name: str, kind: type[models.Field]) -> bool:
    try:
        return isinstance(model._meta.get_field(name), kind) and bool(model._meta.get_field("brand"))
    except FieldDoesNotExist:
        return False
