"""How staff enter: by invitation of an administrator, never by signing up; every entry, failure and exit is audited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from entregent.access.actions import audit
from entregent.access.models import Staff

# What allauth would mail about, in the words of the audit.
_SECURITY_CHANGES = {
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
        audit("login", now=timezone.now(), staff=user, address=self.get_client_ip(request), methods=methods)
        return super().post_login(request, user, **hooks)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # What was typed is not kept: people type passwords in the wrong field.
        staff = Staff.objects.filter(email__iexact=credentials.get("email") or "").first()
        audit("login.failed", now=timezone.now(), staff=staff, address=self.get_client_ip(request), known=staff is not None)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            audit("logout", now=timezone.now(), staff=request.user, address=self.get_client_ip(request))
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Staff, *arguments: Any, **options: Any) -> None:
        what = _SECURITY_CHANGES.get(template_prefix, "account.changed")
        audit(what, now=timezone.now(), staff=user, address=self.get_client_ip(self.request))
        super().send_notification_mail(template_prefix, user, *arguments, **options)


class StaffSessionsAdapter(DefaultUserSessionsAdapter):
    """Writes in the audit that someone closed their sessions elsewhere."""

    def end_sessions(self, sessions: list[Any]) -> None:
        if sessions:
            audit("sessions.ended", now=timezone.now(), staff=sessions[0].user, count=len(sessions))
        super().end_sessions(sessions)


class AuditedCode(AuthenticateForm):
    """The second factor at sign-in; a wrong code is audited."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError:
            audit("second_factor.failed", now=timezone.now(), staff=self.user)
            raise


class AuditedCodeAgain(ReauthenticateForm):
    """The second factor asked again before something sensitive; a wrong code is audited."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError:
            audit("second_factor.failed", now=timezone.now(), staff=self.user)
            raise
