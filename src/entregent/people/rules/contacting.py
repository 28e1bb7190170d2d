"""May we contact this person, for this, by this? Dated rules of law as data; whatever no rule allows is refused.

Not legal advice. A rule that is not ``sure`` is to be verified before it is relied on. A brand may be stricter, never laxer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

PURPOSES = ("service", "canvassing", "newsletter", "survey", "recording", "sharing", "profiling")
CHANNELS = ("phone", "mail", "sms", "letter")
OFFERS = frozenset({"canvassing", "newsletter"})
EVERY_CHANNEL = frozenset(CHANNELS)
ELECTRONIC = frozenset({"mail", "sms"})
FRANCE = frozenset({"fr", "fr-acpr"})
SWITZERLAND = frozenset({"ch"})
EVERYWHERE = FRANCE | SWITZERLAND
NEW_CANVASSING = date(2026, 8, 11)


class Kind(StrEnum):
    """Whom the law sees: ``END_CUSTOMER`` is a reseller's, known to us through them (B2B2C)."""

    CONSUMER = "consumer"
    PROFESSIONAL = "professional"
    END_CUSTOMER = "end_customer"


EVERYBODY = frozenset(Kind)
DIRECT = frozenset({Kind.CONSUMER, Kind.PROFESSIONAL})


class Needs(StrEnum):
    """What must be there: nothing; that they have not objected; that they said yes before."""

    NOTHING = "nothing"
    NO_OBJECTION = "no_objection"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the law asks for, for whom, for what, by which channel, from a day on, until another (not included).

    ``customers_too`` is false where whoever has a contract in progress needs no consent, as long as they have not objected.
    """

    regimes: frozenset[str]
    kinds: frozenset[Kind]
    purposes: frozenset[str]
    channels: frozenset[str]
    needs: Needs
    source: str
    since: date = date.min
    until: date = date.max
    customers_too: bool = True
    sure: bool = True


_PHONE, _LETTER = frozenset({"phone"}), frozenset({"letter"})
_CONSUMER, _PROFESSIONAL, _END = frozenset({Kind.CONSUMER}), frozenset({Kind.PROFESSIONAL}), frozenset({Kind.END_CUSTOMER})
RULES: tuple[Rule, ...] = (
    Rule(EVERYWHERE, EVERYBODY, frozenset({"service"}), EVERY_CHANNEL, Needs.NOTHING, "RGPD art. 6(1)(b) ; LPD art. 31"),
    Rule(EVERYWHERE, EVERYBODY, frozenset({"sharing"}), EVERY_CHANNEL, Needs.CONSENT, "RGPD art. 6(1)(a), 7 ; LPD art. 6, 31"),
    Rule(FRANCE, EVERYBODY, frozenset({"recording"}), EVERY_CHANNEL, Needs.NO_OBJECTION, "CNIL : écoutes et enregistrements"),
    Rule(SWITZERLAND, EVERYBODY, frozenset({"recording"}), EVERY_CHANNEL, Needs.CONSENT, "CP art. 179bis, 179ter", sure=False),
    Rule(EVERYWHERE, DIRECT, frozenset({"survey", "profiling"}), EVERY_CHANNEL, Needs.NO_OBJECTION, "RGPD art. 21", sure=False),
    Rule(EVERYWHERE, _END, OFFERS | {"survey", "profiling"}, EVERY_CHANNEL, Needs.CONSENT, "RGPD art. 14, 28", sure=False),
    Rule(FRANCE, _CONSUMER, OFFERS, _PHONE, Needs.NO_OBJECTION, "loi 2020-901", until=NEW_CANVASSING),
    Rule(
        FRANCE, _CONSUMER, OFFERS, _PHONE, Needs.CONSENT, "C. conso. L.223-1", since=NEW_CANVASSING, customers_too=False
    ),
    Rule(FRANCE, _CONSUMER, OFFERS, ELECTRONIC, Needs.CONSENT, "CPCE L.34-5", customers_too=False, sure=False),
    Rule(SWITZERLAND, _CONSUMER, OFFERS, ELECTRONIC, Needs.CONSENT, "LCD art. 3 al. 1 o", customers_too=False, sure=False),
    Rule(SWITZERLAND, _CONSUMER, OFFERS, _PHONE, Needs.NO_OBJECTION, "LCD art. 3 al. 1 u", sure=False),
    Rule(EVERYWHERE, _CONSUMER, OFFERS, _LETTER, Needs.NO_OBJECTION, "RGPD art. 21(2)"),
    Rule(EVERYWHERE, _PROFESSIONAL, OFFERS, EVERY_CHANNEL, Needs.NO_OBJECTION, "RGPD art. 21(2)"),
)  # fmt: skip
"""The first that fits decides. Sectors where canvassing is banned whatever the consent are not known of a brand."""


@dataclass(frozen=True, slots=True)
class Said:
    """A consent as it was given, and taken back; ``channel`` may be "any"."""

    purpose: str
    channel: str
    given_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What counts of a person. ``has_contract``: one is in progress. ``reachable``: the channels we have an address for."""

    kind: Kind
    said: tuple[Said, ...] = ()
    has_contract: bool = False
    reachable: Collection[str] = EVERY_CHANNEL


class Reason(StrEnum):
    """Why we may, or may not."""

    SERVICE = "service"
    CONSENTED = "consented"
    CONTRACT = "contract"
    NOT_OBJECTED = "not_objected"
    OBJECTED = "objected"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether we may, why, by which rule (None: no rule speaks of it)."""

    allowed: bool
    reason: Reason
    rule: Rule | None = None
    since: datetime | None = None
    """When the consent was given or taken back, where that decides."""


def rule_for(kind: Kind, purpose: str, channel: str, regime: str, on: date) -> Rule | None:
    """The rule that holds that day."""
    return next(
        (
            rule
            for rule in RULES
            if regime in rule.regimes and kind in rule.kinds and purpose in rule.purposes and channel in rule.channels
            and rule.since <= on < rule.until
        ),
        None,
    )  # fmt: skip


def may_contact(person: Facts, purpose: str, channel: str, regime: str, on: date) -> Decision:
    """Whether we may contact a person on a day.

    What was said last about the purpose by that channel (or by any) decides: a consent taken back is an objection, which
    nothing but performing the contract overrides.
    """
    rule = rule_for(person.kind, purpose, channel, regime, on)
    if rule is None:
        return Decision(False, Reason.NO_RULE)
    if channel not in person.reachable:
        return Decision(False, Reason.NO_ADDRESS, rule)
    if rule.needs is Needs.NOTHING:
        return Decision(True, Reason.SERVICE, rule)
    about = [one for one in person.said if one.purpose == purpose and one.channel in (channel, "any")]
    said = [one for one in about if one.given_at.date() <= on]
    last = max(said, key=lambda one: (one.revoked_at or one.given_at, one.revoked_at is not None), default=None)
    if last is not None and last.revoked_at is not None and last.revoked_at.date() <= on:
        return Decision(False, Reason.OBJECTED, rule, last.revoked_at)
    if last is not None:
        return Decision(True, Reason.CONSENTED, rule, last.given_at)
    if rule.needs is Needs.NO_OBJECTION:
        return Decision(True, Reason.NOT_OBJECTED, rule)
    if not rule.customers_too and person.has_contract:
        return Decision(True, Reason.CONTRACT, rule)
    return Decision(False, Reason.NO_CONSENT, rule)
