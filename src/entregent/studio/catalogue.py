"""Everything the studio offers, in its order. A room that brings something to set up adds its description here."""

from dataclasses import replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from entregent.access.queries import Rights
from entregent.studio.resource import READERS, Card, Group, Resource, card_of
from entregent.studio.things.callbacks import OFFERINGS
from entregent.studio.things.dispositions import DISPOSITIONS
from entregent.studio.things.promises import POLICIES
from entregent.studio.things.queues import CAPACITIES, PAUSES, QUEUES
from entregent.studio.things.staff import SITES, SKILLS, TEAMS
from entregent.studio.things.words import CANNED_REPLIES, CUSTOM_FIELDS, REASONS

RESOURCES: dict[str, Resource] = {
    resource.slug: resource
    for resource in (
        SITES, TEAMS, SKILLS, QUEUES, PAUSES, CAPACITIES, POLICIES, OFFERINGS, CANNED_REPLIES, CUSTOM_FIELDS, REASONS,
        DISPOSITIONS,
    )
}  # fmt: skip

_GROUPS = (
    Group(
        _("Brands"),
        (
            Card(_("Brands"), _("Name, vocabulary, language, colour and rules of each brand."), "globe", "studio:brands"),
            card_of(CUSTOM_FIELDS),
        ),
    ),
    Group(
        _("People and teams"),
        (
            Card(_("Staff"), _("Who works here, with which role for which brand."), "users", "studio:staff"),
            card_of(TEAMS),
            card_of(SITES),
            card_of(SKILLS),
            Card(
                _("Working hours"),
                _("When each is to be at work: supervision says who is missing."),
                "clock",
                "studio:shifts",
                readers=READERS,
            ),
            Card(
                _("Who is good at what"),
                _("Agents and their level in each skill, at a glance."),
                "chart",
                "studio:matrix",
                readers=READERS,
            ),
        ),
    ),
    Group(
        _("Organisation of work"),
        (
            card_of(QUEUES),
            card_of(CAPACITIES),
            card_of(PAUSES),
            Card(
                _("Business hours"),
                _("Opening hours, lunch breaks, holidays and exceptions."),
                "calendar",
                "studio:calendars",
                readers=READERS,
            ),
            card_of(POLICIES),
            card_of(OFFERINGS),
        ),
    ),
    Group(
        _("Requests"),
        (
            card_of(REASONS),
            Card(
                _("Tags"),
                _("What records, organisations and tickets are sorted by: counted, coloured, renamed, merged."),
                "tag",
                "people:tags_page",
            ),
            card_of(CANNED_REPLIES),
            Card(
                _("Knowledge base"),
                _("The help sites: articles for everybody and for colleagues, open or closed."),
                "book",
                "knowledge:sites",
                permission="knowledge.write",
            ),
            Card(
                _("Scenarios"),
                _("What is said on the telephone, in the chat and on the web: written, checked, tried, published."),
                "split",
                "scenarios:list",
                permission="supervise",
            ),
            Card(
                _("Understanding"),
                _("What people mean when they write to a chatbot, taught by sentences."),
                "robot",
                "understanding:intents",
                permission="supervise",
            ),
        ),
    ),
    Group(
        _("E-mail"),
        (
            Card(
                _("E-mail addresses"),
                _("Where each brand is written to, and the mailboxes that are read."),
                "mail",
                "mail:addresses",
            ),
            Card(
                _("Quarantine"),
                _("Mails that could not be taken in, with the reason; replay them."),
                "alert",
                "mail:quarantine",
            ),
        ),
    ),
    Group(
        _("Telephone"),
        (
            Card(
                _("Telephony"),
                _("The lines of your operators, the numbers of each brand, the SIP telephones of staff."),
                "phone",
                "voice:settings",
            ),
            card_of(DISPOSITIONS),
            Card(
                _("Waiting calls"),
                _("What callers hear and may do while they wait, and where they go when nobody can answer."),
                "clock",
                "voice:waiting",
            ),
            Card(
                _("Call tracking"),
                _("Campaigns, media and pages that make people call, and the numbers lent to visitors of the site."),
                "chart",
                "tracking:overview",
            ),
            Card(
                _("SMS"),
                _("With whom links are sent to who waits on the telephone, and where they lead."),
                "chat",
                "sms:accounts",
            ),
            Card(
                _("Recording of calls"),
                _("How many calls are recorded, what is said before, how to refuse, how long they are kept."),
                "shield",
                "voice:recording",
            ),
            Card(
                _("Voice"),
                _("How the telephone speaks: voice, own words, recorded texts, waiting music."),
                "phone",
                "speech:voices",
                permission="supervise",
            ),
        ),
    ),
    Group(
        _("On the sites"),
        (
            Card(
                _("Personal spaces"),
                _("Where each brand receives those it serves: requests, data, rights, callbacks."),
                "home",
                "portal_studio:listing",
            ),
            Card(
                _("Widgets"),
                _("Chat, help and callbacks on each brand’s sites."),
                "chat",
                "chat:widgets",
            ),
        ),
    ),
    Group(
        _("Security"),
        (
            Card(_("API keys"), _("Keys with which programs read and write for a brand."), "key", "studio:keys"),
            Card(
                _("Rights over personal data"),
                _("Who exercises which right, and the last day to answer by law."),
                "shield",
                "rights:listing",
                permission="supervise",
            ),
            Card(
                _("Register of listening"),
                _("Who listened to which calls, live or recorded, when, and by what right."),
                "book",
                "voice:register",
                permission="audit.read",
                readers=("supervise",),
            ),
            Card(_("Webhooks"), _("What other programs are told, and what did not reach them."), "webhook", "webhooks:listing"),
            Card(_("Audit"), _("Who entered, who changed what, and when."), "shield", "studio:audit", permission="audit.read"),
        ),
    ),
)


def groups(rights: Rights) -> list[Group]:
    """The groups and cards that this person may open; a room that is not served here has no card."""
    seen = [replace(group, cards=tuple(_placed(card) for card in group.cards if _sees(rights, card))) for group in _GROUPS]
    served = [replace(group, cards=tuple(card for card in group.cards if card.url)) for group in seen]
    return [group for group in served if group.cards]


def _placed(card: Card) -> Card:
    try:
        return replace(card, url=reverse(card.address, args=card.arguments))
    except NoReverseMatch:
        return card


def _sees(rights: Rights, card: Card) -> bool:
    return rights.is_platform_administrator or any(map(rights.brands_where, (card.permission, *card.readers)))
