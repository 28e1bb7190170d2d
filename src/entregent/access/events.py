"""The facts that access publishes, one for each brand concerned."""

from entregent.journal.kinds import kind

staff_role_changed = kind(
    "staff.role_changed",
    "Someone's role for a brand is given, changed or taken away.",
    staff="Whose.",
    before="The role before; nothing for a newcomer.",
    after="The role after; nothing when it is taken away.",
)
staff_deactivated = kind("staff.deactivated", "Someone may no longer enter: their work goes to others.", staff="Who.")
staff_skills_changed = kind(
    "staff.skills_changed", "What someone is good at changes.", staff="Whose.", levels="Skill id → level, 1 to 5."
)
