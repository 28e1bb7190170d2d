"""Staff: who works here, their account, their role for each brand, inviting and leaving."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from entregent.access.actions import (
    deactivate,
    invite,
    reactivate,
    renew_invitation,
    reset_second_factor,
    set_role,
    update_account,
)
from entregent.access.models import Membership, Staff
from entregent.access.queries import has_second_factor, staff_of, turnover_by_team
from entregent.access.rules import may_change_account
from entregent.studio.invitation_mail import mail_invitation
from entregent.studio.things.accounts import AccountForm, InvitationForm
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio

ROWS = 50


@studio("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The staff of the visitor's brands, searched by name or address."""
    brands = brands_of(request, "administer")
    brand = chosen_brand(request, brands)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    ids = [brand.id] if brand else [one.id for one in brands]
    people = Staff.objects.order_by("name", "id") if _sees_all(request, brand) else staff_of(ids)
    for word in words.split():
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    held = Membership.objects.filter(of_brand__in=ids).select_related("of_brand").order_by("of_brand__name")
    people = people.select_related("team").prefetch_related(Prefetch("memberships", held, to_attr="roles_here"))
    shown = Paginator(people, ROWS).get_page(request.GET.get("page"))
    context = {"shown": shown, "words": words, "brands": brands, "brand": brand}
    if not words and shown.number == 1:
        places = turnover_by_team(ids, timezone.now())
        context |= {"turnover": places, "everybody": places.get(("", ""))}
    return page(request, "studio/staff.html", context)


@studio("administer")
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Invite someone: their one-time link is shown once, and mailed when asked."""
    form = InvitationForm(request.POST or None, brands=brands_of(request, "administer"))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            staff, secret = invite(
                asked["brand"], asked["email"], asked["name"], asked["role"], now=timezone.now(), by=request.user
            )
        except (ValueError, ValidationError) as refused:
            form.add_error(None, str(refused))
        else:
            if secret is None:
                messages.success(request, _("This colleague now has a role for this brand."))
                return redirect("studio:account", staff.id)
            return _link_page(request, staff, secret, by_mail=asked["by_mail"])
    return page(request, "studio/invite.html", {"form": form}, status=422 if form.errors else 200)


@studio("administer")
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """Someone's account and roles. The roles shown and changed are those of the visitor's brands."""
    staff = _colleague(request, id)
    brands = brands_of(request, "administer")
    held = {held.of_brand_id: held.role for held in Membership.objects.filter(staff=staff)}
    may_change = _may_change(request, staff, list(held))
    form = AccountForm(request.POST or None, staff=staff, brands=brands, roles=held, may_change=may_change)
    if request.method == "POST" and form.is_valid():
        try:
            _store(form, staff, held, by=request.user)
        except (ValueError, ValidationError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("studio:staff")
    context = {
        "form": form,
        "person": staff,
        "may_change": may_change,
        "has_factor": has_second_factor(staff),
        "invited": not staff.has_usable_password(),
    }
    return page(request, "studio/account.html", context, status=422 if form.errors else 200)


@studio("administer")
@require_POST
@never_cache
def invite_again(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new one-time link for someone who has not come yet."""
    staff = _changeable(request, id)
    try:
        secret = renew_invitation(staff, now=timezone.now(), by=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
        return redirect("studio:account", id)
    return _link_page(request, staff, secret, by_mail=request.POST.get("by_mail") == "1")


@studio("administer")
@require_POST
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close an account, or open it again."""
    staff = _changeable(request, id)
    if staff == request.user:
        messages.error(request, _("You cannot close your own account."))
        return redirect("studio:account", id)
    try:
        (deactivate if staff.is_active else reactivate)(staff, now=timezone.now(), by=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("studio:account", id)


@studio("administer")
@require_POST
def reset_factor(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take away the second factor of someone who lost it."""
    staff = _changeable(request, id)
    if staff == request.user:
        messages.error(request, _("Change your own second factor from your account."))
    else:
        reset_second_factor(staff, now=timezone.now(), by=request.user)
        messages.success(request, _("The second factor is taken away: the password alone signs this person in."))
    return redirect("studio:account", id)


@transaction.atomic
def _store(form: AccountForm, staff: Staff, held: dict[UUID, str], *, by: Staff) -> None:
    now = timezone.now()
    if form.may_change:
        update_account(staff, now=now, by=by, **form.account_values())
    for brand, role in form.roles_asked():
        if held.get(brand.id) != role:
            set_role(staff, brand, role, now=now, by=by)


def _link_page(request: HttpRequest, staff: Staff, secret: str, *, by_mail: bool) -> HttpResponse:
    link = settings.PUBLIC_URL.rstrip("/") + reverse("access:welcome", args=[secret])
    if by_mail:
        mail_invitation(staff, link, by=request.user)
    return page(request, "studio/invited.html", {"person": staff, "link": link, "by_mail": by_mail})


def _sees_all(request: HttpRequest, brand: Any) -> bool:
    return request.rights.is_platform_administrator and brand is None


def _colleague(request: HttpRequest, id: UUID) -> Staff:
    """Someone of the visitor's brands; 404 for anybody else."""
    if request.rights.is_platform_administrator:
        return get_object_or_404(Staff, id=id)
    return get_object_or_404(staff_of(request.rights.brands_where("administer")), id=id)


def _may_change(request: HttpRequest, staff: Staff, of_brands: list[UUID]) -> bool:
    return may_change_account(
        request.rights.roles, request.rights.is_platform_administrator, of_brands,
        of_platform_administrator=staff.is_platform_administrator,
    )  # fmt: skip


def _changeable(request: HttpRequest, id: UUID) -> Staff:
    staff = _colleague(request, id)
    of_brands = list(Membership.objects.filter(staff=staff).values_list("of_brand_id", flat=True))
    if not _may_change(request, staff, of_brands):
        raise PermissionDenied("account")
    return staff
