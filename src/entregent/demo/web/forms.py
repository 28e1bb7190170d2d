"""What a customer of the demonstration writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.demo.letterbox.letters import Letter

FIRST = {"sender": "Odile Chassagne <odile.chassagne@example.org>", "to": "contact@ponant.example"}


class CustomerLetter(forms.Form):
    """A mail to one of our addresses."""

    sender = forms.CharField(label=_("From"), max_length=200)
    to = forms.CharField(label=_("To"), max_length=200)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))

    def clean(self) -> dict[str, str]:
        """A line break in a header would make another one."""
        cleaned = super().clean()
        for name in ("sender", "to", "subject"):
            if any(mark in cleaned.get(name, "") for mark in "\r\n"):
                self.add_error(name, _("This must stand on one line."))
        return cleaned

    @classmethod
    def answering(cls, letter: Letter | None) -> "CustomerLetter":
        """The form as one begins it: an answer to that letter, or a first letter."""
        if letter is None:
            return cls(initial=FIRST)
        back = letter.mail.reply_to or ((letter.mail.sender,) if letter.mail.sender else ())
        subject = letter.mail.subject
        subject = subject if subject.lower().startswith("re") else f"Re: {subject}"
        return cls(initial={"sender": letter.to, "to": back[0].address if back else FIRST["to"], "subject": subject})
