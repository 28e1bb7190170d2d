"""Who a browser is signed in as: what every page of the staff asks first, by queries written once."""

from datetime import datetime
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.kept_queries import KeptQuery

_RUNNING = KeptQuery(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)
_STAFF = KeptQuery(lambda id: Staff.objects.filter(id=id), UUID)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _RUNNING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found


class StaffBackend(AuthenticationBackend):
    """Addresses and passwords of the staff; an account that is closed is nobody's."""

    def get_user(self, user_id: UUID) -> Staff | None:
        """The account of a session."""
        staff = _STAFF.first(user_id)
        return staff if staff is not None and self.user_can_authenticate(staff) else None
