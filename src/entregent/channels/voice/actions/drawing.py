"""Whether a call is recorded, and what its caller is told: decided when it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice.models import RecordingPolicy
from entregent.channels.voice.rules import drawn


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be kept of a call. ``by_hand``: its agent may begin. ``notice`` and ``objected``: what is said, by language,
    where the brand has words of its own."""

    drawn: bool
    by_hand: bool
    key: str
    notice: Mapping[str, str]
    objected: Mapping[str, str]


def plan(call_id: UUID, brand: UUID, *, outgoing: bool = False) -> Plan | None:
    """Whether this call is drawn, and what its caller is told; None where nothing may be kept of it. Of those that we place
    (``outgoing``) none is, unless the brand says so."""
    policy = RecordingPolicy.objects.filter(brand=brand).first()
    if policy is None:
        return None
    lot = drawn(call_id, policy.share) and (policy.outgoing or not outgoing)
    if not (lot or policy.by_hand):
        return None
    return Plan(
        lot, policy.by_hand, policy.objection_key, {"fr": policy.notice_fr, "en": policy.notice_en},
        {"fr": policy.objected_fr, "en": policy.objected_en},
    )  # fmt: skip
