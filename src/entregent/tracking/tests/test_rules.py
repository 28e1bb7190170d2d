"""Which source a visitor is of, whatever a page says."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from entregent.tracking.rules import Came, came_of, fits, known, source_of

ANY = st.one_of(
    st.none(), st.text(), st.integers(), st.just("https://a.example:99999/x"), st.just("http://[::1"), st.lists(st.text())
)


@dataclass
class Rule:
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    referrer: str = ""
    landing: str = ""


def test_the_source_that_says_most_is_taken() -> None:
    came = came_of({"source": " Moteur ", "medium": "CPC", "campaign": "rentrée", "referrer": "https://www.moteur.example/?q=moi",
                    "landing": "https://ponant.example/senior/devis?nom=Dupont#x"})  # fmt: skip
    assert came == Came("moteur", "cpc", "rentrée", "www.moteur.example", "https://ponant.example/senior/devis")
    wide, narrow = Rule(utm_source="moteur"), Rule(utm_source="Moteur", utm_medium="cpc")
    assert source_of([Rule(), wide, narrow], came) is narrow
    assert source_of([Rule(utm_source="autre"), Rule(utm_source="moteur", utm_medium="mail")], came) is None
    rules = Rule(referrer="moteur.example"), Rule(referrer="eur.example"), Rule(landing="/senior")
    assert [fits(one, came) for one in rules] == [1, 0, 1]


@given(st.dictionaries(st.sampled_from(["source", "medium", "campaign", "referrer", "landing", "x"]), ANY))
def test_whatever_a_page_says_is_short_and_has_no_query(told: dict[str, object]) -> None:
    came = came_of(told)
    assert all(
        len(value) <= 300 and "?" not in value and "#" not in value and "\0" not in value for value in came.told.values()
    )
    assert known(came.told) == came and came_of(came.told) == came
    assert fits(Rule(), came) == 0
