"""How good the detector of duplicates is, against the pairs that the demonstration was made with."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.demo.dice import number_of
from entregent.demo.twins import Twin
from entregent.people.actions import find_duplicates
from entregent.people.models import Duplicate, Person

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Pairs known to be one person, pairs proposed, those proposed that are; households proposed; what was missed, by way.

    ``tellable``: the known pairs whose records share more than a name (an address, a number, a birth date). The others
    cannot be told from homonyms by anybody: most second records of the demonstration are a name and a new mail.
    """

    known: int
    tellable: int
    proposed: int
    right: int
    households: int
    missed: Counter[str]

    @property
    def recall(self) -> float:
        """Of the known pairs, the share that is proposed."""
        return self.right / self.known

    @property
    def recall_of_tellable(self) -> float:
        """Of the known pairs that share more than a name, the share that is proposed."""
        return self.right / self.tellable

    @property
    def precision(self) -> float:
        """Of the proposed pairs, the share that is one person."""
        return self.right / self.proposed if self.proposed else 0.0


def judge(twins: Iterable[Twin], *, now: datetime) -> Judgement:
    """Look for duplicates of everybody in a loaded world, a brand a transaction, and compare with the truth.

    The proposals that the world came with are forgotten first: it is for worlds that nobody works in.
    """
    found: set[Pair] = set()
    for brand in Brand.objects.all():
        with visible([brand.id]):
            Duplicate.objects.all().delete()
            for person in Person.objects.filter(brand=brand, merged_into=None):
                find_duplicates(person, now=now, actor="system:duplicates")
            pairs = Duplicate.objects.values_list("first", "second")
            found |= {_pair(number_of(first), number_of(second)) for first, second in pairs}
    truth = {_pair(twin.first, twin.second): twin for twin in twins}
    same = {pair for pair, twin in truth.items() if twin.same}
    tellable = sum(_shares(*pair) for pair in _records(same))
    missed = Counter(truth[pair].how for pair in same - found)
    return Judgement(len(same), tellable, len(found), len(same & found), len((truth.keys() - same) & found), missed)


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _records(pairs: Iterable[Pair]) -> list[tuple[Person, Person]]:
    with every_brand():
        people = {number_of(person.id): person for person in Person.objects.prefetch_related("handles")}
    return [(people[one], people[other]) for one, other in pairs]


def _shares(one: Person, other: Person) -> bool:
    """Whether two records hold the same birth date, address or number."""
    held = [{(handle.kind, handle.value) for handle in person.handles.all()} for person in (one, other)]
    return bool(held[0] & held[1]) or (one.birth_date is not None and one.birth_date == other.birth_date)
