"""The editor's own addresses (Wagtail's), all behind one gate; what is not named here is shut: it answers 404 to everybody."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail

from entregent.knowledge.web.gate import gate

OPEN = frozenset(
    {
        "wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_explore_results",
        "wagtailadmin_choose_page", "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple", "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link", "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_dismissibles", "wagtailadmin_block_preview", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite",
        "wagtail_bulk_action",
        "wagtailadmin_reports:aging_pages", "wagtailadmin_reports:aging_pages_results", "wagtailadmin_reports:locked_pages",
        "wagtailadmin_reports:locked_pages_results",
    }
)  # fmt: skip
"""Pages of the editor, by name."""

OPEN_GROUPS = frozenset(
    {"wagtailadmin_pages", "wagtailadmin_editing_sessions", "wagtailimages", "wagtailimages_chooser", "wagtaildocs",
     "wagtaildocs_chooser", "wagtailadmin_api:pages", "wagtailadmin_api:images", "wagtailadmin_api:documents",
     "simple_translation"}
)  # fmt: skip
"""Groups of pages. Accounts, groups, sites, workflows and collections are set up by us; their reports name all brands."""

SHUT = frozenset(
    {"wagtailadmin_pages:set_privacy", "wagtailadmin_pages:revisions_index", "simple_translation:submit_snippet_translation"}
)
"""Of those groups: who reads a page is said by its audience; the second is an old name of the history."""


def _guard(patterns: list[URLPattern | URLResolver], group: str = "") -> None:
    for one in patterns:
        if isinstance(one, URLResolver):
            _guard(one.url_patterns, ":".join(filter(None, (group, one.namespace))))
        else:
            name = f"{group}:{one.name}" if group else str(one.name)
            one.callback = gate(one.callback, is_open=name in OPEN or (group in OPEN_GROUPS and name not in SHUT))


def _to(name: str) -> Callable[..., HttpResponse]:
    return gate(RedirectView.as_view(pattern_name=name), is_open=True)


_guard(wagtail.urlpatterns)
urlpatterns = [
    # The editor names these on every page: they are ours.
    path("account/", _to("access:profile"), name="wagtailadmin_account"),
    path("logout/", _to("account_logout"), name="wagtailadmin_logout"),
    *wagtail.urlpatterns,
]
