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
staff_hours_changed = kind("staff.hours_changed", "When someone is to be at work changes; the audit says how.", staff="Whose.")
configuration_changed = kind(
    "configuration.changed",
    "A row of what is set up in the studio is made, changed or removed; what all brands share is told to each of them.",
    table="Its table, such as routing.queue.",
    id="Its id there; the subject too where that is a UUID, the brand otherwise.",
    change="created, changed or removed.",
    fields="Names of the fields that changed; the values are in the audit.",
)
