"""Staff: inviting them, giving and taking roles and skills, closing accounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from entregent.access import events
from entregent.access.actions.audit import audit
from entregent.access.errors import AccessRefused, InvitationOver
from entregent.access.models import Invitation, Membership, Role, Skill, Staff, StaffSkill, WorkingWeek
from entregent.access.rules import INVITATION_LASTS, digest_of, new_link
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import WEEKDAYS, CalendarError, WeekHours


@transaction.atomic
def invite(brand: Brand, email: str, name: str, role: str, *, now: datetime, by: Staff | None) -> tuple[Staff, str | None]:
    """Bring someone into a brand. Someone new gets an account without a password, and the secret of a one-time link
    (``renew_invitation`` makes another); a colleague who already serves another brand only gets the role (None).

    Raises AccessRefused when this person already has a role for the brand or their account is closed.
    """
    email = email.strip().lower()
    staff = Staff.objects.filter(email__iexact=email).first()
    if staff and not staff.is_active:
        raise AccessRefused(_("This account is closed: open it again instead."))
    if staff and Membership.objects.filter(staff=staff, of_brand=brand).exists():
        raise AccessRefused(_("This person already has a role for this brand."))
    newcomer = staff is None
    if staff is None:
        staff = Staff.objects.create_user(email, None, name=name.strip(), language=brand.language)
    audit("staff.invited", now=now, staff=by, brand_id=brand.id, invited=str(staff.id), role=role)
    set_role(staff, brand, role, now=now, by=by)
    return staff, renew_invitation(staff, now=now, by=by) if newcomer else None


@transaction.atomic
def renew_invitation(staff: Staff, *, now: datetime, by: Staff | None) -> str:
    """Make a new one-time link for someone who has no password yet; the former ones end. Returns its secret, shown once.

    Raises AccessRefused when they have a password: they reset it themselves.
    """
    if staff.has_usable_password():
        raise AccessRefused(_("This person has a password already, and can reset it from the sign-in page."))
    secret, digest = new_link()
    Invitation.objects.filter(staff=staff, ended_at=None).update(ended_at=now)
    Invitation.objects.create(staff=staff, digest=digest, invited_by=by, created_at=now, expires_at=now + INVITATION_LASTS)
    return secret


@transaction.atomic
def accept_invitation(secret: str, password: str, *, now: datetime) -> Staff:
    """Choose the first password by a one-time link.

    Raises InvitationOver (used, replaced, too old, account closed) and ValidationError for a weak password, after which
    the link is still good.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("staff").filter(digest=digest_of(secret)).first()
    )
    if invitation is None or invitation.ended_at or invitation.expires_at <= now or not invitation.staff.is_active:
        raise InvitationOver(_("This link was already used, or is too old: ask your administrator for another."))
    staff = invitation.staff
    validate_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    invitation.ended_at = now
    invitation.save(update_fields=["ended_at"])
    audit("staff.joined", now=now, staff=staff)
    return staff


@transaction.atomic
def update_account(staff: Staff, *, now: datetime, by: Staff, **fields: object) -> list[str]:
    """Change an account's own data (name, short name, e-mail, language, team); return the names of what changed."""
    changed = [name for name, value in fields.items() if getattr(staff, name) != value]
    for name in changed:
        setattr(staff, name, fields[name])
    if changed:
        staff.full_clean(exclude=["password"])
        staff.save(update_fields=changed)
        audit("staff.changed", now=now, staff=by, of=str(staff.id), changed=sorted(changed))
    return changed


@transaction.atomic
def set_role(staff: Staff, brand: Brand, role: str | None, *, now: datetime, by: Staff | None) -> None:
    """Give someone a role for a brand, or take it away (None).

    Raises AccessRefused for an unknown role, or when the brand would be left without an administrator.
    """
    if role is not None and role not in Role:
        raise AccessRefused(_("%(role)s is not a role.") % {"role": role})
    Brand.objects.select_for_update().get(id=brand.id)  # two administrators leaving at once must not both be let go
    membership = Membership.objects.filter(staff=staff, of_brand=brand).first()
    before = membership.role if membership else None
    if before == role:
        return
    if before == Role.ADMINISTRATOR:
        _another_administrator(brand, staff)
    if role is None:
        Membership.objects.filter(staff=staff, of_brand=brand).delete()
    else:
        Membership.objects.update_or_create(staff=staff, of_brand=brand, defaults={"role": role})
    audit("staff.role_changed", now=now, staff=by, brand_id=brand.id, of=str(staff.id), before=before, after=role)
    _tell(
        [brand.id],
        [
            events.staff_role_changed(
                brand=brand.id, at=now, subject=staff.id, actor=_actor(by), staff=str(staff.id), before=before, after=role
            )
        ],
    )


