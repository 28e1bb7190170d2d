"""What an audit entry says, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entregent.access.models import AuditEntry, Role

WHAT = {
    "login": _("Signed in"),
    "login.failed": _("Failed to sign in"),
    "logout": _("Signed out"),
    "second_factor.failed": _("Wrong second factor"),
    "second_factor.added": _("Second factor added"),
    "second_factor.removed": _("Second factor removed"),
    "second_factor.codes_made": _("Recovery codes made"),
    "second_factor.reset": _("Second factor taken away"),
    "password.changed": _("Password changed"),
    "password.reset": _("Password reset"),
    "sessions.ended": _("Other sessions closed"),
    "account.changed": _("Account changed by its owner"),
    "sso.connected": _("Single sign-on connected"),
    "sso.disconnected": _("Single sign-on disconnected"),
    "sso.refused": _("Single sign-on refused"),
    "sso.failed": _("Single sign-on failed"),
    "staff.invited": _("Person invited"),
    "staff.joined": _("Invitation accepted"),
    "staff.changed": _("Account changed"),
    "staff.role_changed": _("Role changed"),
    "staff.skills_changed": _("Skills changed"),
    "staff.hours_changed": _("Working hours changed"),
    "staff.deactivated": _("Account closed"),
    "staff.reactivated": _("Account opened again"),
    "presence.set": _("Presence set for someone"),
    "key.created": _("API key created"),
    "key.revoked": _("API key revoked"),
    "mail.discarded": _("Mail discarded"),
    "mail.replayed": _("Mail replayed"),
    "webhook.stopped": _("Webhook stopped"),
    "recording.listened": _("Recording listened to"),
    "recording.read": _("What was said in a recording read"),
    "settings.created": _("Setting created"),
    "settings.changed": _("Setting changed"),
    "settings.removed": _("Setting removed"),
}
THINGS = {
    "brands.brand": _("Brand"),
    "access.site": _("Site"),
    "access.team": _("Team"),
    "access.skill": _("Skill"),
    "routing.queue": _("Queue"),
    "routing.pausereason": _("Pause reason"),
    "routing.capacity": _("Capacity"),
    "calendar.calendar": _("Business hours"),
    "tickets.promisepolicy": _("Promise policy"),
    "tickets.reason": _("Reason for contact"),
    "conversations.cannedreply": _("Canned reply"),
    "people.customfield": _("Custom field"),
    "speech.speaking": _("Voice"),
    "speech.pronunciation": _("Word that is said"),
    "speech.recording": _("Recorded text"),
    "speech.music": _("Waiting music"),
    "people.tag": _("Tag"),
    "people.tagchange": _("Tag"),
    "mail.mailaddress": _("Mail address"),
    "mail.mailbox": _("Mailbox"),
}


def told(entry: AuditEntry, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """What happened, and its details, one a line. ``names``: staff id → name, for the people it is about."""
    details = []
    data = entry.data
    about = data.get("of") or data.get("invited")
    if about:
        details.append(names.get(about, about))
    if "thing" in data:
        details.append(f"{THINGS.get(data['thing'], data['thing'])} {data.get('name') or ''}".strip())
    if entry.what == "staff.role_changed":
        details.append(f"{_role(data.get('before'))} → {_role(data.get('after'))}")
    if entry.what == "staff.invited":
        details.append(_role(data.get("role")))
    if entry.what == "login.failed" and not data.get("known"):
        details.append(gettext("unknown account"))
    details += _changes(data.get("changed"))
    for key in ("methods", "scopes"):
        if data.get(key):
            details.append(", ".join(str(one) for one in data[key]))
    return str(WHAT.get(entry.what, entry.what)), details


def _role(value: Any) -> str:
    return str(Role(value).label) if value in Role.values else "—"


def _changes(changed: Any) -> list[str]:
    if isinstance(changed, dict):
        return [f"{name}: {_plain(before)} → {_plain(after)}" for name, (before, after) in changed.items()]
    if isinstance(changed, list):
        return [", ".join(str(name) for name in changed)]
    return []


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value) or "—"
    return str(value)
