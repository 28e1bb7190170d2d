"""Which scenarios anybody may go through as a page, and how the page presents itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.scenarios.models import Scenario


class Page(Branded):
    """The page of a scenario. Without a row, or with one that is not open, it is nobody's to read."""

    scenario = models.OneToOneField(Scenario, models.CASCADE, related_name="page")
    open = models.BooleanField(default=False)
    title = models.CharField(_("Title"), max_length=80, blank=True, help_text=_("Empty: the name of the scenario."))
    welcome = models.TextField(_("Words before it begins"), max_length=400, blank=True)
    chat_at = models.URLField(
        _("Page of your site with the chat"),
        blank=True,
        help_text=_("Where its chat is answered first by a scenario: visitors may go on there, with a code."),
    )
    changed_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
