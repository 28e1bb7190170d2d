"""What the editor of pages asks of ours beyond its own rules."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from entregent.knowledge.rules.addresses import RESERVED


class PageForm(WagtailAdminPageForm):
    """A new page is its parent's brand's; an address that is taken by the site itself is refused."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.parent_page is not None and self.instance.brand_id is None:
            self.instance.brand_id = self.parent_page.specific.brand_id

    def clean(self) -> dict[str, Any]:
        """Refuse the addresses of searches, feeds and languages."""
        told = super().clean()
        if "slug" in self.changed_data and told.get("slug") in RESERVED:
            self.add_error("slug", _("The help site keeps this address for itself: choose another one."))
        return told
