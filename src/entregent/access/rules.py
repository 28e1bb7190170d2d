"""Who may do what: one table."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "agent": frozenset({"work", "people.read", "people.write", "tickets.read", "tickets.write"}),
    "supervisor": frozenset(
        {"work", "people.read", "people.write", "people.merge", "people.export", "tickets.read", "tickets.write",
         "tickets.bulk", "supervise", "canned.write"}
    ),
    "administrator": frozenset(
        {"work", "people.read", "people.write", "people.merge", "people.export", "people.import", "tickets.read",
         "tickets.write", "tickets.bulk", "supervise", "canned.write", "administer", "audit.read"}
    ),
    "quality": frozenset({"people.read", "tickets.read", "supervise"}),
    "auditor": frozenset({"people.read", "tickets.read", "audit.read"}),
}  # fmt: skip


def may(role: str | None, permission: str) -> bool:
    """Whether a role (None: no role for that brand) gives a permission."""
    return role is not None and permission in PERMISSIONS[role]
