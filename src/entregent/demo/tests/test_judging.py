"""The detector of duplicates against the truth of the small world: it may get better, not worse."""

from entregent.demo.actions import load
from entregent.demo.judging import judge
from entregent.demo.tests.conftest import NOW


def test_the_detector_finds_most_duplicates_and_is_rarely_wrong(committed: str) -> None:
    found = judge(load(committed, NOW, size="small").twins, now=NOW)
    assert found.known > 30 and found.tellable > 10
    assert found.recall_of_tellable >= 0.9
    assert found.recall >= 0.3  # most second records are a name and a new mail: homonyms, for all that anybody knows
    assert found.precision >= 0.95 and found.households == 0
