"""What a brand keeps of its calls, as it is asked."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.channels.voice.exchange.phrases import phrase
from entregent.channels.voice.models import RecordingPolicy
from entregent.channels.voice.rules import LONGEST_KEPT, SHARE_WITHOUT_REASON
from entregent.channels.voice.web.forms import OfBrands


class RecordingForm(OfBrands):
    """The rules of one brand."""

    LAID_OUT = (
        (_("What is recorded"), _("Never all calls, unless you write down why it is needed."),
         (("share", "half"), ("by_hand", "half"), ("share_reason", ""), ("outgoing", ""))),
        (_("What is said"), _("Before whoever calls waits or is put through. Empty: the house’s own words."),
         (("objection_key", "half"), ("notice_fr", ""), ("notice_en", ""), ("objected_fr", ""), ("objected_en", ""))),
        (_("How long it is kept"), _("Six months at most, unless you write down why longer."),
         (("days", "half"), ("days_reason", ""))),
        (_("What is written down"), _("To be read and searched by whoever may listen."), (("transcribe", ""),)),
        (_("Who listens"), _("Those who supervise: on announced days, or for a reason that they write down."),
         (("agents_hear", ""),)),
    )  # fmt: skip

    class Meta:
        model = RecordingPolicy
        fields: ClassVar = [
            "share", "share_reason", "by_hand", "objection_key", "notice_fr", "notice_en", "objected_fr", "objected_en", "days",
            "days_reason", "transcribe", "outgoing", "agents_hear",
        ]  # fmt: skip
        widgets: ClassVar = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("share_reason", "notice_fr", "notice_en", "objected_fr", "objected_en", "days_reason")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("fr", "en"):
            said = phrase("recorded", language, key=self.instance.objection_key), phrase("unrecorded", language)
            for name, words in zip(("notice", "objected"), said, strict=True):
                self.fields[f"{name}_{language}"].widget.attrs["placeholder"] = words

    def clean(self) -> dict[str, Any]:
        """Much, and long, need a reason."""
        data: dict[str, Any] = super().clean() or {}
        for field, most in (("share", SHARE_WITHOUT_REASON), ("days", LONGEST_KEPT)):
            reason = f"{field}_reason"
            data[reason] = (data.get(reason) or "").strip()
            if (data.get(field) or 0) > most and not data[reason]:
                self.add_error(reason, _("More than %(most)s: write down why it is needed.") % {"most": most})
        return data
