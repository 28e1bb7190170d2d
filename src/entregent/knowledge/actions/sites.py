"""Opening and closing a brand's help site: its home in each language, who may write there, who reads what is written before
it appears."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from entregent.access.actions import group_of
from entregent.access.models import Role, Staff
from entregent.access.rules import may
from entregent.brands.models import Brand
from entregent.knowledge.models import Home

WRITE = ("add_page", "change_page")
PUBLISH = ("publish_page", "lock_page", "unlock_page", "bulk_delete_page")
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
FILES_OF = ("wagtailimages", "wagtaildocs")
EVERYWHERE = ("access_admin", "submit_translation")


@transaction.atomic
def open_help(brand: Brand, language: str | None = None, *, by: Staff | None = None) -> Home:
    """The home of a brand's help site in a language (its own by default), made when missing, open again when it was closed.
    The first stands at the brand's short name, the others under it at their code. The brand must be open."""
    locale, _made = Locale.objects.get_or_create(language_code=language or brand.language)
    homes = list(Home.objects.filter(brand=brand).order_by("depth", "id"))
    known = next((home for home in homes if home.locale_id == locale.id), None)
    if known is not None:
        if not known.live:
            known.save_revision(user=by).publish(user=by, skip_permission_checks=True)
            known.refresh_from_db()
        return known
    with override(locale.language_code):
        home = Home(brand=brand, title=_("Help: %(brand)s") % {"brand": brand.name}, locale=locale, live=False)
    if homes:
        home.slug, home.translation_key, home.collection = locale.language_code, homes[0].translation_key, homes[0].collection
        homes[0].add_child(instance=home)
    else:
        home.slug = brand.slug
        home.collection = Collection.get_first_root_node().add_child(instance=Collection(name=brand.name))
        Page.get_first_root_node().add_child(instance=home)
        _give_rights(brand, home)
    home.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return home


@transaction.atomic
def close_help(home: Home, *, by: Staff) -> None:
    """Take a brand's help site in one language out of sight, the first one with all the others under it. Nothing is lost:
    what was published is there again when it opens."""
    home.unpublish(user=by)


def _give_rights(brand: Brand, home: Home) -> None:
    publishers = []
    for role in Role.values:
        if not may(role, "knowledge.write"):
            continue
        group = group_of(brand, role)
        group.permissions.add(*Permission.objects.filter(codename__in=EVERYWHERE))
        names = WRITE
        if may(role, "knowledge.publish"):
            names += PUBLISH
            publishers.append(group)
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=home, permission=one)
            for one in Permission.objects.filter(codename__in=names, content_type__app_label="wagtailcore")
        )
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=home.collection, permission=one)
            for one in Permission.objects.filter(
                codename__in=FILES, content_type__app_label__in=("wagtailimages", "wagtaildocs")
            )
        )
    _moderate(brand, home, publishers)


def _moderate(brand: Brand, home: Home, publishers: list[Group]) -> None:
    """Whoever may not publish has what they write read by those who may."""
    with override(brand.language):
        name = _("Review: %(brand)s") % {"brand": brand.name}
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(publishers)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
