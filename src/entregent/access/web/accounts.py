"""How staff enter: by invitation of an administrator, never by signing up; every entry, failure and exit is audited."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.access.actions import audit
from entregent.access.devices import device_of
from entregent.access.models import Staff
from entregent.access.queries import FACTOR_SEAL
from entregent.access.sealing import SealBroken, seal, unseal
from entregent.access.web import last_seen
from entregent.access.web.forms import Plain

log = logging.getLogger(__name__)

# What allauth would mail about, in the words of the audit.
SECURITY_CHANGES = {
    "account/email/password_reset": "password.reset",
    "account/email/password_changed": "password.changed",
    "account/email/password_set": "password.changed",
    "mfa/email/totp_activated": "second_factor.added",
    "mfa/email/totp_deactivated": "second_factor.removed",
    "mfa/email/webauthn_added": "second_factor.added",
    "mfa/email/webauthn_removed": "second_factor.removed",
    "mfa/email/recovery_codes_generated": "second_factor.codes_made",
    "socialaccount/email/account_connected": "sso.connected",
    "socialaccount/email/account_disconnected": "sso.disconnected",
}


class StaffAccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up page, and writes the audit where allauth offers its hooks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Staff, **hooks: Any) -> HttpResponse:
        methods = [record["method"] for record in get_authentication_records(request, user)]
        now = timezone.now()
        last_seen.remember(request.session.session_key, now)
        audit("login", now=now, staff=user, address=self.get_client_ip(request), methods=methods)
        return super().post_login(request, user, **hooks)

    def send_mail(self, template_prefix: str, email: str, values: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, values)
        except (OSError, SMTPException):  # the page must not tell by an error that the address is known
            log.exception("a mail to staff was not sent: %s", template_prefix)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # What was typed is not kept: people type passwords in the wrong field.
        staff = Staff.objects.filter(email__iexact=credentials.get("email") or "").first()
        audit("login.failed", now=timezone.now(), staff=staff, address=self.get_client_ip(request), known=staff is not None)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            audit("logout", now=timezone.now(), staff=request.user, address=self.get_client_ip(request))
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Staff, *arguments: Any, **options: Any) -> None:
        what = SECURITY_CHANGES.get(template_prefix, "account.changed")
        audit(what, now=timezone.now(), staff=user, address=self.get_client_ip(self.request))
        super().send_notification_mail(template_prefix, user, *arguments, **options)


class SealedFactorsAdapter(DefaultMFAAdapter):
    """Keys of authenticator apps and seeds of recovery codes are stored sealed."""

    def encrypt(self, text: str) -> str:
        return seal(text, FACTOR_SEAL)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, FACTOR_SEAL)

    def generate_authenticator_name(self, user: Staff, type: Any) -> str:
        # The device on which it is made is what its owner recognises it by.
        device = device_of(context.request.META.get("HTTP_USER_AGENT", ""))
        return device.system or device.browser or str(_("My key"))


class StaffSessionsAdapter(DefaultUserSessionsAdapter):
    """Writes in the audit that someone closed their sessions elsewhere."""

    def end_sessions(self, sessions: list[Any]) -> None:
        if sessions:
            audit("sessions.ended", now=timezone.now(), staff=sessions[0].user, count=len(sessions))
        super().end_sessions(sessions)


class _Audited:
    """A wrong code is audited; one that cannot be compared, because its secret does not open any more, says so."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError:
            audit("second_factor.failed", now=timezone.now(), staff=self.user)  # type: ignore[attr-defined]
            raise
        except SealBroken as broken:
            log.error("the second factor of staff %s cannot be opened: run `entregent doctor`", self.user.pk)  # type: ignore[attr-defined]
            raise ValidationError(_("Your code cannot be checked at the moment: tell your administrator.")) from broken


class AuditedCode(_Audited, Plain, AuthenticateForm):
    """The second factor at sign-in."""


class AuditedCodeAgain(_Audited, Plain, ReauthenticateForm):
    """The second factor asked again before something sensitive."""
