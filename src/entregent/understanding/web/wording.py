"""The words of the screens for what the room names in code."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "label": _("Give the intent a label."),
    "name": _("A name has small letters, digits and underscores, and begins with a letter."),
    "taken": _("Another intent has it already."),
    "elsewhere": _("There is an intent already for what no other answers."),
    "language": _("Sentences are in French or in English."),
    "removed": _("This intent was put aside: take it back first."),
    "many": _("An intent has at most 2,000 sentences."),
    "few": _("Two intents with five sentences each are needed at least: add sentences, then train."),
    "precision": _("Choose one of the shares of right answers."),
    "working": _("A training is under way: wait for its end."),
    "untrained": _("This training gave no model."),
    "over": _("Somebody has seen to this sentence already."),
    "large": _("The file is larger than 2 MB: cut it in parts."),
    "encoding": _("The letters of this file cannot be read: save it as CSV in UTF-8."),
    "columns": _("The file needs the columns intent, language and sentence."),
    "empty": _("There is no sentence in this file."),
}
LINE_REASONS = {
    "language": _("neither French nor English"),
    "sentence": _("no sentence, or one longer than 400 characters"),
    "intent": _("no intent"),
    "other": _("another intent has this sentence"),
}
VERDICTS = {
    "sure": (_("Sure"), "good", "check"),
    "between": (_("Between two: it asks back"), "warn", "info"),
    "unknown": (_("Not understood"), "bad", "alert"),
}
ENTITIES = {
    "date": _("date"),
    "time": _("time"),
    "amount": _("amount"),
    "number": _("number"),
    "phone": _("telephone"),
    "mail": _("mail address"),
    "postcode": _("postcode"),
    "order": _("order"),
    "contract": _("contract"),
    "file": _("file reference"),
    "ticket": _("ticket"),
    "card": _("card number, masked"),
    "iban": _("bank account, masked"),
    "nir": _("social security number, masked"),
}
NOWHERE = _("Something else")
