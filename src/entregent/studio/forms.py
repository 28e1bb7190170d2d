"""What every form of the studio has."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.brands.models import Brand


class StudioForm(forms.ModelForm):
    """A form about a row of one brand (None: of the whole installation). It offers only that brand's rows to choose from,
    checks the constraints that need the brand, and writes what changed in the audit."""

    personal: tuple[str, ...] = ()  # fields whose values are not written in the audit

    def __init__(self, *args: Any, brand: Brand | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.brand = brand
        self.created = self.instance._state.adding
        if brand is not None and hasattr(self.instance, "brand_id"):
            self.instance.brand = brand
        for name, field in self.fields.items():
            if self.created and field.initial is None and name in self._meta.fields:
                field.initial = getattr(self.instance, name, None)  # fields declared by hand do not know the model's default
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.choices_for(name, field.queryset)

    def choices_for(self, name: str, rows: Any) -> Any:
        """The rows that a field offers: those of the brand, never the row itself."""
        if hasattr(rows.model, "brand_id"):
            rows = rows.filter(brand=self.brand)
        if rows.model is type(self.instance) and not self.created:
            rows = rows.exclude(pk=self.instance.pk)
        return rows

    def _get_validation_exclusions(self) -> set[str]:
        # The brand is not a field of the form, yet names are unique within it.
        return super()._get_validation_exclusions() - {"brand"}

    def changes(self) -> dict[str, tuple[object, object]]:
        """Field → values before and after; values of personal fields are left out."""
        return {
            name: ("…", "…") if name in self.personal else (_plain(self.initial.get(name)), _plain(self.cleaned_data.get(name)))
            for name in self.changed_data
        }

    def store(self, *, now: Any, by: Staff) -> Model:
        """Save the row and audit it; forms whose room has an action of its own call that instead."""
        row = self.save()
        self.note(row, now=now, by=by)
        return row

    def note(self, row: Model, *, now: Any, by: Staff) -> None:
        """Write in the audit what this form changed."""
        brand = self.brand.id if self.brand else None
        note_change(row, created=self.created, changed=self.changes(), brand_id=brand, now=now, by=by)

    def refuse(self, error: Exception) -> None:
        """Show a refusal of the room below at the head of the form."""
        self.add_error(None, error if isinstance(error, ValidationError) else str(error))


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value
