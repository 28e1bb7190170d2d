"""The sections in which `looks/sections.html` draws a form."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import BoundField, ModelForm
from django.forms.forms import BaseForm


@dataclass(frozen=True)
class Section:
    """Fields that belong together, each with the width it takes in its line (`half`, `third`…; "": all of it)."""

    title: object
    why: object
    fields: list[tuple[BoundField, str]]


class Sectioned(ModelForm):
    """A form whose page shows it in sections: title, why, and (field, width) of each."""

    LAID_OUT: ClassVar[tuple[tuple[Any, Any, tuple[tuple[str, str], ...]], ...]] = ()

    def sections(self) -> list[Section]:
        """What the template draws."""
        return [section(self, title, why, *names) for title, why, names in self.LAID_OUT]


def section(form: BaseForm, title: object, why: object, *names: tuple[str, str]) -> Section:
    """A section of a form, of (name of a field, width) pairs."""
    return Section(title, why, [(form[name], width) for name, width in names])
