"""The sections in which `looks/sections.html` draws a form."""

from dataclasses import dataclass

from django.forms import BoundField
from django.forms.forms import BaseForm


@dataclass(frozen=True)
class Section:
    """Fields that belong together, each with the width it takes in its line (`half`, `third`…; "": all of it)."""

    title: object
    why: object
    fields: list[tuple[BoundField, str]]


def section(form: BaseForm, title: object, why: object, *names: tuple[str, str]) -> Section:
    """A section of a form, of (name of a field, width) pairs."""
    return Section(title, why, [(form[name], width) for name, width in names])
