"""Scenarios that each brand performs, and the sessions of the last weeks: walked through the trees themselves, node by node."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from entregent.channels.visual_ivr.models import Page
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.rows import Rows
from entregent.scenarios import events
from entregent.scenarios import medium as media
from entregent.scenarios.models import Connector, Scenario, Session, Version, Visit
from entregent.scenarios.starting_points import NAMES, starting_point
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.form import Tree, written
from entregent.scenarios.tree.inputs import Answer, Heard, Input, Leave, Means, Result, Silence
from entregent.scenarios.tree.state import Manner, State
from entregent.scenarios.tree.step import begin, step
from entregent.tickets.models import Ticket
from entregent.tickets.rules import reference

PERFORMED = {
    "ponant": ("accueil", "reclamation", "resiliation", "fidelisation"), "armor": ("accueil", "resiliation", "paiement"),
    "halles": ("accueil", "suivi-de-commande"), "noroit": ("accueil", "reclamation"), "edelmatt": ("accueil", "enquete"),
}  # fmt: skip
TITLES = {
    "accueil": "Une question, un dossier à suivre", "reclamation": "Faire une réclamation",
    "resiliation": "Résilier un contrat", "paiement": "Payer une facture", "suivi-de-commande": "Suivre une commande",
    "enquete": "Donner votre avis",
}  # fmt: skip
"""What their pages are called: the names are for those who write them."""
CONNECTORS = {
    "suivi-de-commande": ("commandes", {"statut": "status", "livraison": "delivery.date"}),
    "paiement": ("factures", {"reste": "balance.cents", "echeance": "balance.due"}),
}
DAYS = 30
SESSIONS = 150
MOST_STEPS = 40
LEAVES = 0.05
HARD = 0.13
"""Chances that somebody leaves at a question; the second at those that ask for something which must be found first."""
ASKS_FOR_PAPERS = {"order", "contract", "mail", "text"}
MEDIA = ("phone", "phone", "phone", "web", "web", "chat")
SAID = {
    "order": "CMD-24817", "contract": "AB-2048173", "mail": "client@example.org", "phone": "06 39 98 01 02", "date": "demain",
    "text": "Rien ne fonctionne depuis hier soir", "number": "2",
}  # fmt: skip
FOUND = {
    "commande.statut": ("expediee", "expediee", "livree", "en preparation"), "facture.reste": (0, 4590, 12900),
    "dossier.statut": ("open", "pending", "resolved"), "carry.code": ("482916", "305518"),
}  # fmt: skip
CHANCES = {"missing": 0.15, "failed": 0.03, "closed": 0.3}


@dataclass
class Stage:
    """Where sessions are played: a published version of a brand."""

    house: House
    scenario: UUID
    version: UUID
    tree: Tree
    rows: Rows
    ids: Ids
    dice: Dice
    references: list[str]


def perform(house: House, rows: Rows, seed: int, began: datetime, now: datetime, share: float) -> None:
    """Publish the brand's scenarios at ``began``, and play what people went through in the last weeks."""
    slug = house.plan.slug
    ids, dice = Ids(Dice(seed, f"scenarios/{slug}/ids")), Dice(seed, f"scenarios/{slug}")
    for name in PERFORMED[slug]:
        stage = _published(house, name, rows, ids, dice, began)
        for _ in range(max(6, round(SESSIONS * share))):
            at = now - timedelta(seconds=dice.random() * DAYS * 86400) - timedelta(hours=1)
            _play(stage, max(at, began + timedelta(minutes=1)))


def _published(house: House, slug: str, rows: Rows, ids: Ids, dice: Dice, at: datetime) -> Stage:
    form, links = starting_point(slug), {}
    if slug in CONNECTORS:
        name, fields = CONNECTORS[slug]
        connector = ids.at(at)
        url = f"https://{house.plan.slug}.example/{name}/{{numero}}"
        rows.add(Connector, id=connector, brand_id=house.id, name=name, url=url, fields=fields)
        links = {"connectors": {name: str(connector)}}
    scenario, version = ids.at(at), ids.at(at)
    rows.add(Scenario, id=scenario, brand_id=house.id, slug=slug, name=str(NAMES[slug]), created_at=at)
    rows.add(
        Version, id=version, brand_id=house.id, scenario_id=scenario, number=1, state=Version.State.PUBLISHED.value,
        form=written(form), links=links, made_at=at, saved_at=at, published_at=at,
    )  # fmt: skip
    rows.add(
        Page, id=ids.at(at), brand_id=house.id, scenario_id=scenario, title=TITLES.get(slug, ""), open="web" in form.media,
        changed_at=at,
    )  # fmt: skip
    about = {"brand": house.id, "subject": scenario, "actor": "system:demo"}
    rows.facts.append(events.scenario_created(**about, at=at))
    rows.facts.append(events.scenario_published(**about, at=at, version_id=version, number=1, before=None, back=False))
    numbers = [row for row in rows.of(Ticket) if row["brand_id"] == house.id]
    references = [reference(house.plan.fields["code"], row["opened_at"].year, row["number"]) for row in numbers[-200:]]
    return Stage(house, scenario, version, Tree(form), rows, ids, dice, references)


