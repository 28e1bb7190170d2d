"""The mails of the portal, in the brand's voice and in the language of whoever reads them."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.channels.mail.notices import Notice
from entregent.kernel.ids import uuid7
from entregent.portal.configuration import key, whole
from entregent.portal.models import Account, Link
from entregent.portal.rules.links import LASTS, secret_of

MINUTES = int(LASTS.total_seconds()) // 60


def to_enter(link: Link) -> Notice:
    """The link by which somebody enters."""
    brand = {"brand": link.brand.name, "minutes": MINUTES}
    with translation.override(link.language):
        return Notice(
            id=link.id, to=link.mail, language=link.language,
            subject=_("Your link to enter your space at %(brand)s") % brand,
            paragraphs=(
                _("Hello,"),
                _("Somebody, no doubt you, asked to enter their space at %(brand)s with this address.") % brand,
            ),
            button=(_("Enter my space"), _address(link, "portal:by_link")),
            after=(
                _("This link works once, for %(minutes)s minutes.") % brand,
                _("You asked for nothing? Do nothing: nobody enters without this link."),
            ),
        )  # fmt: skip


def to_add(link: Link) -> Notice:
    """The link by which somebody proves that another address is theirs."""
    brand = {"brand": link.brand.name, "minutes": MINUTES}
    with translation.override(link.language):
        return Notice(
            id=link.id, to=link.mail, language=link.language,
            subject=_("Confirm this address at %(brand)s") % brand,
            paragraphs=(
                _("Hello,"),
                _("Somebody asked to add this address to their space at %(brand)s.") % brand,
            ),
            button=(_("Confirm this address"), _address(link, "portal:prove_address")),
            after=(
                _("This link works once, for %(minutes)s minutes, in the browser where you are signed in.") % brand,
                _("You asked for nothing? Do nothing: the address is not added."),
            ),
        )  # fmt: skip


def changed(account: Account, what: str) -> Notice:
    """What one enters by has changed: ``address``, ``password``, ``no_password``, ``passkey`` or ``no_passkey``."""
    brand = account.brand
    language = account.person.language if account.person and account.person.language in ("fr", "en") else brand.language
    with translation.override(language):
        words = {
            "address": _("An e-mail address was added: it opens your space too."),
            "password": _("A password was chosen."),
            "no_password": _("The password was taken away."),
            "passkey": _("A passkey was added."),
            "no_passkey": _("A passkey was removed."),
        }[what]
        return Notice(
            id=uuid7(), to=account.mail, language=language,
            subject=_("Something changed in your space at %(brand)s") % {"brand": brand.name},
            paragraphs=(_("Hello,"), words),
            button=(_("Look at my security"), whole(reverse("portal:security", args=[brand.slug]))),
            after=(_("It was not you? Enter by a link, sign out everywhere, and write to us."),),
        )  # fmt: skip


def _address(link: Link, page: str) -> str:
    return whole(reverse(page, args=[link.brand.slug, secret_of(link.id, key())]))
