"""Fields of the studio's forms."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from entregent.studio.rules import parse_minutes, write_minutes

LANGUAGES = [("fr", _("French")), ("en", _("English")), ("de", _("German")), ("it", _("Italian")), ("es", _("Spanish"))]
REGIONS = [
    ("FR", _("France")), ("CH", _("Switzerland")), ("BE", _("Belgium")), ("LU", _("Luxembourg")), ("MC", _("Monaco")),
    ("GP", _("Guadeloupe")), ("MQ", _("Martinique")), ("GF", _("French Guiana")), ("RE", _("Réunion")), ("YT", _("Mayotte")),
]  # fmt: skip


class MinutesField(forms.CharField):
    """A length of time in minutes, written "4 h 30" or "45"."""

    default_error_messages = {"unreadable": _("Write a length of time such as “45 min” or “4 h 30”.")}

    def __init__(self, *, seconds: bool = False, maximum: int = 365 * 24 * 60, **options: object) -> None:
        self.factor, self.maximum = (60 if seconds else 1), maximum
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return write_minutes(value // self.factor) if isinstance(value, int) else value

    def to_python(self, value: object) -> int | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            minutes = parse_minutes(text[:20])
        except ValueError as unreadable:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from unreadable
        if minutes > self.maximum:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return minutes * self.factor

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = 80, **options: object) -> None:
        self.longest = longest
        super().__init__(**options)
        self.widget.attrs.setdefault("rows", 5)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        kept = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > self.longest for line in kept):
            raise ValidationError(_("A line is too long."), code="long")
        return kept

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True
