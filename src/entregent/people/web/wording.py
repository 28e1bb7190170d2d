"""Facts, reasons and refusals in the reader's words."""

from django.utils.translation import gettext_lazy as _

from entregent.brands.vocabulary import worded_lazy

FACTS = {
    "person.created": ("user", _("Known for the first time")),
    "person.changed": ("edit", _("Details changed")),
    "person.stage_changed": ("flag", _("Stage changed")),
    "person.tagged": ("tag", _("Tags changed")),
    "person.handle_added": ("link", _("Address added")),
    "person.handle_removed": ("link", _("Address removed")),
    "person.candidate_chosen": ("check", _("Recognised by an agent")),
    "person.choice_forgotten": ("undo", _("Recognised by mistake")),
    "person.remark_added": ("note", _("Remark written")),
    "person.remark_removed": ("note", _("Remark removed")),
    "person.consent_given": ("shield", _("Consent given")),
    "person.consent_revoked": ("shield", _("Consent revoked")),
    "person.preference_said": ("star", _("Preference said")),
    "person.preference_forgotten": ("star", _("Preference forgotten")),
    "person.position_added": ("org", _("Role in an organisation added")),
    "person.position_removed": ("org", _("Role in an organisation removed")),
    "person.duplicate_found": ("users", _("Possible duplicate found")),
    "person.duplicate_dismissed": ("users", _("Duplicate dismissed")),
    "person.merged": ("merge", _("Another record was merged into this one")),
    "person.merge_undone": ("undo", _("A merge was undone")),
}
"""Kind of fact → (icon, words)."""

KINDS = {
    "consumer": _("Consumer"),
    "professional": _("Professional"),
    "end_customer": _("A reseller’s end customer"),
}
"""Whom the law sees (``rules.contacting.Kind``)."""

CONTACT_REASONS = {
    "service": _("needed for the service"),
    "consented": _("consent given"),
    "contract": _("contract in progress: about its object only"),
    "not_objected": _("no objection"),
    "objected": _("consent taken back"),
    "no_consent": _("consent needed, none given"),
    "no_address": _("no address for this channel"),
    "no_rule": _("no rule allows it"),
}
"""Why we may contact somebody, or may not (``rules.contacting.Reason``)."""

STAGE_RULES = {
    "first_contact": worded_lazy(_("By rule: a first exchange with %(a_customer)s")),
    "regular": _("By rule: several exchanges"),
    "silence": _("By rule: a long silence"),
    "disappointed": _("By rule: promises broken or complaints, lately"),
    "spoke_again": _("By rule: an exchange again, and nothing broken lately"),
    "came_back": _("By rule: came back"),
}
"""Rule of the life cycle (``rules.stages.Rule``) → its words."""

TONES = {
    "person.remark_added": "warn",
    "person.consent_given": "good",
    "person.consent_revoked": "bad",
    "person.duplicate_found": "warn",
    "person.merged": "info",
}
"""Kind of fact → tone of its mark; the others have none."""

REASONS = {
    "same_reference": _("same reference"),
    "same_mail": _("same e-mail"),
    "same_phone": _("same phone"),
    "same_social": _("same social account"),
    "same_mail_root": _("same mailbox, with another +tag"),
    "same_name": _("same name"),
    "similar_name": _("nearly the same name"),
    "partial_name": _("names that do not contradict each other"),
    "same_family_name": _("same family name"),
    "same_birth_date": _("same birth date"),
    "same_postal_address": _("same postal address"),
}

REFUSALS = {
    "known": _("This is known already."),
    "same": _("A record cannot be merged with itself."),
    "brand": _("These records belong to two brands."),
    "merged": _("One of the two records was merged already."),
    "undone": _("This merge is undone already."),
    "later": _("A later merge of this record must be undone first."),
    "unknown": _("One of the two records does not exist."),
    "registration": _("This is no SIREN, SIRET or UID."),
    "name": _("An organisation needs a name."),
    "reseller": _("An organisation cannot be its own reseller."),
    "empty": _("A remark cannot be empty."),
    "consent": _("A consent needs a purpose, a channel, the words that were shown and where it was given."),
    "consent_date": _("A consent cannot be given in the future."),
    "stage": _("There is no such stage."),
    "view": _("Give the list a name."),
}

BAD_HANDLES = {
    "empty": _("Nothing is written."),
    "too_long": _("This is too long."),
    "too_short": _("This is too short."),
    "control": _("This holds unreadable characters."),
    "no_at": _("An e-mail address needs an @."),
    "local_part": _("The part before the @ is not valid."),
    "domain": _("The part after the @ is not valid."),
    "not_a_number": _("This is no phone number."),
    "country": _("This country code does not exist."),
    "short_code": _("A short number is nobody’s own."),
    "extension": _("Extensions are not kept: write the number alone."),
    "impossible": _("No such number can exist."),
    "network": _("Write the network, a colon, then the account: mastodon:@jeanne@example.org"),
}
"""Why an address is refused (``kernel.handles.Reason``)."""

COLUMNS = {
    "": _("— left out —"),
    "full_name": _("Full name"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "title": _("Form of address"),
    "mail": _("E-mail"),
    "phone": _("Phone"),
    "birth_date": _("Birth date"),
    "external_reference": _("Reference"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "language": _("Language"),
    "stage": _("Stage"),
    "tags": _("Tags"),
    "is_consumer": _("A consumer (not a professional)"),
    "organisation": _("Organisation"),
}
"""Field of an import → its name."""

EXPORTED = COLUMNS | {
    "id": _("Entregent id"),
    "external_reference": worded_lazy(_("Reference of %(the_customer)s")),
    "is_consumer": _("Consumer"),
    "social": _("Social accounts"),
    "organisations": _("Organisations"),
    "created_at": _("Known since"),
    "updated_at": _("Changed on"),
}
"""Column of an export → its heading; an import finds each of its fields again under it."""

IMPORT_REFUSALS = {
    "empty": _("The file is empty."),
    "binary": _("This is no text file: save your sheet as CSV."),
    "quotes": _("The quotation marks of this file do not match: save it again as CSV."),
    "columns": _("The columns of this file cannot be read."),
    "large": _("The file is larger than 50 MB: cut it in parts."),
    "nobody": _("No column says who a person is: choose a name, an address or a reference."),
    "started": _("This import has begun already."),
    "over": _("This import is over."),
}

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows (1252)",
    "mixed": _("UTF-8 and Windows, line by line"),
}

IMPORT_REASONS = BAD_HANDLES | {
    "encoding": _("Some letters are lost or in an unknown encoding: save the file again in UTF-8."),
    "cells": _("This line has more cells than the header."),
    "nobody": _("This line names nobody: no name, address or reference."),
    "twice": _("This reference stands on an earlier line."),
    "date": _("This is no date: write 31/12/1980."),
    "yes_no": _("Write yes or no."),
    "stage": _("There is no such stage."),
    "country": _("Write the country in two letters: FR, CH, BE."),
    "value": _("This value is not of the right kind."),
    "required": _("This field is required."),
}

TAGGED = {"people.person": _("Records"), "people.organisation": _("Organisations"), "tickets.ticket": _("Tickets")}
"""Label of a table whose rows have tags → what its rows are."""

TAG_REFUSALS = {
    "empty": _("A tag needs a name."),
    "tone": _("There is no such colour."),
    "same": _("This is its name already."),
    "running": _("It is still being done: wait a moment."),
    "undone": _("This is undone already."),
    "later": _("A later change of this tag must be undone first."),
}