@transaction.atomic
def set_skills(brand: Brand, staff: Staff, levels: Mapping[UUID, int], *, now: datetime, by: Staff) -> None:
    """Say how good someone is, 1 to 5, at this brand's skills; a skill left out is taken away.

    Raises AccessRefused for a level out of range or a skill of another brand.
    """
    if not all(1 <= level <= 5 for level in levels.values()):
        raise AccessRefused(_("A level goes from 1 to 5."))
    if Skill.objects.filter(brand=brand, id__in=levels).count() != len(levels):
        raise AccessRefused(_("This skill is not one of this brand's."))
    held = dict(StaffSkill.objects.filter(brand=brand, staff=staff).values_list("skill_id", "level"))
    if held == dict(levels):
        return
    StaffSkill.objects.filter(brand=brand, staff=staff).exclude(skill_id__in=levels).delete()
    StaffSkill.objects.bulk_create(
        [StaffSkill(brand=brand, staff=staff, skill_id=skill, level=level) for skill, level in levels.items()],
        update_conflicts=True, unique_fields=["staff", "skill"], update_fields=["level"],
    )  # fmt: skip
    written = {str(skill): level for skill, level in levels.items()}
    audit("staff.skills_changed", now=now, staff=by, brand_id=brand.id, of=str(staff.id), levels=written)
    _tell(
        [brand.id],
        [
            events.staff_skills_changed(
                brand=brand.id, at=now, subject=staff.id, actor=_actor(by), staff=str(staff.id), levels=written
            )
        ],
    )


@transaction.atomic
def deactivate(staff: Staff, *, now: datetime, by: Staff | None) -> None:
    """Close an account: its sessions and invitations end at once. What it did keeps its name.

    Raises AccessRefused when one of its brands would be left without an administrator.
    """
    memberships = list(Membership.objects.filter(staff=staff).select_related("of_brand"))
    Brand.objects.select_for_update().filter(id__in=[held.of_brand_id for held in memberships]).count()
    for held in memberships:
        if held.role == Role.ADMINISTRATOR:
            _another_administrator(held.of_brand, staff)
    staff.is_active, staff.left_at = False, now
    staff.save(update_fields=["is_active", "left_at"])
    Invitation.objects.filter(staff=staff, ended_at=None).update(ended_at=now)
    sessions = UserSession.objects.filter(user=staff)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
    audit("staff.deactivated", now=now, staff=by, of=str(staff.id))
    brands = [held.of_brand_id for held in memberships]
    _tell(
        brands,
        [
            events.staff_deactivated(brand=brand, at=now, subject=staff.id, actor=_actor(by), staff=str(staff.id))
            for brand in brands
        ],
    )


@transaction.atomic
def reactivate(staff: Staff, *, now: datetime, by: Staff | None) -> None:
    """Open a closed account again, with the roles it had."""
    staff.is_active, staff.left_at = True, None
    staff.save(update_fields=["is_active", "left_at"])
    audit("staff.reactivated", now=now, staff=by, of=str(staff.id))


@transaction.atomic
def set_working_week(staff: Staff, week: Mapping[str, Sequence[str]], *, now: datetime, by: Staff) -> None:
    """Say when someone is to be at work: day → intervals, ``{"mon": ["09:00-12:30", "13:30-17:00"]}``; empty: it is not known.

    Raises AccessRefused for days or intervals that make no sense.
    """
    try:
        hours = WeekHours.of(week)
    except CalendarError as wrong:
        raise AccessRefused(str(wrong)) from wrong
    written = {day: [str(span) for span in spans] for day, spans in zip(WEEKDAYS, hours.days, strict=True) if spans}
    held = WorkingWeek.objects.select_for_update().filter(staff=staff).first()
    before = held.week if held else {}
    if before == written:
        return
    if written:
        WorkingWeek.objects.update_or_create(staff=staff, defaults={"week": written})
    else:
        WorkingWeek.objects.filter(staff=staff).delete()
    audit("staff.hours_changed", now=now, staff=by, of=str(staff.id), before=before, after=written)
    brands = list(Membership.objects.filter(staff=staff).values_list("of_brand", flat=True))
    _tell(
        brands,
        [
            events.staff_hours_changed(brand=brand, at=now, subject=staff.id, actor=_actor(by), staff=str(staff.id))
            for brand in brands
        ],
    )


def _another_administrator(brand: Brand, staff: Staff) -> None:
    others = Membership.objects.filter(of_brand=brand, role=Role.ADMINISTRATOR, staff__is_active=True).exclude(staff=staff)
    if not others.exists():
        raise AccessRefused(_("%(brand)s would be left without an administrator: name another first.") % {"brand": brand.name})


def _actor(by: Staff | None) -> str:
    return f"staff:{by.id}" if by else "system:access"


def _tell(brands: list[UUID], facts: list[Fact]) -> None:
    """An account belongs to several brands: its facts are written behind each one's wall."""
    with visible(brands):
        append(facts)
