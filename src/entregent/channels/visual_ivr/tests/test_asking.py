"""How the times of a callback stand on the page."""

from entregent.channels.visual_ivr.web.asking import by_day
from entregent.scenarios.medium import Option


def test_times_stand_day_by_day_between_as_soon_as_possible_and_none_of_them() -> None:
    instants = ("", "2026-11-23T09:00:00+01:00", "2026-11-23T14:30:00+01:00", "2026-11-24T09:00:00+01:00", "")
    options = [Option(str(place), "", "", at) for place, at in enumerate(instants, 1)]
    found = [(day and day.day, [option.key for option, _at in times]) for day, times in by_day(options)]
    assert found == [(None, ["1"]), (23, ["2", "3"]), (24, ["4"]), (None, ["5"])]
