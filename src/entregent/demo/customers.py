"""The customers of a brand as rows: persons, handles, organisations, consents, and who writes when."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.people import Someone
from entregent.demo.rows import Rows
from entregent.demo.twins import Twin
from entregent.demo.typography import printed
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind
from entregent.people import events
from entregent.people.models import Consent, Duplicate, Handle, Organisation, Person, Position
from entregent.people.rules.duplicates import Profile, compare
from entregent.people.rules.search import search_key

NEWCOMERS = 0.04
SERVED_BY_THE_FIRST = 3
"""One organisation in so many is an end customer of the brand's first one, a broker."""
COMPANIES = (
    "Atelier",
    "Boulangerie",
    "Cabinet",
    "Garage",
    "Librairie",
    "Pharmacie",
    "Résidence",
    "Menuiserie",
    "Auto-école",
    "Institut",
)
ROLES = ("Gérante ou gérant", "Comptable", "Assistance de direction", "Responsable des achats")
WORDINGS = {
    ("newsletter", "mail"): "J’accepte de recevoir par e-mail les nouvelles et les offres de {brand}.",
    (
        "canvassing",
        "phone",
    ): "J’accepte que {brand} m’appelle pour me présenter ses offres ; je peux retirer cet accord à tout moment.",
    ("survey", "mail"): "J’accepte de donner mon avis après mes échanges avec {brand}.",
    ("newsletter", "sms"): "J’accepte de recevoir par SMS les offres de {brand}.",
}


@dataclass(slots=True)
class _Known:
    person: Someone
    id: UUID
    row: dict[str, Any]
    handles: list[dict[str, Any]]
    organisation: UUID | None = None


