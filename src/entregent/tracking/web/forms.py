"""The forms of sources, and of numbers that are lent."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.looks.sections import Sectioned
from entregent.tracking.models import Pool, Source

RULES = ("utm_source", "utm_medium", "utm_campaign", "referrer", "landing")


class SourceForm(Sectioned):
    """A source; ``brands`` are those that the visitor administers."""

    LAID_OUT = (
        (_("Source"), _("A campaign, a medium, a page: what you wish to count calls by."),
         (("brand", "half"), ("name", "half"), ("active", "half"))),
        (_("How visitors of it are known"),
         _("All that is filled in must hold; the source that says most is taken. Nothing: only by its own numbers."),
         (("utm_source", "third"), ("utm_medium", "third"), ("utm_campaign", "third"), ("referrer", "half"),
          ("landing", "half"))),
    )  # fmt: skip

    class Meta:
        model = Source
        fields = ("brand", "name", "active", *RULES)
        labels: ClassVar = {"brand": _("Brand")}

    def __init__(self, *args: Any, brands: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=brands)
        self.fields["brand"].disabled = not self.instance._state.adding
        self.fields["brand"].initial = brands[0] if len(brands) == 1 else None

    def clean_landing(self) -> str:
        """A path."""
        landing = str(self.cleaned_data["landing"])
        if landing and not landing.startswith("/"):
            raise forms.ValidationError(_("A path begins with a slash: /mutuelle-senior."))
        return landing


class PoolForm(Sectioned):
    """How a brand lends its numbers."""

    LAID_OUT = (
        (_("Numbers lent to visitors"),
         _("Only to those who agreed on the site. Which numbers are lent is said on the page of each number."),
         (("minutes", "half"), ("active", "half"))),
    )  # fmt: skip

    class Meta:
        model = Pool
        fields = ("minutes", "active")
