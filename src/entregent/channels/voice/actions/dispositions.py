"""How a call ended for what it was made for: the tree from which that is chosen, and the choice."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import pgettext

from entregent.access.actions import note_change
from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice import events
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.errors import DispositionRefused, NotQualified
from entregent.channels.voice.models import Disposition, DispositionPolicy
from entregent.channels.voice.rules import may_qualify
from entregent.journal.actions import append
from entregent.kernel import forest
from entregent.kernel.forest import Misplaced

Kind = Disposition.Kind


@transaction.atomic
def qualify(call_id: UUID, disposition: UUID | None, *, staff: UUID, now: datetime) -> None:
    """Say how a call ended, or say otherwise; nothing: it is not known after all. The same again tells nothing.

    Raises NotQualified for whom it is not theirs to say, DispositionRefused for what is no choice of the brand any more.
    """
    call = locked(call_id)
    zone = ZoneInfo(Brand.objects.values_list("time_zone", flat=True).get(id=call.brand_id))
    if not may_qualify(call.staff_id, staff, call.ended_at, now, zone):
        raise NotQualified
    before = call.disposition_id
    if before == disposition:
        return
    chosen = Disposition.objects.filter(id=disposition, brand=call.brand_id).first() if disposition else None
    if disposition is not None and (chosen is None or chosen.children.exists()):
        raise DispositionRefused("unknown")
    call.disposition, call.qualified_at = chosen, now if chosen else None
    call.save(update_fields=["disposition", "qualified_at"])
    told = events.call_qualified(
        **about(call, now, f"staff:{staff}"), staff=staff, disposition=disposition, outcome=chosen.kind if chosen else None,
        before=before,
    )  # fmt: skip
    append([told])


@transaction.atomic
def move_disposition(row: Disposition, way: str) -> Disposition:
    """Move it one step (``forest.step``). Raises DispositionRefused for a name that is taken there, ValueError for another
    way."""
    tree = _held(row)
    try:
        _save(forest.step(tree.values(), tree[row.id], way))
    except Misplaced as refused:
        raise DispositionRefused(refused.code) from None
    return tree[row.id]


@transaction.atomic
def place_disposition(row: Disposition, target: Disposition | None, where: str = "inside") -> Disposition:
    """Put it and all that is under it beside another of its brand (``forest.place``), under the name that ``row`` has. The
    whole tree is locked first. Raises DispositionRefused."""
    tree = _held(row)
    here = tree[row.id]
    here.name = row.name
    try:
        _save(forest.place(tree.values(), here, target.id if target else None, where))
    except Misplaced as refused:
        raise DispositionRefused(refused.code) from None
    return here


@transaction.atomic
def require_dispositions(brand: UUID, required: bool, *, by: Staff, now: datetime) -> None:
    """Say whether a brand's agents have to choose one before their wrap-up is over."""
    policy = DispositionPolicy.objects.select_for_update().filter(brand=brand).first()
    before = policy.required if policy else False
    if before != required:
        policy, made = DispositionPolicy.objects.update_or_create(brand_id=brand, defaults={"required": required})
        changed = {"required": (before, required)}
        note_change(policy, created=made, changed=changed, brand_id=brand, now=now, by=by)


@transaction.atomic
def install_dispositions(brand: Brand, *, by: Staff | None, now: datetime) -> int:
    """Give a brand that has none the usual dispositions, in its language; how many there are."""
    Brand.objects.select_for_update(no_key=True).get(id=brand.id)
    if Disposition.objects.filter(brand=brand).exists():
        return 0
    with translation.override(brand.language):
        rows = list(_usual(brand))
    Disposition.objects.bulk_create(rows)
    if by is not None:
        for row in rows:
            note_change(row, created=True, changed={}, brand_id=brand.id, now=now, by=by)
    return len(rows)


def _usual(brand: Brand) -> list[Disposition]:
    found: list[Disposition] = []
    for place, (heading, leaves) in enumerate(_families()):
        above = Disposition(brand=brand, name=heading, kind=leaves[0][1], position=place)
        found.append(above)
        found += [
            Disposition(brand=brand, parent=above, name=name, kind=kind, position=at) for at, (name, kind) in enumerate(leaves)
        ]
    return found


def _families() -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings and what is chosen under them, in the language of the moment."""
    return [
        (
            pgettext("disposition", "Request"),
            [
                (pgettext("disposition", "Answered on the telephone"), Kind.RESOLVED),
                (pgettext("disposition", "Done during the call"), Kind.RESOLVED),
                (pgettext("disposition", "Passed on"), Kind.UNRESOLVED),
                (pgettext("disposition", "To be followed up"), Kind.UNRESOLVED),
                (pgettext("disposition", "Wants to be called back"), Kind.CALLBACK),
            ],
        ),
        (
            pgettext("disposition", "Offer"),
            [
                (pgettext("disposition", "Agrees"), Kind.WON),
                (pgettext("disposition", "Not interested"), Kind.LOST),
                (pgettext("disposition", "Refuses to listen"), Kind.REFUSED),
                (pgettext("disposition", "Out of target"), Kind.OUT_OF_TARGET),
            ],
        ),
        (
            pgettext("disposition", "Unsuccessful call"),
            [
                (pgettext("disposition", "No answer"), Kind.NO_ANSWER),
                (pgettext("disposition", "Line busy"), Kind.BUSY),
                (pgettext("disposition", "Answering machine"), Kind.MACHINE),
                (pgettext("disposition", "Wrong number"), Kind.WRONG_NUMBER),
                (pgettext("disposition", "Somebody else"), Kind.OTHER_PERSON),
            ],
        ),
    ]


def _held(row: Disposition) -> dict[UUID, Disposition]:
    rows = Disposition.objects.select_for_update(no_key=True).filter(brand=row.brand_id).order_by("id")
    return {one.id: one for one in rows}


def _save(rows: list[Disposition]) -> None:
    Disposition.objects.bulk_update(rows, ["position", "parent", "name"])
