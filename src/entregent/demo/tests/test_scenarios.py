"""The scenarios of the demonstration: performed, left and finished, and shown as such."""

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.demo.actions import load
from entregent.demo.scenarios import PERFORMED
from entregent.demo.tests.conftest import NOW
from entregent.scenarios import actions, queries
from entregent.scenarios.models import Scenario, Session, Version
from entregent.scenarios.tree import state as states


def test_each_brand_performs_its_scenarios_and_people_leave_them(committed: str) -> None:
    load(committed, NOW, size="small")
    for slug, performed in PERFORMED.items():
        brand = Brand.objects.get(slug=slug)
        with visible([brand.id]):
            assert set(Scenario.objects.values_list("slug", flat=True)) == set(performed)
            for version in Version.objects.select_related("scenario__brand"):
                assert version.state == "published" and not [one for one in queries.checked(version) if one.stops]
                flow = queries.drop_off(version.id)
                assert flow.begun >= 6 and flow.running == 0 and flow.begun == flow.ended + flow.handed + flow.left
                assert actions.begin(version.scenario_id, version.form["media"][-1], now=timezone.now()).said
            for session in Session.objects.exclude(ended_at=None):
                assert states.from_json(session.state).over and queries.turn(session.id).outcome is not None