class Customers:
    """Customers of a brand. Those known at the start were imported; the others are known once they write."""

    def __init__(self, house: House, people: list[Someone], rows: Rows, ids: Ids, dice: Dice, began: datetime) -> None:
        self.house, self.rows, self.ids, self.dice, self.began = house, rows, ids, dice, began
        self._by_number: dict[int, _Known] = {}
        self._first_organisation: UUID | None = None
        self._organisations = 0
        self._regulars: dict[str, list[_Known]] = {"fr": [], "de": []}
        self._coming: dict[str, deque[Someone]] = {"fr": deque(), "de": deque()}
        for person in people:
            if not person.newcomer and person.mail and dice.chance(NEWCOMERS):
                person.newcomer = True
        known = [one for one in people if not one.newcomer or not one.mail]
        newcomers = [one for one in people if one.newcomer and one.mail]
        dice.shuffle(newcomers)
        for one in newcomers:
            self._coming[one.language].append(one)
        self._import(known)
        self.expected = len(newcomers)

    def organisation_of(self, person: Someone) -> UUID | None:
        """In whose name somebody known writes."""
        return self._by_number[person.number].organisation

    def who_writes(self, at: datetime, language: str) -> tuple[Someone, UUID]:
        """The next newcomer of that language now and then, else someone known: a few write far more than the others."""
        coming, regulars = self._coming[language], self._regulars[language]
        if coming and (self.dice.chance(self.newcomer_share) or not regulars):
            known = self._meet(coming.popleft(), at, "mail")
        else:
            known = regulars[int(len(regulars) * self.dice.random() ** 1.6)]
        for handle in known.handles:
            if handle["kind"] == Kind.MAIL.value:
                handle["last_seen_at"] = max(at, handle["last_seen_at"])
        return known.person, known.id

    newcomer_share = 0.1

    def expect(self, requests: int) -> None:
        """So many requests will come: newcomers are spread over them."""
        self.newcomer_share = min(0.5, 1.15 * self.expected / max(1, requests))

    def heard_from(self, person: Someone, at: datetime) -> None:
        """The stage of someone who wrote: prospects and the new become active."""
        row = self._by_number[person.number].row
        if row["stage"] in ("prospect", "new") and at > row["created_at"]:
            before, row["stage"] = row["stage"], "active"
            row["updated_at"] = max(row["updated_at"], at)
            self._fact(events.stage_changed, row["id"], at, "system:stages", before=before, after="active")

    def close_the_door(self, now: datetime) -> None:
        """Newcomers who never wrote came through a form."""
        for queue in self._coming.values():
            while queue:
                at = self.began + (now - self.began) * self.dice.random()
                self._meet(queue.popleft(), at, "form")

    def propose(self, pairs: list[Twin], now: datetime) -> None:
        """What the search for duplicates has found: the known pairs that its rules see."""
        for twin in pairs:
            first, second = self._by_number[twin.first], self._by_number[twin.second]
            verdict = compare(_profile(first), _profile(second))
            if not verdict.proposed:
                continue
            at = min(now, max(first.row["created_at"], second.row["created_at"]) + timedelta(seconds=30))
            low, high = sorted((first.id, second.id))
            self.rows.add(
                Duplicate, id=self.ids.at(at), brand_id=self.house.id, first_id=low, second_id=high, score=verdict.score,
                reasons=verdict.reasons, found_at=at,
            )  # fmt: skip
            other = first.id
            self._fact(
                events.duplicate_found,
                second.id,
                at,
                "system:duplicates",
                other=other,
                score=verdict.score,
                reasons=verdict.reasons,
            )

    def _import(self, people: list[Someone]) -> None:
        for place, person in enumerate(people):
            self._meet(person, self.began + timedelta(milliseconds=20 * place), "import")
        at = self.began + timedelta(milliseconds=20 * len(people))
        self.rows.facts.append(
            events.persons_imported(
                brand=self.house.id,
                at=at,
                subject=self.house.id,
                actor="system:import",
                created=len(people),
                updated=0,
                refused=0,
            )
        )

    def _meet(self, person: Someone, at: datetime, source: str) -> _Known:
        dice, brand = self.dice, self.house.id
        addresses = [Address(Kind.MAIL, person.mail)] if person.mail else []
        addresses += [Address(Kind.PHONE, person.phone)] if person.phone and source != "mail" else []
        id = self.ids.numbered(at, person.number)
        stage = (
            "new"
            if source != "import"
            else dice.choices(("active", "prospect", "at_risk", "lost", "won_back"), (78, 8, 7, 5, 2))[0]
        )
        by_mail = source == "mail"
        row = self.rows.add(
            Person, id=id, brand_id=brand, given_name=person.given, family_name=person.family,
            title="" if by_mail else person.title, birth_date=None if by_mail else person.birth,
            language="" if by_mail else person.language, stage=stage, is_consumer=True,
            external_reference=person.reference, street="" if by_mail else person.street,
            postcode="" if by_mail else person.postcode, city="" if by_mail else person.city,
            country="" if by_mail else person.country, tags=["vip"] if dice.chance(0.02) else [], custom=person.custom,
            merged_into_id=None, created_at=at, updated_at=at,
            search_key=search_key(person.given, person.family, person.reference, [(a.kind.value, a.value) for a in addresses]),
        )  # fmt: skip
        handles = [
            self.rows.add(
                Handle, id=self.ids.at(at), brand_id=brand, person_id=id, kind=address.kind.value, value=address.value,
                source=source, verified_at=None, undeliverable_since=None, last_seen_at=at,
            )
            for address in addresses
        ]  # fmt: skip
        self._fact(events.person_created, id, at, f"system:{source}", source=source)
        known = self._by_number[person.number] = _Known(person, id, row, handles)
        if person.mail:
            self._regulars[person.language].append(known)
        if source == "import":
            self._consent(known)
            if dice.chance(0.02):
                self._employ(known)
        return known

    def _consent(self, known: _Known) -> None:
        dice = self.dice
        for (purpose, channel), wording in WORDINGS.items():
            wanted = known.person.mail if channel == "mail" else known.person.phone
            if not wanted or not dice.chance({"newsletter": 0.3, "canvassing": 0.12}.get(purpose, 0.2)):
                continue
            given = self.began + timedelta(minutes=1) + timedelta(days=70 * dice.random() ** 2)
            text = printed(wording.format(brand=self.house.plan.fields["name"]))
            row = self.rows.add(
                Consent, id=self.ids.at(given), brand_id=self.house.id, person_id=known.id, purpose=purpose, channel=channel,
                wording=text, source=dice.pick(("Espace client", "Formulaire d’adhésion", "Échange avec un conseiller")),
                proof=f"formulaire {given:%Y%m%d}-{int(dice.random() * 10**6):06d}", given_at=given, revoked_at=None,
            )  # fmt: skip
            about = {"consent": row["id"], "purpose": purpose, "channel": channel}
            self._fact(events.consent_given, known.id, given, f"person:{known.id}", **about)
            if dice.chance(0.07):
                row["revoked_at"] = given + timedelta(days=10 * dice.random())
                self._fact(events.consent_revoked, known.id, row["revoked_at"], f"person:{known.id}", **about)

    def _employ(self, known: _Known) -> None:
        dice, person, at = self.dice, known.person, known.row["created_at"]
        trade = dice.pick(COMPANIES)
        name = f"{trade if self._organisations else 'Courtage'} {person.family}"
        domain = f"{name.split(' ')[0].lower()}-{known.id.hex[-6:]}.example".encode("ascii", "ignore").decode()
        reseller = self._first_organisation if self._organisations % SERVED_BY_THE_FIRST == 1 else None
        organisation = self.rows.add(
            Organisation, id=self.ids.at(at), brand_id=self.house.id, name=name, mail_domain=domain, reseller_id=reseller,
            street=person.street, postcode=person.postcode, city=person.city, country=person.country, created_at=at,
        )  # fmt: skip
        self._first_organisation = self._first_organisation or organisation["id"]
        self._organisations += 1
        known.organisation, known.row["is_consumer"] = organisation["id"], False
        position = self.rows.add(
            Position, id=self.ids.at(at), brand_id=self.house.id, person_id=known.id, organisation_id=organisation["id"],
            role=dice.pick(ROLES), since=date(2015 + int(dice.random() * 10), 1 + int(dice.random() * 12), 1),
        )  # fmt: skip
        self.rows.facts.append(
            events.organisation_created(brand=self.house.id, at=at, subject=organisation["id"], actor="system:import")
        )
        self._fact(
            events.position_added, known.id, at, "system:import", organisation=organisation["id"], position=position["id"]
        )

    def _fact(self, kind: Any, person: UUID, at: datetime, actor: str, **data: Any) -> None:
        self.rows.facts.append(kind(brand=self.house.id, at=at, subject=person, actor=actor, person=person, **data))


def _profile(known: _Known) -> Profile:
    row = known.row
    return Profile(
        id=known.id, given_name=row["given_name"], family_name=row["family_name"], birth_date=row["birth_date"],
        reference=row["external_reference"], street=row["street"], postcode=row["postcode"],
        handles=frozenset(Address(Kind(one["kind"]), one["value"]) for one in known.handles),
    )  # fmt: skip
