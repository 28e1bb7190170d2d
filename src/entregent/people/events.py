"""What becomes of persons, told to the rooms above."""

from entregent.journal.kinds import kind

person_created = kind(
    "person.created", "A person is known for the first time.", source="Channel, import or screen it came from"
)
person_changed = kind("person.changed", "A person's own data changed.", fields="Names of the fields that changed")
stage_changed = kind(
    "person.stage_changed",
    "A person moved in the life cycle.",
    before="Stage before",
    after="Stage after",
    rule="By which rule; nothing: by hand",
)
person_tagged = kind(
    "person.tagged", "Tags of a person changed.", added="How many were added", removed="How many were taken off"
)
handle_added = kind(
    "person.handle_added",
    "An address or number leads to a person.",
    handle="Its id",
    handle_kind="mail, phone or social",
    source="Where it was learnt",
)
handle_removed = kind(
    "person.handle_removed",
    "An address or number leads to a person no more.",
    handle="Its id",
    handle_kind="mail, phone or social",
)
candidate_chosen = kind(
    "person.candidate_chosen", "An agent said who is behind a shared address.", handle="Id of the address's row"
)
choice_forgotten = kind(
    "person.choice_forgotten", "An agent took back what they said of a shared address.", handle="Id of the address's row"
)
remark_added = kind("person.remark_added", "Staff wrote a remark about a person.", remark="Its id")
remark_removed = kind("person.remark_removed", "A remark about a person was taken away.", remark="Its id")
consent_given = kind(
    "person.consent_given",
    "A consent was given, with its proof.",
    consent="Its id",
    purpose="What for",
    channel="By which channel",
)
consent_revoked = kind(
    "person.consent_revoked", "A consent was revoked.", consent="Its id", purpose="What for", channel="By which channel"
)
preference_said = kind(
    "person.preference_said",
    "A person, or staff for them, said what they prefer.",
    about="channel, hour or language",
    value="What they prefer; any: they do not mind; empty: what exchanges show counts again",
)
preference_forgotten = kind(
    "person.preference_forgotten", "What exchanges had taught of a preference was forgotten, as its person asked.",
    about="channel, hour, language or subject",
)  # fmt: skip
position_added = kind(
    "person.position_added", "A person has a role in an organisation.", organisation="Its id", position="Its id"
)
position_removed = kind(
    "person.position_removed", "A person lost a role in an organisation.", organisation="Its id", position="Its id"
)
duplicate_found = kind(
    "person.duplicate_found",
    "Two persons may be one.",
    other="The other person's id",
    score="0 to 1",
    reasons="Names of the reasons",
)
duplicate_dismissed = kind(
    "person.duplicate_dismissed", "Staff said that two persons are not one.", other="The other person's id"
)
persons_merged = kind(
    "person.merged",
    "Two persons became one; it can be undone.",
    absorbed="The person that was absorbed",
    merge="The merge's id",
)
merge_undone = kind("person.merge_undone", "A merge was undone.", absorbed="The person given back", merge="The merge's id")
organisation_created = kind("organisation.created", "An organisation is known for the first time.")
organisation_changed = kind(
    "organisation.changed", "An organisation's own data changed.", fields="Names of the fields that changed"
)
organisation_tagged = kind("organisation.tagged", "An organisation's tags changed.", added="How many", removed="How many")
persons_imported = kind(
    "people.imported",
    "A file of persons was taken in.",
    created="How many were new",
    updated="How many were known",
    refused="How many lines were refused",
)
persons_exported = kind("people.exported", "Persons were exported to a file.", format="csv or vcf")