def _play(stage: Stage, at: datetime) -> None:
    dice = stage.dice
    medium = dice.pick([one for one in MEDIA if one in stage.tree.form.media] or stage.tree.form.media)
    able = media.capabilities_of(medium)
    means = Means(today=timezone.localdate(at), region=stage.house.plan.fields.get("region", "FR"))
    known = {"brand.name": stage.house.plan.fields["name"], "person.known": False}
    state, effects = begin(stage.tree, Manner(medium, able.speaks, able.confirms), variables=known, means=means)
    id, moment = stage.ids.at(at), at
    visits: list[tuple[str, datetime]] = []
    lines: list[dict[str, str]] = []
    answers: list[dict[str, object]] = []
    over = _told(effects, moment, visits, lines, answers)
    for number in range(MOST_STEPS):
        if over is not None or not effects:  # a code was given, and nobody took it up yet
            break
        coming: Input = Leave() if number == MOST_STEPS - 1 else _coming(stage, state, effects)
        if not isinstance(coming, Result):
            moment += timedelta(seconds=3 + dice.share_of(6, 0.7))
        if isinstance(coming, Answer):
            lines.append({"who": "them", "text": coming.text or coming.key})
        state, effects = step(stage.tree, state, coming, means)
        over = _told(effects, moment, visits, lines, answers)
    if over is not None:
        _write(stage, id, medium, state, over, at, moment, visits, lines, answers)


def _coming(stage: Stage, state: State, effects: tuple[out.Effect, ...]) -> Input:
    """What somebody does next, or what the host brings."""
    dice, last = stage.dice, effects[-1]
    if isinstance(last, out.PERFORMED):
        node = stage.tree.form.nodes[state.node]
        if isinstance(last, out.FindTimes):
            return Result(state.serial, "offered", slots=("",))
        exits = ["given"] if isinstance(last, out.GiveCode) else [name for name, _to in node.exits()]
        exit = next((name for name in exits if dice.chance(CHANCES.get(name, 0.0))), "")
        good = next((name for name in ("found", "open", "next", "accepted", "given") if name in exits), "failed")
        values = {name: found for name in node.fills() if (found := _found(stage, name)) is not None}
        return Result(state.serial, exit or good, values, (("Article", "Voici ce que dit notre aide.", ""),))
    if not isinstance(last, out.Asks) or last.kind == "carry":
        return Leave()
    if dice.chance(HARD if last.kind in ASKS_FOR_PAPERS else LEAVES):
        return Leave()
    if last.kind == "acknowledge":
        return Heard()
    if dice.chance(0.07):
        return Silence() if state.manner.speaks else Answer("euh")
    if last.kind == "scale":
        highest = last.maximum or 10
        return Answer(str(max(last.minimum or 0, highest - int(dice.share_of(1.2, 0.9)))))
    if last.options:
        return Answer(key=dice.pick([one.key for one in last.options]))
    node = stage.tree.form.nodes[state.node]
    return Answer("hier" if last.kind == "date" and getattr(node, "maximum", None) == 0 else SAID[last.kind])


def _found(stage: Stage, name: str) -> str | int | None:
    """What a lookup, a calendar or a ticket gives; a request is given the number of one that the brand has."""
    if name == "ticket.number":
        return stage.dice.pick(stage.references) if stage.references else None
    return stage.dice.pick(FOUND[name]) if name in FOUND else None


def _told(
    effects: tuple[out.Effect, ...], at: datetime, visits: list[tuple[str, datetime]], lines: list[dict[str, str]],
    answers: list[dict[str, object]],
) -> out.Over | None:  # fmt: skip
    for effect in effects:
        match effect:
            case out.Entered():
                visits.append((effect.node, at))
            case out.Said():
                lines.append({"who": "us", "text": effect.text})
            case out.Noted():
                answers.append({"question": effect.question, "value": effect.value, "of": effect.maximum, "at": at.isoformat()})
            case out.Over():
                return effect
    return None


def _write(
    stage: Stage, id: UUID, medium: str, state: State, over: out.Over, at: datetime, end: datetime,
    visits: list[tuple[str, datetime]], lines: list[dict[str, str]], answers: list[dict[str, object]],
) -> None:  # fmt: skip
    brand = stage.house.id
    outcome = media.Outcome(over.kind, over.detail)
    turn = media.Turn(id, state.serial, medium, state.language, outcome=outcome)
    stage.rows.add(
        Session, id=id, brand_id=brand, version_id=stage.version, scenario_id=stage.scenario, medium=medium,
        language=state.language, state=states.to_json(state), turn=media.to_json(turn), places=len(visits), transcript=lines,
        answers=answers, begun_at=at, moved_at=end, ended_at=end, outcome=over.kind, detail=over.detail,
    )  # fmt: skip
    for place, (node, moment) in enumerate(visits, 1):
        stage.rows.add(
            Visit, id=stage.ids.at(moment), brand_id=brand, session_id=id, version_id=stage.version, medium=medium, node=node,
            place=place, at=moment,
        )  # fmt: skip
    about = {"brand": brand, "subject": id, "actor": "system:scenarios", "scenario": stage.scenario,
             "version_id": stage.version, "medium": medium}  # fmt: skip
    stage.rows.facts.append(events.session_begun(**about, at=at, conversation=None))
    ended = {**about, "at": end, "seconds": round((end - at).total_seconds())}
    if over.kind == "ended":
        stage.rows.facts.append(events.session_ended(**ended, outcome=over.detail))
    elif over.kind == "left":
        stage.rows.facts.append(events.session_left(**ended, node=over.node))
    else:
        stage.rows.facts.append(events.session_handed(**ended, queue=None, reason=over.detail, ticket=None))
