"""Who else is here: believed for some seconds, and only within the brand."""

from entregent.live.watchers import LOOKING, Watchers


def test_two_agents_see_each_other_until_one_leaves_or_is_silent() -> None:
    watchers = Watchers()
    assert watchers.sign("ponant", "t1", "claire", "looking", 0) == {}
    assert watchers.sign("ponant", "t1", "awa", "typing", 1) == {"claire": "looking"}
    assert watchers.sign("ponant", "t1", "claire", "looking", 2) == {"awa": "typing"}
    assert watchers.sign("ponant", "t1", "awa", "gone", 3) == {"claire": "looking"}
    assert watchers.sign("ponant", "t1", "claire", "looking", 4) == {}
    assert watchers.sign("ponant", "t1", "awa", "looking", 4 + LOOKING + 1) == {}


def test_the_same_thing_under_another_brand_tells_nothing() -> None:
    watchers = Watchers()
    watchers.sign("ponant", "t1", "claire", "looking", 0)
    assert watchers.sign("armor", "t1", "spy", "looking", 1) == {}


def test_places_that_nobody_looks_at_any_more_are_forgotten() -> None:
    watchers = Watchers()
    for number in range(500):
        watchers.sign("ponant", f"t{number}", "claire", "looking", number / 100)
    watchers.sign("ponant", "t0", "claire", "looking", 100)
    assert len(watchers) == 1
